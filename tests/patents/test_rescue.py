"""Officers are asked about money in the queue before anybody is told that a patent has lapsed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patents import claims, queue
from patents import invariants as keep
from patents.models import Patent, Payment, QueueWord, Rescue
from patents.public_check import check_patent
from patents.rescue import may_be_saved_by
from patents.services import announce_lapses, ask_before_lapse, warn_of_ends
from patents.services import payments as of_payments
from portal import clock
from portal.events.actor import Actor
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.selectors import named
from tests.cases import acts
from tests.factories import make_case, make_office, make_patent, make_person, make_user, sign_in
from tests.patents.test_moves import arrived, issued, matched, moved
from tests.patents.test_warnings import LAST, today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
HERS = {"payer_name": "РАХИМОВА ЗАРИНА", "paid_on": LAST}


def asked() -> list[tuple[int, int]]:
    return list(Rescue.objects.order_by("pk").values_list("patent_id", "payment_id"))


def events() -> int:
    return Event.objects.filter(name="patents.PaymentMaySave").count()


# ---- before anyone is told


def test_money_that_waited_before_the_end_is_asked_about_before_the_public_check_says_not_valid(today: Any):
    patent = issued()
    today(LAST - timedelta(days=20))
    payment = arrived(**{**HERS, "paid_on": LAST - timedelta(days=20)})
    assert asked() == []  # nothing is urgent yet
    today(LAST - timedelta(days=5))
    warn_of_ends()
    assert asked() == [(patent.pk, payment.pk)]
    assert check_patent(patent.series, patent.number).result == "valid"
    today(LAST + timedelta(days=1))
    assert check_patent(patent.series, patent.number).result == "not_valid"


def test_when_a_payment_is_moved_back_and_the_days_are_over_other_money_is_asked_about_at_once(today: Any):
    """No worker runs here: it waited while the end was far, and the end came by the officer's own act."""
    patent = issued()
    today(LAST - timedelta(days=20))
    counted = arrived(1, paid_on=LAST - timedelta(days=20))
    matched(counted, patent)
    hers = arrived(2, **{**HERS, "paid_on": LAST - timedelta(days=20)})
    today(LAST + timedelta(days=1))
    assert asked() == []
    assert check_patent(patent.series, patent.number).result == "valid"
    moved(counted)
    assert (patent.pk, hers.pk) in asked()
    assert check_patent(patent.series, patent.number).result == "not_valid"


def test_money_that_arrives_on_the_day_after_is_asked_about_in_the_moment_it_arrives(today: Any):
    """No worker runs here: whoever asks the public check from now on asks after the officers were."""
    patent = issued()
    today(LAST + timedelta(days=1))
    payment = arrived(**HERS)
    assert asked() == [(patent.pk, payment.pk)]
    assert events() == 1


def test_if_the_officers_cannot_be_asked_the_money_is_not_taken_either(today: Any, monkeypatch: pytest.MonkeyPatch):
    """One transaction: there is no moment with the money and without the question."""
    issued()
    today(LAST + timedelta(days=1))

    def fails(_payment: Payment) -> None:
        raise RuntimeError

    monkeypatch.setattr(of_payments, "wait_in_queue", fails)
    with acts.nothing_changes(), pytest.raises(RuntimeError):
        arrived(**HERS)


def test_a_name_that_became_known_later_is_found_on_the_eve_and_at_the_end(today: Any):
    patent = issued()
    today(LAST - timedelta(days=4))
    payment = arrived(payer_name="НИКОЛАЕВА ЗАРИНА", paid_on=LAST - timedelta(days=4))
    warn_of_ends()
    assert asked() == []
    patent.person.family_name_ru = "Николаева"
    patent.person.save()
    today(LAST + timedelta(days=1))
    announce_lapses()
    assert asked() == [(patent.pk, payment.pk)]


def test_nobody_is_asked_twice_for_one_end_and_again_for_the_next(today: Any):
    patent = issued()
    today(LAST - timedelta(days=5))
    payment = arrived(**{**HERS, "paid_on": LAST - timedelta(days=5)})
    for left in (5, 1, 0, -1):
        today(LAST - timedelta(days=left))
        warn_of_ends()
        announce_lapses()
    assert (asked(), events()) == ([(patent.pk, payment.pk)], 1)
    Patent.objects.update(paid_through=date(2026, 5, 14))
    today(date(2026, 5, 10))
    warn_of_ends()
    assert events() == 2


@pytest.mark.django_db(transaction=True)
def test_searches_at_once_ask_once(today: Any):
    patent = issued()
    today(LAST - timedelta(days=9))
    arrived(**{**HERS, "paid_on": LAST - timedelta(days=9)})
    today(LAST)
    acts.at_once(4, lambda _n: ask_before_lapse(Patent.objects.get(pk=patent.pk)))
    assert (len(asked()), events()) == (1, 1)


def test_the_officers_of_the_office_get_one_message_without_a_name_and_nobody_else_does(today: Any):
    patent = issued()
    mine, stranger = make_user("officer"), make_user("officer", office=make_office("780-001"))
    today(LAST + timedelta(days=1))
    arrived(**HERS)
    announce_lapses()
    dispatch_pending()
    letters = Message.objects.filter(event__name="patents.PaymentMaySave", channel="inbox")
    told = set(letters.values_list("recipient", flat=True))
    assert mine.pk in told
    assert not {stranger.pk, patent.person.user_id} & told
    (letter,) = letters.filter(recipient=mine)
    assert f"{patent.series} {patent.number}" in letter.subject
    assert "РАХИМОВА" not in letter.subject + letter.body


@pytest.mark.parametrize(
    "fields",
    [
        {"payer_name": "ИВАНОВ ПЁТР"},
        {"paid_on": LAST + timedelta(days=1)},  # paid too late: it saves nothing
    ],
)
def test_money_of_others_and_late_money_ask_nobody(today: Any, fields: Any):
    issued()
    today(LAST + timedelta(days=1))
    arrived(**{**HERS, **fields})
    announce_lapses()
    assert asked() == []


def test_a_payment_moved_back_is_not_asked_about_for_the_patent_it_was_taken_from(today: Any):
    patent = issued()
    other = issued(other=True, case=make_case("granted", person=make_person(family_name="SALIMOVA", family_name_ru="Салимова")))
    today(LAST)
    payment = arrived(payer_name="РАХИМОВА ЗАРИНА, САЛИМОВА ЗАРИНА", paid_on=LAST)
    matched(payment, patent)
    moved(payment)
    assert may_be_saved_by(Patent.objects.get(pk=patent.pk)) == []
    assert may_be_saved_by(Patent.objects.get(pk=other.pk)) == [payment.pk]
    assert set(asked()) == {(patent.pk, payment.pk), (other.pk, payment.pk)}  # both when it arrived; facts stay


# ---- the list


def test_the_most_urgent_payment_stands_first_and_says_so_and_pages_lose_none(today: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("patents.officer.reads.PAGE", 2)
    patent = issued()
    today(LAST + timedelta(days=1))
    others = [arrived(n, payer_name=f"НЕКТО{n}") for n in range(1, 5)]
    urgent = arrived(9, **HERS)
    client = sign_in(make_user("officer", office=patent.case.office))
    seen, address = [], "/admin/payments/"
    for _page in range(3):
        page = client.get(address)
        seen += [line.payment.pk for line in page.context["rows"]]
        address = f"/admin/payments/?after={page.context['next']}"
    assert seen == [urgent.pk, *(payment.pk for payment in others)]
    assert "may restore a patent that was paid through" in client.get("/admin/payments/", headers=EN).content.decode()
    stranger = sign_in(make_user("officer", office=make_office("780-001")))
    assert stranger.get("/admin/payments/").context["rows"][0].payment == others[0]
    assert "may restore" not in stranger.get("/admin/payments/", headers=EN).content.decode()


@pytest.mark.parametrize("after", ["x", "9999-99-99.1", "2026-02-30.1", "١.٢", "2026-01-01." + "9" * 40])
def test_a_key_of_a_page_that_is_none_begins_anew(after: str):
    issued()
    arrived()
    assert len(sign_in(make_user("officer")).get("/admin/payments/", {"after": after}).context["rows"]) == 1


def test_what_is_decided_is_urgent_no_longer(today: Any):
    patent = issued()
    today(LAST + timedelta(days=1))
    payment = arrived(**HERS)
    client = sign_in(make_user("officer", office=patent.case.office))
    assert (
        "Money waits that may be for this patent"
        in client.get(f"/admin/patent/{patent.series}/{patent.number}/", headers=EN).content.decode()
    )
    matched(payment, patent)
    assert "Money waits" not in client.get(f"/admin/patent/{patent.series}/{patent.number}/", headers=EN).content.decode()
    assert not QueueWord.objects.filter(payment=payment).exists()


# ---- the index


@pytest.mark.parametrize(
    ("written", "family", "found"),
    [
        ("ФЕДОРОВ ИВАН", {"family_name_ru": "Фёдоров"}, True),
        ("Фёдоров И.", {"family_name_ru": "Федоров"}, True),
        ("за патент al-rashid omar", {"family_name": "AL RASHID"}, True),
        ("RASHID", {"family_name": "AL-RASHID"}, False),  # half a name is no name
        ("О'НИЛ", {"family_name_ru": "О’Нил"}, True),
    ],
)
def test_a_name_is_found_in_both_directions_however_it_is_written(written: str, family: dict[str, str], found: bool):
    fields = {"family_name": "X-NOBODY", "family_name_ru": "", "given_names": "OMAR", "given_names_ru": "", **family}
    patent = issued(case=make_case("granted", person=make_person(**fields)))
    payment = arrived(payer_name=written, paid_on=LAST)
    claim = claims.claim(Patent.objects.select_related("person").get(pk=patent.pk), on=LAST)
    assert bool(queue.plausible(claim, queue.could_be_of(claim))) is found
    assert bool(claims.candidates(payment)) is found


def test_no_name_stands_in_the_index():
    arrived(payer_name="РАХИМОВА ЗАРИНА")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(word, 'escape'), ' ') FROM patents_queueword")
        assert "РАХИМОВА" not in cursor.fetchone()[0]
    assert all(len(word) == 16 for word in QueueWord.objects.values_list("word", flat=True))


def test_after_a_new_secret_key_the_queue_is_indexed_anew(settings: Any):
    patent = issued()
    payment = arrived(**HERS)
    settings.SECRET_KEY = "another" * 9
    assert may_be_saved_by(patent) == []  # what the healing is for
    assert keep.payments_not_searchable() == 0  # it has an hour
    assert (queue.index_missing(), queue.index_missing()) == (1, 0)
    assert may_be_saved_by(patent) == [payment.pk]


def test_an_unindexed_payment_and_an_unasked_question_are_seen_by_the_invariants(today: Any, monkeypatch: pytest.MonkeyPatch):
    issued()
    today(LAST + timedelta(days=3))
    with monkeypatch.context() as broken:
        broken.setattr(of_payments, "wait_in_queue", lambda _payment: None)
        arrived(**HERS)
    moment = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert (keep.payments_not_searchable(), keep.lapsed_unasked()) == (1, 1)
    queue.index_missing()
    announce_lapses()
    assert (keep.payments_not_searchable(), keep.lapsed_unasked()) == (0, 0)


# ---- the portal's own role


def test_the_portal_with_its_own_rights_matches_moves_and_indexes(as_app_role: Any):
    """Payments are facts: the role may not lock them."""
    patent, payment = issued(), arrived(**HERS)
    actor_user = make_user("officer")
    with as_app_role():
        matched(payment, patent, Actor("officer", actor_user.pk))
        moved(payment, Actor("officer", actor_user.pk))
        queue.index_missing()
    assert queue.not_indexed().count() == 0


# ---- volume


def fill(people: int, waiting: int) -> None:
    """Patents that end soon and money that waits, most of them strangers to each other."""
    office = make_office()
    for n in range(people):
        person = make_person(family_name=f"FAMILY{n}", family_name_ru="")
        case = make_case("granted", person=person, office=office)
        make_patent("issued", case=case, paid_through=LAST, issued_on=date(2026, 1, 15), expires_on=date(2027, 1, 14))
    rows = Payment.objects.bulk_create(
        Payment(amount=10000, paid_on=LAST, received_at=clock.now(), source="notice", external_id=f"uip:V{n}", payer_name=f"СТРАННИК {n}")
        for n in range(waiting)
    )
    for payment in rows:
        queue.enter(payment)


def queries(act: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_the_search_misses_nothing_behind_thousands_and_asks_the_database_as_often_as_for_one(today: Any):
    today(LAST)
    patent = issued()
    first = arrived(1, **HERS)

    def search() -> list[int]:
        return may_be_saved_by(Patent.objects.select_related("person").get(pk=patent.pk))

    few = (queries(search), queries(lambda: claims.candidates(first)))
    fill(people=30, waiting=3000)  # the oldest of them all is hers
    assert search() == [first.pk]
    assert claims.candidates(first)[0].patent_id == patent.pk
    assert (queries(search), queries(lambda: claims.candidates(first))) == few


def test_the_look_ups_use_their_indexes(today: Any):
    today(LAST)
    patent, payment = issued(), arrived(**HERS, purpose_text="2600000017")
    fill(people=5, waiting=300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")
    claim = claims.claim(patent, on=LAST)
    assert "word_of_a_payment_once" in queue.could_be_of(claim).explain()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")  # a table this small is quicker read whole by its primary key
    assert "person_family_name_words" in named({"РАХИМОВА"}).explain()
    assert "patent_number_once" in claims.hinted(claims.facts_of(payment), Patent.objects.all()).explain()
