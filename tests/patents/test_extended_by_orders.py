"""An order that names work patents moves their last day, everywhere on the same day, and its repeal moves it back."""

import io
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from cases.models import CaseVersion
from patents import due, services
from patents.credential.issuing import credential_text
from patents.extendable import KIND
from patents.invariants import ledger_reckoned_otherwise, valid_through_differs
from patents.ledgers import price_or_none
from patents.models import Patent, PatentExtension, PatentReprint, PatentTakeBack
from patents.paper import patent_pdf
from patents.public_check import check_patent
from patents.selectors import reissue_window, validity
from patents.services.recount import recount
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back
from permits.extensions.models import OrderRun
from permits.extensions.services import pause_order, resume_order
from permits.status.reading import status_of
from portal import clock
from portal.accounts.models import User
from portal.codes.checking import verify_here
from portal.codes.lists import build_due
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_due_jobs
from portal.notifications.models import Message
from portal.ui.formats import civil_date
from profiles.models import Person
from profiles.selectors import snapshot
from tests.factories import make_case, make_patent, make_payment, make_user, sign_in
from tests.patents.life import confirmed, in_force, proposed
from tests.patents.orders_world import EXTENDED, ISSUED, PAID, applied, approved, begun, repealed, two_months

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ONE_DAY = timedelta(days=1)
TODAY = date(2026, 5, 10)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> Any:
    def on(today: date) -> None:
        """Noon in Moscow; the clock goes on, since news of an order is told at a pace."""
        noon, seconds = datetime(today.year, today.month, today.day, 9, tzinfo=UTC), itertools.count()
        monkeypatch.setattr(clock, "now", lambda: noon + timedelta(seconds=next(seconds)))
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: noon.astimezone(zone).date())

    on(TODAY)
    return on


def last_day(patent: Patent) -> date | None:
    return Patent.objects.get(pk=patent.pk).valid_through


def names(patent: Patent) -> list[str]:
    return list(Event.objects.filter(subject_type="patents.patent", subject_id=patent.pk).order_by("pk").values_list("name", flat=True))


def invariants_hold() -> bool:
    found = (valid_through_differs(), ledger_reckoned_otherwise(), last_day_differs(), not_extended(), not_taken_back())
    return found == (0, 0, 0, 0, 0)


def pay(patent: Patent, on: date) -> Patent:
    """A month, by the price of the bank's date."""
    price = price_or_none(patent.region, on)
    assert price is not None
    make_payment(patent, amount=price, paid_on=on)
    fresh = Patent.objects.select_for_update().get(pk=patent.pk)
    recount(fresh, actor=SYSTEM, on=clock.today())
    dispatch_pending()
    return fresh


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


# ---- applying


def test_an_order_extends_the_patents_that_it_names_and_writes_down_what_it_did():
    ours, later = two_months(), in_force(ISSUED, issued_on=ISSUED, months=5)
    order = applied()
    assert [last_day(ours), last_day(later)] == [EXTENDED, later.paid_through]
    row = PatentExtension.objects.get()
    assert (row.order, row.document_id, row.stated, row.before, row.gives, row.after, row.days) == (
        order, ours.pk, PAID, PAID, EXTENDED, EXTENDED, 93,
    )  # fmt: skip
    ours.refresh_from_db()
    assert ours.paid_through == PAID
    assert names(ours).count("patents.PatentExtended") == 1
    assert invariants_hold()


def test_an_order_that_does_not_name_patents_leaves_them_alone():
    patent = two_months()
    applied(kinds=["temporary_residence"])
    assert last_day(patent) == PAID
    assert not PatentExtension.objects.exists()


def citizen_of(patent: Patent, state: str) -> None:
    Person.objects.filter(pk=patent.person_id).update(citizenship=state)


def test_an_order_by_citizenship_asks_for_the_one_that_the_patent_was_decided_with_and_not_for_that_of_today():
    ours, others = two_months(), two_months()
    assert ours.person.citizenship == "TJ"
    citizen_of(ours, "UZ")
    CaseVersion.objects.create(
        case=others.case, number=2, answers={}, documents=[], sent_at=clock.now(), sent_by=others.person.user,
        person=snapshot(others.person) | {"citizenship": "UZ"},
    )  # fmt: skip
    applied(citizenships=["TJ"])
    assert [last_day(ours), last_day(others)] == [EXTENDED, PAID]
    assert invariants_hold()


@pytest.mark.parametrize(("before", "after"), [("TJ", "UZ"), ("UZ", "TJ")])
def test_a_citizenship_that_changes_once_the_order_was_applied_breaks_no_invariant(before: str, after: str):
    patent = two_months()
    sheet = renamed(patent, holder_citizenship=before, handed_out_on=date(2026, 4, 1))
    applied(citizenships=["TJ"])
    assert last_day(patent) == (EXTENDED if before == "TJ" else PAID)
    citizen_of(patent, after)
    renamed(patent, holder_citizenship=after, handed_out_on=TODAY)
    assert sheet.holder["citizenship"] == before
    assert invariants_hold()


@pytest.mark.parametrize(("day", "extended"), [(date(2026, 4, 17), True), (date(2026, 4, 18), False)])
def test_a_sheet_that_names_another_citizenship_counts_when_it_was_handed_out_before_the_order_was_in_force(day: date, extended: bool):
    patent = two_months()
    renamed(patent, holder_citizenship="UZ", handed_out_on=day)
    applied(citizenships=["UZ"])
    assert (last_day(patent) == EXTENDED) is extended
    assert invariants_hold()


def renamed(patent: Patent, *, holder_citizenship: str, handed_out_on: date) -> PatentReprint:
    """A change of data: the new sheet names this citizenship."""
    case = make_case("granted", person=patent.person, procedure="patent-data-change")
    holder = snapshot(patent.person) | {"citizenship": holder_citizenship}
    return PatentReprint.objects.create(
        patent=patent, case=case, kind="data_change", blank=patent.reprints.count() + 2, holder=holder, profession=patent.profession,
        granted_on=handed_out_on, handed_out_on=handed_out_on,
    )  # fmt: skip


def test_a_dry_run_counts_patents_and_changes_nothing():
    patent = two_months()
    order = approved()
    found = OrderRun.objects.get(order=order, purpose="dry_run").found
    assert found["extended"]["documents"] == 1
    assert found["extended"]["kind"] == {KIND: 1}
    assert found["extended"]["citizenship"] == {patent.person.citizenship: 1}
    assert last_day(patent) == PAID


@pytest.mark.parametrize(
    ("paid", "extended"),
    [(date(2026, 4, 30), False), (date(2026, 5, 1), True), (date(2026, 6, 15), True), (date(2026, 6, 16), False)],
)
def test_both_ends_of_the_window_are_inclusive(paid, extended):
    patent = make_patent("issued", issued_on=ISSUED, paid_through=paid, expires_on=date(2027, 3, 14))
    applied()
    assert (last_day(patent) != paid) is extended


@pytest.mark.parametrize(("annulled_on", "written"), [(date(2026, 4, 17), 0), (date(2026, 4, 18), 1)])
def test_an_annulled_patent_stays_annulled_whatever_the_order_says(annulled_on, written):
    patent = two_months()
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=annulled_on)
    applied()
    patent.refresh_from_db()
    assert PatentExtension.objects.count() == written
    assert validity(patent, on=TODAY).value == "annulled"
    assert check_patent(patent.series, patent.number).result == "not_valid"
    assert not Message.objects.filter(recipient=patent.person.user).exists()


def test_a_patent_annulled_after_the_order_is_annulled_for_everybody():
    patent = two_months()
    applied()
    patent.refresh_from_db()
    confirmed(proposed(patent), TODAY)
    patent.refresh_from_db()
    assert (validity(patent, on=TODAY).value, check_patent(patent.series, patent.number).result) == ("annulled", "not_valid")


@LANGUAGES
def test_the_person_is_told_once_why_and_until_when_in_their_language(language):
    patent = two_months()
    User.objects.update(language=language)
    order = applied()
    message = Message.objects.get(recipient=patent.person.user, channel="inbox")
    with override(language):
        assert civil_date(EXTENDED).replace("\xa0", " ") in message.subject.replace("\xa0", " ")
        for part in (order.number, "Указ 274, пункт 1", civil_date(PAID), civil_date(EXTENDED)):
            assert part in message.body


def test_a_patent_issued_after_the_orders_last_day_of_issue_is_shown_to_the_supervisors_and_not_extended():
    patent = two_months()
    order = applied(last_issue_day=ISSUED - ONE_DAY)
    client = sign_in(make_user("supervisor"))
    page = client.get(f"/admin/extension-orders/{order.number}/ask-staff/").content.decode()
    assert f"{patent.series} {patent.number}" in page
    assert f"/admin/extended-patent/{patent.pk}/" in page
    assert last_day(patent) == PAID


def test_a_supervisor_of_any_office_sees_what_orders_did_and_an_officer_does_not():
    patent = two_months()
    order = applied()
    address = f"/admin/extended-patent/{patent.pk}/"
    page = sign_in(make_user("supervisor")).get(address)
    assert page.status_code == 200
    assert order.number in page.content.decode()
    assert sign_in(make_user("officer")).get(address).status_code == 403


# ---- everything agrees on the same day


def test_page_paper_code_check_lists_and_status_agree_with_both_dates_and_the_order(day):
    patent = two_months()
    order = applied()
    day(PAID + ONE_DAY)  # the paid days are over
    patent = Patent.objects.get(pk=patent.pk)
    client = sign_in(patent.person.user)
    with override("ru"):
        page = client.get(f"/patents/{patent.series}/{patent.number}/").content.decode()
        paper = words(patent_pdf(patent, on=clock.today()))
        today = client.get("/permits/status/").content.decode()
        for shown in (page, paper):
            for part in (civil_date(PAID), civil_date(EXTENDED), order.number, "Указ 274"):
                assert part.replace("\xa0", " ") in shown.replace("\xa0", " "), part
        assert civil_date(EXTENDED).replace("\xa0", " ") in today.replace("\xa0", " ")
    told = verify_here(credential_text(patent))
    assert (told.result, told.content.paid_through, told.content.valid_through, told.content.order) == (
        "valid",
        PAID,
        EXTENDED,
        order.number,
    )
    assert check_patent(patent.series, patent.number).result == "valid"
    answer = client.get("/api/v1/patent-check/", {"series": patent.series, "number": patent.number}).json()
    assert answer["result"] == "valid"
    status = status_of(patent.person, on=clock.today()).status
    ground = next(ground for ground in (status.ground, *status.others) if ground and ground.code == "patent")
    assert ground.until.value == EXTENDED
    assert any(order.number in str(step.text) for step in ground.until.steps)
    assert {duty.due.value for duty in status.duties if duty.code == "payment"} == {EXTENDED}


def test_the_verifier_says_of_a_code_printed_before_the_order_that_the_patent_was_extended(day):
    patent = two_months()
    printed = credential_text(patent)
    build_due()
    applied()
    day(PAID + ONE_DAY)
    build_due()
    told = verify_here(printed)
    assert (told.result, told.explanation, told.lists) == ("expired", "renewed_since_printing", "fresh")


def test_the_verifier_says_of_a_code_printed_before_the_repeal_that_the_patent_ended(day):
    patent = two_months()
    order = applied()
    printed = credential_text(Patent.objects.get(pk=patent.pk))
    repealed(order)
    day(PAID + ONE_DAY)
    build_due()
    told = verify_here(printed)
    assert (told.result, told.explanation) == ("revoked", "shortened_since_printing")


def test_the_public_check_asks_no_more_of_the_database_than_for_any_patent(django_assert_num_queries):
    patent = two_months()
    applied()
    check_patent(patent.series, patent.number)  # the connection learns the statement
    with django_assert_num_queries(1):
        assert check_patent(patent.series, patent.number).result == "valid"


def test_the_twelve_months_stand_still_so_the_last_day_to_have_it_reissued_moves_and_the_first_does_not():
    patent = in_force(ISSUED, issued_on=ISSUED, months=2)
    before = reissue_window(patent, on=TODAY)
    applied()
    after = reissue_window(Patent.objects.get(pk=patent.pk), on=TODAY)
    assert after.first.value == before.first.value
    assert 85 <= (after.last.value - before.last.value).days <= 100


# ---- money


def test_a_month_is_paid_through_the_last_day_given_and_begins_on_the_day_after(day):
    patent = two_months()
    applied()
    day(EXTENDED)
    patent = Patent.objects.get(pk=patent.pk)
    assert due.months_left(patent, paid_on=EXTENDED) == 10
    assert due.months_left(patent, paid_on=EXTENDED + ONE_DAY) == 0
    charge = services.open_charge(patent_id=patent.pk, purpose="tax_advance", period=3, actor=SYSTEM, on=EXTENDED)
    assert charge.pay_by == EXTENDED
    paid = pay(patent, EXTENDED)
    assert (paid.paid_through, paid.valid_through) == (date(2026, 6, 14), date(2026, 6, 14) + timedelta(days=93))
    assert PatentExtension.objects.count() == 1
    assert invariants_hold()


def test_a_patent_paid_later_into_the_window_is_extended_at_once(day):
    patent = in_force(ISSUED, issued_on=ISSUED, months=1)
    day(date(2026, 4, 14))
    order = applied(effective_from=date(2026, 4, 1))
    assert last_day(patent) == date(2026, 4, 14)
    pay(patent, date(2026, 4, 14))
    assert last_day(patent) == EXTENDED
    assert names(patent)[-2:] == ["patents.PatentPaid", "patents.PatentExtended"]
    assert PatentExtension.objects.get().order == order
    assert invariants_hold()


def test_money_that_came_after_the_paid_day_is_counted_once_an_order_covers_it(day):
    patent = two_months()
    day(date(2026, 5, 20))
    pay(patent, date(2026, 5, 18))  # late: the patent has lapsed
    assert last_day(patent) == PAID
    applied()
    patent.refresh_from_db()
    assert (patent.paid_through, patent.valid_through) == (date(2026, 6, 14), date(2026, 6, 14) + timedelta(days=93))
    assert validity(patent, on=clock.today()).value == "valid"
    assert invariants_hold()


def test_a_payment_moved_back_out_of_the_window_takes_the_days_with_it():
    patent = in_force(ISSUED, issued_on=ISSUED, months=1)
    pay(patent, date(2026, 4, 10))
    applied()
    assert last_day(patent) == EXTENDED
    last = patent.allocations.order_by("-pk").first()
    officer = Actor("officer", make_user("officer").pk)
    fresh = services.move_payment_back(payment_id=last.payment_id, reason="Чужой платёж", actor=officer)
    dispatch_pending()
    assert (fresh.paid_through, last_day(patent)) == (date(2026, 4, 14), date(2026, 4, 14))
    assert invariants_hold()


def test_of_two_orders_the_most_days_stand_and_the_repeal_of_one_leaves_the_other():
    patent = two_months()
    short = applied(days=30, act="Указ 1")
    long = applied(act="Указ 2", adds_to=[short.number])
    assert last_day(patent) == EXTENDED
    assert PatentExtension.objects.count() == 2
    repealed(long)
    assert last_day(patent) == PAID + timedelta(days=30)
    repealed(short)
    assert last_day(patent) == PAID
    assert invariants_hold()


# ---- repeal


@LANGUAGES
def test_a_repeal_restores_the_paid_day_and_tells_why(language):
    patent = two_months()
    User.objects.update(language=language)
    order = applied()
    repealed(order)
    patent.refresh_from_db()
    assert (patent.valid_through, PatentTakeBack.objects.count()) == (PAID, 1)
    assert validity(patent, on=PAID + ONE_DAY).value == "lapsed_unpaid"
    message = Message.objects.filter(recipient=patent.person.user, channel="inbox").order_by("pk").last()
    with override(language):
        for part in (order.number, "Указ 300", civil_date(PAID), civil_date(EXTENDED)):
            assert part in message.body
    assert invariants_hold()


@pytest.mark.parametrize(("today", "is_over"), [(EXTENDED, False), (EXTENDED + ONE_DAY, True)])
def test_a_day_given_by_an_order_that_has_passed_is_told_as_passed(day, today, is_over):
    patent = two_months()
    day(today)
    applied()
    message = Message.objects.filter(recipient=patent.person.user, channel="inbox").order_by("pk").last()
    assert ("that day has passed" in message.subject, "Do not work under the patent now" in message.body) == (is_over, is_over)


@pytest.mark.parametrize(("today", "is_over"), [(PAID, False), (PAID + ONE_DAY, True)])
def test_a_repeal_after_the_paid_day_tells_nobody_to_pay_by_a_day_that_has_passed(day, today, is_over):
    patent = two_months()
    order = applied()
    day(today)
    repealed(order)
    message = Message.objects.filter(recipient=patent.person.user, channel="inbox").order_by("pk").last()
    assert ("is not valid any more" in message.body, "unless you pay the next month by that day" in message.body) == (is_over, not is_over)


@LANGUAGES
@pytest.mark.parametrize("begins", [PAID, PAID + ONE_DAY, None])
def test_the_holder_of_a_later_patent_reads_at_a_repeal_that_it_keeps_its_days(day, language, begins):
    patent = two_months()
    User.objects.update(language=language)
    order = applied()
    if begins:
        days = {"issued_on": begins, "begins_on": begins, "paid_through": PAID + 30 * ONE_DAY, "expires_on": PAID + 300 * ONE_DAY}
        make_patent("issued", person=patent.person, predecessor=patent, **days)
    day(PAID)
    repealed(order)
    message = Message.objects.filter(recipient=patent.person.user, channel="inbox").order_by("pk").last()
    keeps, goes_on = {"ru": ("следующего патента", "можно работать дальше"), "en": ("keeps its days", "You may go on working")}[language]
    assert (keeps in message.body, goes_on in message.body) == (begins is not None, begins == PAID)


def test_an_extension_repealed_before_its_news_was_due_is_not_told_as_one():
    patent = two_months()
    order = begun(approved())
    run_due_jobs()
    order.refresh_from_db()
    repealed(order)
    letters = list(Message.objects.filter(recipient=patent.person.user, channel="inbox").values_list("subject", flat=True))
    assert len(letters) == 1
    assert letters[0].startswith("The extension of your patent was repealed")


def test_a_month_paid_while_the_order_stood_stays_paid_after_its_repeal(day):
    patent = two_months()
    order = applied()
    day(date(2026, 6, 10))
    pay(patent, date(2026, 6, 10))
    repealed(order)
    day(date(2026, 6, 12))
    fresh = Patent.objects.select_for_update().get(pk=patent.pk)
    recount(fresh, actor=SYSTEM, on=clock.today())
    assert (fresh.paid_through, fresh.valid_through) == (date(2026, 6, 14), date(2026, 6, 14))
    assert invariants_hold()


def test_paused_work_goes_on_and_work_done_twice_changes_nothing():
    patents = [two_months() for _n in range(3)]
    order = begun(approved())
    someone = Actor("officer", make_user("supervisor").pk)
    pause_order(order_id=order.pk, actor=someone)
    run_due_jobs()
    assert not PatentExtension.objects.exists()
    resume_order(order_id=order.pk, actor=someone)
    run_due_jobs()
    run_due_jobs()
    assert PatentExtension.objects.count() == len(patents)
    assert Event.objects.filter(name="patents.PatentExtended").count() == len(patents)
