"""Holders hear 30, 15, 5 and 1 days before, once each; and what to do when the paid days are over."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from patents.acts import acts as acts_of
from patents.models import Patent, PatentWarning
from patents.services import announce_ends, announce_lapses, match_payment, warn_of_ends, warn_of_last_days
from patents.services.annulment import is_stale
from portal import clock
from portal.accounts.models import User
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.notifications.services import write_messages
from tests.cases import acts
from tests.factories import make_applicant, make_case, make_patent, make_payment
from tests.patents import life
from tests.patents.life import proposed
from tests.patents.test_moves import arrived, issued, officer
from tests.patents.test_payments import DAY, FEE, month, pay

pytestmark = pytest.mark.django_db
LAST = date(2026, 4, 14)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    def be(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: day)
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(12), tzinfo=clock.MOSCOW))

    return be


def sent() -> list[int]:
    return list(PatentWarning.objects.order_by("pk").values_list("days", flat=True))


def test_each_warning_is_sent_once_on_its_day(today):
    issued()
    for left in range(32, -3, -1):
        today(LAST - timedelta(days=left))
        for _again in range(2):
            warn_of_ends()
    assert sent() == [30, 15, 5, 1]
    assert Event.objects.filter(name="patents.PatentExpiring").count() == 4


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Pay the next month not later than that day"), ("ru", "Оплатите следующий месяц не позднее этого дня")]
)
def test_each_warning_of_the_paid_day_comes_on_two_channels_in_the_persons_language(today, language, said):
    patent = issued()
    User.objects.update(language=language)
    for left in (30, 15, 5, 1):
        today(LAST - timedelta(days=left))
        warn_of_ends()
        dispatch_pending()
        event = Event.objects.filter(name="patents.PatentExpiring").latest("pk")
        write_messages(event)
        letters = Message.objects.filter(event=event, recipient=patent.person.user)
        assert sorted(letters.values_list("channel", flat=True)) == ["email", "inbox"]
        for letter in letters:
            assert said in f"{letter.subject} {letter.body}"


def test_after_a_stop_only_the_nearest_is_sent(today):
    issued()
    today(LAST - timedelta(days=4))
    assert (warn_of_ends(), warn_of_ends(), sent()) == (1, 0, [5])


@pytest.mark.parametrize(("left", "days"), [(31, []), (30, [30]), (16, [30]), (15, [15]), (5, [5]), (1, [1]), (0, [1]), (-1, [])])
def test_the_boundary_days(today, left, days):
    issued()
    today(LAST - timedelta(days=left))
    warn_of_ends()
    assert sent() == days


def test_a_month_that_is_paid_is_not_warned_of(today):
    patent = issued()
    pay(patent, month("two"))
    today(LAST)
    assert warn_of_ends() == 1  # thirty days before the new end
    assert PatentWarning.objects.get().paid_through == date(2026, 5, 14)


def test_the_end_of_twelve_months_is_not_a_payment_to_remind_of(today):
    patent = pay(issued(), month("rest", 11))
    assert patent.paid_through is not None
    today(patent.paid_through)
    assert warn_of_ends() == 0
    today(patent.paid_through + timedelta(days=1))
    assert announce_lapses() == 0


# ---- the end of the twelve months

END = date(2027, 3, 14)
ASK_BY = date(2027, 2, 26)  # ten working days before


@pytest.mark.parametrize(
    ("left", "days"), [(32, []), (31, []), (30, [30]), (16, [30]), (15, [15]), (6, [15]), (5, [5]), (2, [5]), (1, [1]), (0, [1]), (-1, [])]
)
def test_the_boundary_days_of_the_end_of_twelve_months(today, left, days):
    pay(issued(), month("rest", 11))
    today(END - timedelta(days=left))
    warn_of_last_days()
    assert sent() == days


def test_of_the_end_of_twelve_months_each_warning_is_sent_once(today):
    pay(issued(), month("rest", 11))
    for left in range(32, -3, -1):
        today(END - timedelta(days=left))
        for _again in range(2):
            warn_of_last_days()
            warn_of_ends()
    assert sent() == [30, 15, 5, 1]
    assert Event.objects.filter(name="patents.PatentEnding").count() == 4
    assert not Event.objects.filter(name="patents.PatentExpiring").exists()


def test_a_patent_with_a_month_to_pay_is_not_told_that_its_twelve_months_end(today):
    pay(issued(), month("rest", 10))
    today(date(2027, 2, 14))
    assert (warn_of_last_days(), warn_of_ends()) == (0, 1)


def test_a_day_that_a_payment_was_asked_for_by_is_told_again_as_the_last_one(today):
    patent = pay(issued(), month("rest", 11))
    PatentWarning.objects.create(patent=patent, paid_through=END, days=1, made_at=clock.now())
    today(END)
    assert warn_of_last_days() == 1


@pytest.mark.parametrize("state", ["submitted", "in_review", "info_requested", "proposed"])
def test_who_asked_for_the_reissue_is_warned_because_nothing_is_decided_yet(today, state):
    patent = pay(issued(), month("rest", 11))
    make_case(state, person=patent.person, procedure="work-patent-reissue", answers={"patent": {"patent": str(patent)}})
    today(END)
    assert warn_of_last_days() == 1


@pytest.mark.parametrize("state", ["draft", "refused", "withdrawn"])
def test_who_did_not_send_it_or_was_refused_is_warned(today, state):
    patent = pay(issued(), month("rest", 11))
    make_case(state, person=patent.person, procedure="work-patent-reissue", answers={"patent": {"patent": str(patent)}})
    today(END)
    assert warn_of_last_days() == 1


def test_the_reissue_of_another_patent_silences_nothing(today):
    patent = pay(issued(), month("rest", 11))
    make_case("submitted", person=patent.person, procedure="work-patent-reissue", answers={"patent": {"patent": "50 2600000017"}})
    today(END)
    assert warn_of_last_days() == 1


def followed_by(patent: Patent, status: str) -> Patent:
    """The next patent: granted, issued ahead, or annulled."""
    dates = {"issued": {"issued_on": DAY, "begins_on": END + timedelta(days=1), "expires_on": date(2028, 3, 14), "paid_through": END}}
    fields = {**dates.get(status, {}), **({"annulled_on": date(2027, 3, 1)} if status == "annulled" else {})}
    return make_patent(status, case=make_case("granted", person=patent.person), predecessor=patent, **fields)


@pytest.mark.parametrize(("status", "warned"), [("granted", 1), ("issued", 0), ("annulled", 1)])
def test_only_who_has_the_next_patent_issued_is_not_warned(today, status, warned):
    patent = pay(issued(), month("rest", 11))
    followed_by(patent, status)
    today(END)
    assert warn_of_last_days() == warned


def last_day_letters(today: Any, day: date, language: str) -> list[Message]:
    today(day)
    assert warn_of_last_days() == 1
    User.objects.update(language=language)
    dispatch_pending()
    write_messages(Event.objects.get(name="patents.PatentEnding"))
    return list(Message.objects.filter(event__name="patents.PatentEnding").order_by("channel"))


@pytest.mark.parametrize(
    ("day", "language", "words", "unsaid"),
    [
        (date(2027, 2, 12), "en", ("longest term ends", "not later than 26 February 2027, that day included"), "too late"),
        (ASK_BY, "ru", ("наибольший срок заканчивается", "не позднее 26 февраля 2027 г. включительно"), "уже нельзя"),
        (
            ASK_BY + timedelta(days=1),
            "ru",
            ("14 марта 2027 г.", "последний день для заявления был 26 февраля 2027 г."),
            "Начать",
        ),
        (END, "en", ("14 March 2027", "the last day to apply was 26 February 2027"), "Begin here"),
    ],
)
def test_the_letter_says_by_which_day_to_ask_or_that_it_has_passed(today, day, language, words, unsaid):
    patent = pay(make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY), FEE, month("all", 12))
    letters = last_day_letters(today, day, language)
    assert [letter.channel for letter in letters] == ["email", "inbox"]
    for letter in letters:
        assert words[0] in letter.subject.replace("\xa0", " ")
        assert words[1] in letter.body.replace("\xa0", " ")
        assert unsaid not in letter.body
        assert letter.url == ("/cases/start/work-patent-reissue/" if day <= ASK_BY else f"/patents/77/{patent.number}/")


@pytest.mark.parametrize(("language", "said"), [("en", "was annulled: it is not reissued again"), ("ru", "ещё раз его не переоформляют")])
def test_whose_next_patent_was_annulled_is_not_told_to_ask_again(today, language, said):
    patent = pay(make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY), FEE, month("all", 12))
    make_patent("annulled", case=make_case("granted", person=patent.person), predecessor=patent, annulled_on=date(2027, 2, 1))
    for letter in last_day_letters(today, END - timedelta(days=30), language):
        assert said in letter.body
        assert letter.url == f"/patents/77/{patent.number}/"


def of_zarina() -> Patent:
    """Paid for twelve months; somebody reads its letters."""
    return pay(make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY), FEE, month("all", 12))


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("en", "pay for the next one", "Pay them not later than 14 March 2027, best some days before"),
        ("ru", "оплатите следующий", "Оплатите их не позднее 14 марта 2027 г., лучше за несколько дней"),
    ],
)
@pytest.mark.parametrize("left", [30, 15, 5, 1])
def test_whose_next_patent_is_not_paid_is_told_to_pay_it_and_from_which_day_not_to_work(today, left, language, subject, said):
    following = followed_by(of_zarina(), "granted")
    letters = last_day_letters(today, END - timedelta(days=left), language)
    assert len(letters) == 2
    for letter in letters:
        body = letter.body.replace("\xa0", " ")
        assert subject in letter.subject
        assert said in body
        assert {"en": "may not work from 15 March 2027", "ru": "с 15 марта 2027 г. работать будет нельзя"}[language] in body
        assert {"en": "leave by the end", "ru": "выезжайте"}[language] not in body
        assert letter.url == f"/patents/77/{following.number}/bills/"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "is being decided. Until it is granted"), ("ru", "Пока заявление не удовлетворено")],
)
def test_whose_reissue_is_not_decided_is_told_not_to_work_after_the_last_day_and_whom_to_ask(today, language, said):
    patent = of_zarina()
    answers = {"patent": {"patent": str(patent)}}
    case = make_case("in_review", person=patent.person, procedure="work-patent-reissue", answers=answers)
    for letter in last_day_letters(today, END - timedelta(days=5), language):
        body = letter.body.replace("\xa0", " ")
        assert said in body
        assert {"en": "you may not work after 14 March 2027", "ru": "после 14 марта 2027 г. работать нельзя"}[language] in body
        assert case.reference in body
        assert {"en": case.office.address_en, "ru": case.office.address_ru}[language].replace("\xa0", " ") in body
        assert {"en": "apply to have", "ru": "подайте заявление"}[language] not in body
        assert letter.url == f"/cases/{case.reference}/"


def test_whose_next_patent_is_issued_before_the_letter_is_written_gets_no_letter(today):
    patent = of_zarina()
    today(END - timedelta(days=5))
    assert warn_of_last_days() == 1
    followed_by(patent, "issued")
    dispatch_pending()
    assert not Message.objects.filter(event__name="patents.PatentEnding").exists()


def test_the_page_asks_to_pay_for_a_next_patent_that_is_granted_and_calls_only_an_issued_one_done(today):
    patent = of_zarina()
    today(END - timedelta(days=5))
    following = followed_by(patent, "granted")
    urls = [act.url for act in acts_of(patent, on=END - timedelta(days=5))]
    assert f"/patents/77/{following.number}/bills/" in urls
    Patent.objects.filter(pk=following.pk).update(
        status="issued", issued_on=DAY, begins_on=END + timedelta(days=1), expires_on=date(2028, 3, 14), paid_through=END
    )
    assert not [act.url for act in acts_of(patent, on=END - timedelta(days=5)) if "/bills/" in act.url]


# ---- the day after the twelve months


def test_the_end_is_told_once_on_the_day_after_the_last_one(today):
    of_zarina()
    today(END)
    assert announce_ends() == 0
    for after in range(1, 40):
        today(END + timedelta(days=after))
        assert announce_ends() == (after == 1)
    assert Event.objects.filter(name="patents.PatentEnded").count() == 1


@pytest.mark.parametrize(("after", "told"), [(30, 1), (31, 0)])
def test_after_a_long_stop_an_end_is_no_news_any_more(today, after, told):
    of_zarina()
    today(END + timedelta(days=after))
    assert announce_ends() == told


@pytest.mark.parametrize(("status", "told"), [("granted", 1), ("issued", 0), ("annulled", 1)])
def test_the_end_is_told_unless_the_next_patent_is_issued(today, status, told):
    followed_by(of_zarina(), status)
    today(END + timedelta(days=1))
    assert announce_ends() == told


def test_an_annulled_patent_and_one_with_a_month_to_pay_have_no_such_end(today):
    pay(issued(), month("rest", 10))
    life.confirmed(proposed(of_another()), END)
    today(END + timedelta(days=1))
    assert announce_ends() == 0


def of_another() -> Patent:
    patent = make_patent("issued", issued_on=DAY, expires_on=END, paid_through=END)
    make_payment(patent, amount=120000, paid_on=DAY)
    return patent


ENDED = {
    ("en", "nothing"): "To work in Moscow again you need a new patent.",
    ("ru", "nothing"): "Чтобы снова работать в Москве, нужен новый патент.",
    ("en", "granted"): "is granted and waits for payment",
    ("ru", "granted"): "разрешён и ждёт оплаты",
    ("en", "asked"): "is being decided. You may work again once",
    ("ru", "asked"): "Работать снова можно, когда оно будет удовлетворено",
}


@pytest.mark.parametrize(("language", "what"), ENDED)
def test_the_letter_about_the_end_says_what_must_come_before_work_goes_on(today, language, what):
    patent = of_zarina()
    url = f"/patents/77/{patent.number}/"
    if what == "granted":
        url = f"/patents/77/{followed_by(patent, 'granted').number}/bills/"
    if what == "asked":
        answers = {"patent": {"patent": str(patent)}}
        case = make_case("info_requested", person=patent.person, procedure="work-patent-reissue", answers=answers)
        url = f"/cases/{case.reference}/"
    today(END + timedelta(days=1))
    announce_ends()
    User.objects.update(language=language)
    dispatch_pending()
    letters = Message.objects.filter(event__name="patents.PatentEnded")
    assert sorted(letter.channel for letter in letters) == ["email", "inbox"]
    for letter in letters:
        body = letter.body.replace("\xa0", " ")
        assert ENDED[language, what] in body
        assert {"en": "was 14 March 2027", "ru": "14 марта 2027 г."}[language] in body
        assert {"en": "You may not work under it any more", "ru": "Работать по нему больше нельзя"}[language] in body
        assert letter.url == url


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_of_the_end_once(today):
    pay(issued(), month("rest", 11))
    today(END + timedelta(days=1))
    acts.at_once(4, lambda _n: announce_ends())
    assert sent() == [0]


def test_the_letter_about_the_end_leaves_a_proposal_to_annul_as_it_was(today):
    patent = pay(issued(), month("rest", 11))
    proposal = proposed(patent)
    today(END + timedelta(days=1))
    assert announce_ends() == 1
    assert not is_stale(proposal, patent)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_of_the_last_day_once(today):
    pay(issued(), month("rest", 11))
    today(END)
    acts.at_once(4, lambda _n: warn_of_last_days())
    assert sent() == [1]


def test_a_warning_leaves_a_proposal_to_annul_as_it_was(today):
    patent = pay(issued(), month("rest", 11))
    proposal = proposed(patent)
    today(END)
    warn_of_last_days()
    assert not is_stale(proposal, patent)


# ---- the lapse


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_warn_once(today):
    issued()
    today(LAST)
    acts.at_once(4, lambda _n: warn_of_ends())
    assert sent() == [1]


def lapse_letters() -> list[Message]:
    dispatch_pending()
    write_messages(Event.objects.get(name="patents.PatentLapsed"))
    return list(Message.objects.filter(event__name="patents.PatentLapsed", channel="email"))


def test_a_lapse_is_told_once_the_day_after_with_what_to_do(today):
    issued()
    today(LAST)
    assert announce_lapses() == 0
    today(LAST + timedelta(days=1))
    assert (announce_lapses(), announce_lapses()) == (1, 0)
    (letter,) = lapse_letters()
    assert "no longer valid" in letter.subject
    assert "receipt" in letter.body
    assert "court" in letter.body


def test_before_a_lapse_is_told_the_queue_is_searched(today):
    patent = issued()
    payment = arrived(payer_name="РАХИМОВА ЗАРИНА", paid_on=LAST)
    today(LAST + timedelta(days=1))
    announce_lapses()
    (letter,) = lapse_letters()
    assert "looking for your payment" in letter.subject
    assert Event.objects.get(name="patents.PatentLapsed").payload["may_be_saved_by"] == [payment.pk]
    match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    assert Event.objects.filter(name="patents.PatentRestored").count() == 1
    assert Patent.objects.get().paid_through == date(2026, 5, 14)


@pytest.mark.parametrize("fields", [{"payer_name": "IVANOV"}, {"payer_name": "РАХИМОВА ЗАРИНА", "paid_on": LAST + timedelta(days=1)}])
def test_money_of_others_and_late_money_promise_nothing(today, fields):
    issued()
    arrived(**{"paid_on": LAST, **fields})
    today(LAST + timedelta(days=1))
    announce_lapses()
    assert Event.objects.get(name="patents.PatentLapsed").payload["may_be_saved_by"] == []
