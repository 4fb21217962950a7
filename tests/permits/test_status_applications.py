"""A duty whose application was sent waits for the decision: it is neither to do nor reminded of until the decision is against it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cases.models import Case, SeenAtCounter
from cases.procedures import all_procedures, procedure
from permits.models import Permit
from permits.status.models import Reminder
from permits.status.reading import status_of
from permits.status.rules import residence
from permits.status.rules.applications import Applications, found
from permits.status.rules.compose import compose
from permits.status.rules.values import Duty, Found, Sent, State
from permits.status.services import remind_everybody
from portal import clock
from portal.legal.explained import Explained
from profiles.models import Person
from tests.factories import make_case, make_child, make_patent, make_permit, make_person
from tests.permits.status_world import asked
from tests.profiles.people import browser

ONE = timedelta(days=1)
OPEN = ["submitted", "in_review", "info_requested", "proposed"]


def duties(person: Person) -> dict[str, dict[str, Any]]:
    return {duty["code"]: duty for duty in browser(person.user, language="en").get("/api/v1/status/").json()["duties"]}


def page(person: Person, url: str = "/permits/status/") -> str:
    return browser(person.user, language="en").get(url).content.decode().replace("\u00a0", " ")


def closing(person: Person, days: int = 10, **fields: Any) -> Permit:
    """An extension of stay that ends in some days."""
    today = clock.today()
    return make_permit("temporary_stay", person=person, issued_on=today - 80 * ONE, valid_until_stated=today + days * ONE, **fields)


@pytest.mark.django_db
class TestResidencePermitAfterATemporaryOne:
    @pytest.mark.parametrize("status", OPEN)
    def test_it_waits_from_sending_to_the_decision(self, status):
        person = make_person()
        make_permit(person=person, issued_on=clock.today() - 400 * ONE)
        assert duties(person)["residence_permit"]["state"] == "now"
        case = make_case(status, person=person, procedure="permanent-residence")
        told = duties(person)["residence_permit"]
        assert told["state"] == "waiting"
        assert told["asked"] == {
            "reference": case.reference, "sent_on": case.accepted_on.isoformat(), "decide_by": case.decide_by.isoformat(),
        }  # fmt: skip
        assert told["url"] == reverse("cases:case", args=[case.reference])
        assert duties(person)["permit_end"]["state"] == "waiting"  # the same application follows the permit

    @pytest.mark.parametrize("status", ["draft", "refused", "withdrawn"])
    def test_an_application_that_is_not_sent_or_is_over_leaves_it_to_do(self, status):
        person = make_person()
        make_permit(person=person, issued_on=clock.today() - 400 * ONE)
        make_case(status, person=person, procedure="permanent-residence")
        assert duties(person)["residence_permit"]["state"] == "now"

    def test_another_application_says_nothing_of_it(self):
        person = make_person()
        make_permit(person=person, issued_on=clock.today() - 400 * ONE)
        make_case("submitted", person=person, procedure="permit-replacement")
        make_case("submitted", person=make_person(), procedure="permanent-residence")
        assert duties(person)["residence_permit"]["state"] == "now"

    def test_the_page_says_since_when_and_by_when(self):
        person = make_person()
        make_permit(person=person, issued_on=clock.today() - 400 * ONE)
        case = make_case(
            "submitted", person=person, procedure="permanent-residence", accepted_on=date(2020, 3, 2), decide_by=clock.today() + ONE
        )
        words = page(person)
        assert f"You applied on 2 March 2020 ({case.reference}). The decision is due by" in words
        assert "Applied for, waiting for a decision" in words
        Case.objects.filter(pk=case.pk).update(decide_by=date(2020, 7, 2))
        assert "The decision was due by 2 July 2020 and has not come" in page(person)

    def test_the_page_says_that_the_office_waits_for_the_person(self):
        person = make_person()
        make_permit(person=person, issued_on=clock.today() - 400 * ONE)
        make_case("info_requested", person=person, procedure="permanent-residence")
        assert "the office has asked you for something" in page(person)


@pytest.mark.django_db
class TestReplacement:
    def holder(self, **fields: Any) -> tuple[Person, Permit]:
        """Somebody who came to twenty a few days ago."""
        today = clock.today()
        person = make_person(birth_date=date(today.year - 20, today.month, 1))
        permit = make_permit("permanent_residence", person=person, valid_until_stated=None, issued_on=date(today.year - 1, 1, 10), **fields)
        return person, permit

    def test_it_waits_for_the_application_about_this_document_only(self):
        person, permit = self.holder()
        assert duties(person)["replacement"]["state"] in {"now", "late"}
        named = {"permit": {"permit": f"permanent_residence:77:{permit.number}"}, "what": {"what": "age"}}
        other = {**named, "permit": {"permit": "permanent_residence:77:1"}}
        case = make_case("submitted", person=person, procedure="permit-replacement", answers=other)
        assert duties(person)["replacement"]["state"] != "waiting"
        Case.objects.filter(pk=case.pk).update(answers=named)
        assert duties(person)["replacement"]["state"] == "waiting"

    def test_one_sent_before_the_birthday_was_about_something_else(self):
        person, permit = self.holder(series="")
        named = {"permit": {"permit": f"permanent_residence::{permit.number}"}, "what": {"what": "lost"}}
        day = clock.today().replace(day=1) - ONE
        make_case("submitted", person=person, procedure="permit-replacement", answers=named, accepted_on=day)
        assert duties(person)["replacement"]["state"] != "waiting"


@pytest.mark.django_db
class TestTheEndOfADocument:
    @pytest.mark.parametrize("code", ["temporary-stay", "temporary-residence", "study-residence", "temporary-asylum"])
    def test_the_end_of_an_extension_waits_for_what_may_follow_it(self, code):
        person = make_person()
        closing(person)
        assert duties(person)["permit_end"]["url"] == reverse("cases:start", args=["temporary-stay"])
        make_case("submitted", person=person, procedure=code)
        assert duties(person)["permit_end"]["state"] == "waiting"

    def test_nobody_is_reminded_of_it_while_it_waits_and_everybody_again_after_the_refusal(self):
        person = make_person()
        permit = closing(person, days=5)
        case = make_case("submitted", person=person, procedure="temporary-stay")
        remind_everybody()
        reminded = Reminder.objects.filter(key__contains=permit.number)
        assert not reminded.exists()
        Case.objects.filter(pk=case.pk).update(status="in_review", assigned_to=make_case("in_review").assigned_to)
        Case.objects.filter(pk=case.pk).update(status="withdrawn")
        from permits.status.models import ReminderRound

        ReminderRound.objects.all().delete()
        remind_everybody()
        assert reminded.get().days == 5

    def test_it_is_in_no_calendar_while_it_waits(self):
        person = make_person()
        permit = closing(person)
        make_case("submitted", person=person, procedure="temporary-stay")
        assert permit.number not in {duty.key for duty in status_of(person).status.open_duties()}
        assert "permit_end" not in {duty.code for duty in status_of(person).status.open_duties()}

    def test_asked_for_another_day_an_application_of_later_is_not_known(self):
        person = make_person()
        closing(person)
        today = clock.today()
        make_case("submitted", person=person, procedure="temporary-stay", accepted_on=today)
        by_day = {on: {duty.code: duty.state(on) for duty in status_of(person, on=on).status.duties} for on in (today - ONE, today)}
        assert [by_day[day]["permit_end"] for day in by_day] == [State.NOW, State.WAITING]


@pytest.mark.django_db
class TestPatents:
    def test_the_reissue_waits_for_the_application_about_this_patent(self):
        person = make_person()
        today = clock.today()
        patent = make_patent(
            "issued", case=make_case("granted", person=person), issued_on=today - 330 * ONE, expires_on=today + 34 * ONE,
            paid_through=today + 20 * ONE,
        )  # fmt: skip
        named = {"patent": {"patent": f"{patent.series} {patent.number}"}}
        case = make_case("submitted", person=person, procedure="work-patent-reissue", answers={"patent": {"patent": "77 1"}})
        assert duties(person)["reissue"]["state"] == "now"
        Case.objects.filter(pk=case.pk).update(answers=named)
        assert duties(person)["reissue"]["state"] == "waiting"

    @pytest.mark.parametrize(("status", "state"), [("granted", "now"), ("issued", "done")])
    def test_a_next_patent_ends_the_duty_only_once_its_money_has_come(self, status, state):
        person, today = make_person(), clock.today()
        days = {"issued_on": today - 360 * ONE, "expires_on": today + 4 * ONE, "paid_through": today + 4 * ONE}
        patent = make_patent("issued", case=make_case("granted", person=person), **days)
        following = make_patent(status, case=make_case("granted", person=person), predecessor=patent)
        known = {duty.key: duty for duty in status_of(person).status.duties}
        end = known[f"patent_end:77 {patent.number}"]
        assert end.state(today).value == state
        assert known[f"reissue:77 {patent.number}"].state(today).value == "done"
        if status == "granted":
            with override("en"):
                assert "Pay its fee and first month by this day" in str(end.what)
            assert end.action.args == (following.series, following.number)

    def test_when_the_patent_is_over_the_page_leads_to_the_next_one_that_waits_for_money(self):
        person, today = make_person(), clock.today()
        person.entries.update(entered_on=today - 380 * ONE)
        days = {"issued_on": today - 366 * ONE, "expires_on": today - 2 * ONE, "paid_through": today - 2 * ONE}
        patent = make_patent("issued", case=make_case("granted", person=person), **days)
        following = make_patent("granted", case=make_case("granted", person=person), predecessor=patent)
        over = status_of(person).status.over
        assert over is not None
        with override("en"):
            assert "it begins once its fee and first month are paid" in str(over.now)
        assert over.action.args == (following.series, following.number)

    def test_the_first_application_waits_is_done_by_a_decision_and_stands_again_after_a_withdrawal(self):
        for status, state in (("submitted", "waiting"), ("granted", "done"), ("refused", "done"), ("withdrawn", "now")):
            person = make_person()
            make_case(status, person=person, **({} if status != "withdrawn" else {"accepted_on": clock.today()}))
            assert duties(person)["patent_application"]["state"] == state, status


@pytest.mark.django_db
class TestPapersOfApplications:
    def applied(self, person: Person, **answers: Any) -> Case:
        return make_case("submitted", person=person, procedure="temporary-residence", answers=answers)

    def test_the_certificate_named_for_a_temporary_residence_permit_ends_after_three_years(self):
        person = make_person()
        self.applied(person, exam={"kind": "certificate", "issued_on": "2025-06-30"})
        told = duties(person)["exam"]
        assert told["due"]["date"] == "2028-06-30"
        assert told["url"] == reverse("profiles:document-add", args=["exam_certificate"])

    def test_of_two_certificates_only_that_which_ends_last_asks_for_something(self):
        person = make_person()
        make_case("submitted", person=person, answers={"exam": {"kind": "certificate", "issued_on": "2024-01-31"}})
        self.applied(person, exam={"kind": "certificate", "issued_on": "2025-06-30"})
        told = [duty for duty in status_of(person).status.duties if duty.code == "exam"]
        assert [duty.due.value for duty in told] == [date(2028, 6, 30)]

    @pytest.mark.parametrize(
        "exam", [None, "nonsense", [], {"kind": "education", "issued_on": "2025-06-30"}, {"kind": "certificate", "issued_on": 7}]
    )
    def test_who_names_no_certificate_has_none_that_ends(self, exam):
        person = make_person()
        self.applied(person, exam=exam)
        assert "exam" not in duties(person)

    def test_the_examination_and_the_fingerprints_named_there_are_done(self):
        person = make_person()
        assert duties(person)["medical"]["state"] == duties(person)["fingerprints"]["state"] == "now"
        self.applied(person, medical={"issued_on": clock.today().isoformat()}, fingerprints={"done": "yes", "done_on": None})
        assert duties(person)["medical"]["state"] == duties(person)["fingerprints"]["state"] == "done"

    def test_fingerprints_taken_at_the_counter_are_done_whatever_the_application(self):
        person = make_person()
        case = make_case("in_review", person=person, procedure="permit-replacement")
        officer = case.assigned_to
        assert duties(person)["fingerprints"]["state"] == "now"
        SeenAtCounter.objects.create(case=case, what="originals", seen_on=clock.today(), seen_at=clock.now(), seen_by=officer)
        assert duties(person)["fingerprints"]["state"] == "now"
        SeenAtCounter.objects.create(case=case, what="biometrics", seen_on=clock.today(), seen_at=clock.now(), seen_by=officer)
        assert duties(person)["fingerprints"]["state"] == "done"


@pytest.mark.django_db
def test_a_parent_sees_that_the_childs_application_waits_and_opens_it():
    held = make_child()
    closing(held.child)
    url = reverse("permits-status:child", args=[held.number])
    begin = f"{reverse('cases:start', args=['temporary-stay'])}?applicant={held.number}"
    assert begin in page(held.guardian, url)
    case = make_case("submitted", person=held.child, procedure="temporary-stay")
    words = page(held.guardian, url)
    assert begin not in words
    opened = reverse("cases:case", args=[case.reference])
    assert opened in words
    assert browser(held.guardian.user).get(opened).status_code == 200


@pytest.mark.django_db
def test_where_the_portal_takes_no_application_for_a_child_it_says_so_and_leads_to_the_office():
    held = make_child()
    make_permit("temporary_residence", person=held.child)
    words = page(held.guardian, reverse("permits-status:child", args=[held.number]))
    assert "go to the migration office together with the child" in words
    assert reverse("cases:start", args=["permanent-residence"]) not in words
    assert f"{reverse('appointments:book')}?who={held.number}" in words


# ---- by the rules alone


def told(duty: Duty, *sent: Sent) -> Duty:
    return compose(asked(date(2026, 3, 10)), [Found(duties=[duty]), found(asked(date(2026, 3, 10)), Applications(sent=sent))]).duties[0]


def test_the_newest_of_several_applications_is_named():
    duty = Duty(key="k", code="c", title="", what="", due=Explained(date(2026, 4, 1)), begun_on=date(2026, 1, 1), procedures=("a", "b"))
    first, second = (Sent(procedure=code, reference=code, sent_on=day, decide_by=day) for code, day in
                     (("a", date(2026, 2, 1)), ("b", date(2026, 3, 1))))  # fmt: skip
    assert told(duty, first, second).asked == second
    assert told(duty).state(date(2026, 4, 2)) == State.LATE
    assert told(duty, first).state(date(2026, 4, 2)) == State.WAITING


def test_every_application_that_a_duty_names_is_one_of_the_portal():
    named = {code for kind in residence._KINDS.values() for code in kind.followed_by}
    assert named <= {known.code for known in all_procedures()}
    assert all(procedure(code) for code in named)


@pytest.mark.django_db
def test_nobody_younger_than_the_law_asks_is_sent_for_a_patent():
    today = clock.today()
    young, grown = make_person(birth_date=today.replace(year=today.year - 17, day=1)), make_person(birth_date=date(today.year - 18, 1, 1))
    assert "patent_application" not in duties(young)
    assert "patent_application" in duties(grown)
