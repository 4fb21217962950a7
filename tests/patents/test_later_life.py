"""Reissue, duplicate, change of data, contract: first and last days, what is refused, and what a patent then says."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cases.errors import DocumentGone
from cases.procedures import Application, procedure
from cases.selectors import applicant_as_sent
from patents import home, invariants, services
from patents.acts import acts as acts_of
from patents.errors import NothingDue, NoticeAlreadySent, PatentNotInForce, ReprintWaits
from patents.models import Charge, ContractReminder, Patent, PatentReprint
from patents.rules.reissue import window
from patents.selectors import contract_due, holder_as_printed, profession_as_printed, reissue_window
from patents.services.charges import open_charge
from patents.services.payments import Receipt
from patents.tariff import monthly_price
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal import calendar
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from profiles.permissions import is_held
from profiles.selectors import facts
from tests.cases import acts, walk
from tests.factories import make_applicant, make_case, make_document, make_patent, make_person
from tests.patents import life
from tests.patents.test_procedure import WORK_PATENT, application
from tests.profiles.hostile import pdf, upload

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
ENDS = date(2026, 5, 20)
REISSUE = procedure("work-patent-reissue")
OURS = ("work-patent-reissue", "work-patent-duplicate", "work-patent-data-change", "work-patent-annulment")


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the civil day everywhere."""

    def is_now(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: day)

    is_now(TODAY)
    return is_now


def ending(on: date = ENDS, **fields: Any) -> Patent:
    """A patent whose last possible day is `on`, paid to the end."""
    return life.in_force(on, issued_on=add_months(on + timedelta(days=1), -12), months=12, **fields)


def about(patent: Patent, on: date, **answers: Any) -> Application:
    return Application(facts(patent.person), {"patent": {"patent": str(patent)}, **answers}, on)


def stops(code: str, patent: Patent, on: date, **answers: Any) -> list[str]:
    return [reason.code for reason in procedure(code).blocking(about(patent, on, **answers))]


# ---- reissue


def test_the_published_day_ten_working_days_before_20_may_2026_is_5_may():
    open_days = reissue_window(ending(), on=date(2026, 5, 1))
    assert open_days is not None
    assert open_days.last.value == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("expires", "last"),
    [
        (date(2026, 1, 23), date(2025, 12, 30)),  # the vector of the decision term, backwards over New Year
        (date(2025, 5, 19), date(2025, 4, 29)),
        (date(2024, 5, 16), date(2024, 4, 26)),  # with a working Saturday
        (date(2026, 3, 20), date(2026, 3, 5)),
        (date(2024, 2, 29), date(2024, 2, 14)),
    ],
)
def test_the_last_day_to_apply_across_holidays_new_year_and_a_leap_day(expires, last):
    terms = {name: legal.term(f"patents.reissue_{name}", on=expires) for name in ("notice", "earliest")}
    assert window(expires_on=expires, working=calendar.current(), **terms).last.value == last


def test_the_first_day_is_two_months_before_and_a_day_earlier_is_too_early():
    patent = ending()
    assert stops("work-patent-reissue", patent, date(2026, 3, 19)) == ["too_early"]
    assert stops("work-patent-reissue", patent, date(2026, 3, 20)) == []


def test_the_last_day_is_in_time_and_a_day_later_is_too_late():
    patent = ending()
    assert stops("work-patent-reissue", patent, date(2026, 5, 5)) == []
    assert stops("work-patent-reissue", patent, date(2026, 5, 6)) == ["too_late"]


def test_an_application_in_time_stays_in_time_while_the_office_decides():
    patent = ending()
    sent = Application(facts(patent.person), {"patent": {"patent": str(patent)}}, ENDS, applied_on=date(2026, 5, 5))
    assert REISSUE.blocking(sent) == []


def test_strangers_patents_are_answered_like_ones_that_never_existed():
    patent, other = ending(), make_applicant()
    for named in (str(patent), "77 2600000000", "77", "x" * 300, "' or 1=1"):
        application = Application(facts(other), {"patent": {"patent": named}}, date(2026, 5, 5))
        assert [reason.code for reason in REISSUE.blocking(application)] == ["not_held"]


@pytest.mark.parametrize("code", OURS)
def test_a_patent_that_is_not_in_force_opens_none_of_the_procedures(code):
    lapsed = life.in_force(TODAY, issued_on=date(2026, 4, 15), months=2)  # paid through the day before
    assert stops(code, lapsed, TODAY) == ["not_in_force"]
    assert stops(code, lapsed, TODAY - timedelta(days=1)) in ([], ["too_early"])
    assert stops(code, make_patent("annulled", case=make_case("granted", person=make_applicant())), TODAY) == ["not_in_force"]
    assert [r.code for r in procedure(code).blocking(Application(facts(make_person()), {}, TODAY))] == ["not_held"]


def granted_case(patent: Patent, code: str, **answers: Any) -> Any:
    given = {"patent": {"patent": str(patent)}, **answers}
    return make_case("granted", person=patent.person, procedure=code, answers=given)


def reissued(patent: Patent, on: date) -> Patent:
    case = granted_case(patent, "work-patent-reissue")
    return services.reissue_patent(case=case, predecessor_id=patent.pk, profession="bricklayer", actor=SYSTEM, on=on)


def test_the_next_patent_follows_the_one_before_and_begins_the_day_after_it(today):
    patent = ending(date(2026, 7, 20))
    successor = reissued(patent, TODAY)
    assert (successor.predecessor_id, successor.region, successor.number != patent.number) == (patent.pk, "77", True)
    fee = Receipt("state_fee", legal.money("patents.state_fee", on=TODAY).amount, 0, TODAY, "demo", "fee")
    month = Receipt("tax_advance", _price(), 1, TODAY, "demo", "month")
    services.record_payment(patent_id=successor.pk, receipts=[fee, month], actor=SYSTEM, on=TODAY)
    successor.refresh_from_db()
    assert (successor.issued_on, successor.begins_on) == (TODAY, date(2026, 7, 21))
    assert invariants.successor_too_early() == 0
    assert stops("work-patent-reissue", patent, TODAY) == ["already_reissued"]


def _price() -> Any:
    return monthly_price(region="77", paid_on=TODAY).value


def test_a_patent_is_reissued_once():
    patent = ending()
    reissued(patent, ENDS)
    case = granted_case(ending(), "work-patent-reissue")
    case.person = patent.person
    with acts.nothing_changes(), pytest.raises(PatentNotInForce):
        services.reissue_patent(case=case, predecessor_id=patent.pk, profession="bricklayer", actor=SYSTEM, on=ENDS)


def test_a_patent_that_lapsed_while_the_office_decided_is_not_reissued_and_one_that_ran_out_is():
    lapsed = life.in_force(date(2026, 4, 1), issued_on=date(2025, 5, 21), months=11)  # paid through 20 April
    case = granted_case(lapsed, "work-patent-reissue")
    with acts.nothing_changes(), pytest.raises(PatentNotInForce):
        services.reissue_patent(case=case, predecessor_id=lapsed.pk, profession="bricklayer", actor=SYSTEM, on=date(2026, 5, 12))
    assert reissued(ending(), ENDS + timedelta(days=3)).predecessor_id


def test_what_the_portal_knows_is_not_asked_again():
    patent = ending()
    kinds = {document.kind for document in REISSUE.documents(about(patent, ENDS))}
    assert "contract_copy" in kinds
    life.sent_contract(patent, ENDS)
    assert "contract_copy" not in {document.kind for document in REISSUE.documents(about(patent, ENDS))}


def test_a_person_with_a_patent_is_told_to_have_it_reissued():
    patent = ending()
    reason = WORK_PATENT.blocking(application(person_id=patent.person_id, on=ENDS))[0]
    with override("en"):
        assert "reissued" in str(reason.what_to_do)


# ---- a new sheet


def reprint(patent: Patent, kind: str = "duplicate", **given: Any) -> PatentReprint:
    case = granted_case(patent, f"work-patent-{kind.replace('_', '-')}")
    return services.grant_reprint(
        case=case, patent_id=patent.pk, kind=kind, actor=SYSTEM, on=TODAY, **{"holder": None, "profession": None, **given}
    )


def pay_the_fee(patent: Patent) -> None:
    charge = Charge.objects.get(patent=patent, purpose="change_fee", covered_on=None)
    receipt = Receipt("change_fee", charge.amount, 0, TODAY, "demo", f"fee-{charge.pk}")
    services.record_payment(patent_id=patent.pk, receipts=[receipt], actor=SYSTEM, on=TODAY)
    dispatch_pending()


def test_a_new_profession_is_printed_once_the_fee_is_counted_and_not_before(today):
    patent = life.in_force(TODAY)
    waiting = reprint(patent, "data_change", profession="cook")
    assert (profession_as_printed(patent), waiting.handed_out_on) == ("bricklayer", None)
    assert Charge.objects.get(case=waiting.case).amount == 2100
    assert acts_of(patent, on=TODAY)[0].url == page_of(patent, "bills")
    pay_the_fee(patent)
    waiting.refresh_from_db()
    assert (profession_as_printed(patent), waiting.handed_out_on, waiting.blank) == ("cook", TODAY, 2)
    assert holder_as_printed(patent) == applicant_as_sent(patent.case)


def test_the_event_told_twice_hands_out_once(today):
    patent = life.in_force(TODAY)
    waiting = reprint(patent)
    pay_the_fee(patent)
    services.hand_out_reprint(case_id=waiting.case_id, actor=SYSTEM, on=TODAY + timedelta(days=9))
    waiting.refresh_from_db()
    assert waiting.handed_out_on == TODAY
    assert acts.events(patent).count("PatentReprinted") == 1


def test_a_new_name_is_the_name_as_it_was_sent_and_a_later_duplicate_keeps_it(today):
    patent = life.in_force(TODAY)
    patent.person.family_name = "NEWNAME"
    patent.person.save()
    reprint(patent, "data_change", holder=facts(patent.person))
    pay_the_fee(patent)
    patent.person.family_name = "LATERNAME"
    patent.person.save()
    reprint(patent)
    pay_the_fee(patent)
    assert holder_as_printed(patent).family_name == "NEWNAME"
    assert [sheet.blank for sheet in patent.reprints.order_by("blank")] == [2, 3]


def test_one_new_sheet_waits_at_a_time(today):
    patent = life.in_force(TODAY)
    reprint(patent)
    case = granted_case(patent, "work-patent-data-change")
    with acts.nothing_changes(), pytest.raises(ReprintWaits):
        services.grant_reprint(case=case, patent_id=patent.pk, kind="data_change", holder=None, profession="cook", actor=SYSTEM, on=TODAY)
    assert stops("work-patent-duplicate", patent, TODAY) == ["reprint_waits"]


def test_before_september_2025_a_new_sheet_cost_nothing_and_was_in_force_at_once(today):
    august = date(2025, 8, 29)
    today(august)
    patent = life.in_force(august)
    case = granted_case(patent, "work-patent-duplicate")
    sheet = services.grant_reprint(case=case, patent_id=patent.pk, kind="duplicate", holder=None, profession=None, actor=SYSTEM, on=august)
    sheet.refresh_from_db()
    assert sheet.handed_out_on == august


def test_the_days_to_tell_of_a_new_passport_are_seven_working_days_across_new_year():
    change = procedure("work-patent-data-change")

    def warned(on: date) -> list[str]:
        patent = life.in_force(on)
        answers = {"change": {"what": "document"}, "since": {"changed_on": "2025-12-30"}}
        return [reason.code for reason in change.eligibility(about(patent, on, **answers))]

    assert warned(date(2026, 1, 20)) == []  # the published vector: 30.12.2025 and seven working days
    assert warned(date(2026, 1, 21)) == ["data_change_late"]


@pytest.mark.parametrize(
    ("code", "accepted", "due"), [("duplicate", date(2025, 10, 31), date(2025, 11, 6)), ("annulment", date(2026, 4, 30), date(2026, 5, 6))]
)
def test_three_working_days_by_the_published_vectors(code, accepted, due):
    assert procedure(f"work-patent-{code}").decide_by(accepted_on=accepted).value == due


# ---- the contract


@pytest.mark.parametrize(
    ("issued_on", "due"),
    [(date(2026, 3, 15), date(2026, 5, 15)), (date(2025, 12, 31), date(2026, 2, 28)), (date(2023, 12, 29), date(2024, 2, 29))],
)
def test_two_months_from_the_day_of_issue(issued_on, due):
    answer = contract_due(life.in_force(issued_on, issued_on=issued_on))
    assert answer is not None
    assert answer.value == due


def test_the_last_day_is_in_time_and_a_day_later_is_taken_as_late():
    issued_on = date(2026, 3, 15)
    in_time = life.sent_contract(life.in_force(TODAY, issued_on=issued_on), date(2026, 5, 15))
    late = life.sent_contract(life.in_force(TODAY, issued_on=issued_on), date(2026, 5, 16))
    assert (in_time.is_late, late.is_late) == (False, True)


def test_the_contract_is_sent_once_and_its_document_stays():
    patent = life.in_force(TODAY)
    notice = life.sent_contract(patent, TODAY)
    document = make_document(patent.person, "contract_copy")
    with acts.nothing_changes(), pytest.raises(NoticeAlreadySent):
        life.sent_contract(patent, TODAY, document=document)
    assert is_held(notice.document)
    assert not is_held(document)


def test_only_ones_own_contract_is_taken_and_only_for_an_issued_patent():
    patent, foreign = life.in_force(TODAY), make_document(make_person(), "contract_copy")
    photo = make_document(patent.person, "photo")
    for document in (foreign, photo):
        with acts.nothing_changes(), pytest.raises(DocumentGone):
            life.sent_contract(patent, TODAY, document=document)
    waiting = make_patent("granted")
    document = make_document(waiting.person, "contract_copy")
    with acts.nothing_changes(), pytest.raises(PatentNotInForce):
        life.sent_contract(waiting, TODAY, document=document)


def test_reminders_come_on_their_days_once_and_stop_after_the_last_day_or_the_contract(today):
    patent = life.in_force(TODAY, issued_on=TODAY, months=7)
    due, told = date(2026, 8, 15), []
    for ago in range(40, -3, -1):
        today(due - timedelta(days=ago))
        for _again in range(2):
            told += [ago] * services.remind_of_contracts()
    assert told == [30, 15, 5, 1]
    other = life.in_force(TODAY, issued_on=TODAY, months=7)
    life.sent_contract(other, TODAY)
    today(due - timedelta(days=5))
    assert services.remind_of_contracts() == 0
    assert list(ContractReminder.objects.values_list("patent_id", flat=True).distinct()) == [patent.pk]


def test_after_a_long_stop_of_the_machine_one_reminder_comes_not_four(today):
    life.in_force(TODAY, issued_on=TODAY, months=7)
    today(date(2026, 8, 11))  # four days before the last one
    assert services.remind_of_contracts() == 1
    assert list(ContractReminder.objects.values_list("days", flat=True)) == [5]
    dispatch_pending()
    assert {message.channel for message in Message.objects.all()} == {"inbox", "email"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(today):
    life.in_force(TODAY, issued_on=TODAY, months=7)
    today(date(2026, 8, 10))
    assert sorted(acts.at_once(2, lambda _number: services.remind_of_contracts())) == [0, 1]


# ---- pages


def page_of(patent: Patent, name: str = "patent") -> str:
    return reverse(f"patents:{name}", args=[patent.series, patent.number])


def test_the_holder_sends_the_contract_on_the_page_and_gets_a_number(today):
    patent = life.in_force(TODAY, issued_on=TODAY - timedelta(days=9))
    browser = walk.browser(patent.person.user)
    scan = upload(pdf(), "contract.pdf")
    typed = {"employer_name": "ООО «Пример» 🏗", "employer_inn": "", "file": scan, "received_on": "2020-01-01", "due_on": "2099-01-01"}
    assert browser.post(page_of(patent, "contract"), typed).status_code == 302
    notice = patent.contract_notice
    assert (notice.received_on, notice.due_on) == (TODAY, date(2026, 8, 6))
    shown = browser.get(page_of(patent)).content.decode()
    assert notice.number in shown
    assert browser.get(page_of(patent, "contract")).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"employer_name": "", "file": "yes"},
        {"employer_name": "A", "employer_inn": "12345", "file": "yes"},
        {"employer_name": "A", "employer_inn": "٧٧٠٧٠٨٣٨٩٣", "file": "yes"},
        {"employer_name": "A" * 201, "file": "yes"},
        {"employer_name": "A\x00B", "file": "yes"},
        {"employer_name": "A"},
    ],
)
def test_what_is_typed_badly_is_refused_and_keeps_nothing(today, typed):
    patent = life.in_force(TODAY)
    if "file" in typed:
        typed = {**typed, "file": upload(pdf(), "contract.pdf")}
    answer = walk.browser(patent.person.user).post(page_of(patent, "contract"), typed)
    assert answer.status_code in {200, 422}
    assert not hasattr(Patent.objects.get(pk=patent.pk), "contract_notice")


def test_the_page_says_what_can_be_done_today_and_what_later(today):
    patent = life.in_force(TODAY, issued_on=TODAY)
    with override("en"):
        listed = {str(act.title): act for act in acts_of(patent, on=TODAY)}
    assert not listed["Have it reissued for the next term"].url
    assert "14" in listed["Have it reissued for the next term"].note
    assert listed["Send the copy of your contract"].url == page_of(patent, "contract")
    assert acts_of(patent, on=patent.paid_through + timedelta(days=1)) == []


def test_the_home_page_speaks_of_the_contract_from_thirty_days_before(today, rf):
    patent = life.in_force(TODAY, issued_on=TODAY, months=7)
    request = rf.get("/")
    request.user = patent.person.user
    today(date(2026, 7, 15))
    assert home.contract(request) is None
    today(date(2026, 7, 16))
    assert home.contract(request)


def test_the_questions_are_answered_on_pages_and_only_own_patents_are_offered(today):
    patent = life.in_force(TODAY)
    browser = walk.browser(patent.person.user)
    begun = browser.post(reverse("cases:start", args=["work-patent-duplicate"]))
    reference = begun.url.strip("/").split("/")[-1]
    question = reverse("cases:question", args=[reference, "patent"])
    shown = browser.get(question)
    assert str(patent) in shown.content.decode()
    foreign = life.in_force(TODAY)
    assert browser.post(question, {"patent": str(foreign), "seen": "null"}).status_code in {200, 422}
    assert browser.post(question, {"patent": str(patent), "seen": "null"}).url.endswith("/loss/")


def test_nothing_is_charged_where_no_fee_is_due():
    with pytest.raises(NothingDue):
        open_charge(patent_id=life.in_force(TODAY).pk, purpose="change_fee", actor=SYSTEM, on=date(2025, 8, 31))
