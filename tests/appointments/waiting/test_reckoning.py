"""The turn follows the applications of who waits: an invitation, an answer, a decision or a withdrawal moves the day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction

from appointments.models import ServiceAtOffice
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.selectors import place_in_line
from appointments.waiting.services import leave, reckon_deadlines
from cases import services as cases
from cases.models import Case, InformationRequest
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from tests.appointments.waiting.world import MORNING, booked, free, stop_clock, wait
from tests.appointments.world import english, make_offered, make_service
from tests.cases import acts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def office_for(case: Case) -> ServiceAtOffice:
    return make_offered(service=make_service(procedures=[case.procedure]))


def invite(case: Case, answer_by: date) -> InformationRequest:
    case.refresh_from_db()
    told: dict[str, Any] = {"case_id": case.pk, "expected_version": case.version, "text": "Come", "what": ["originals"]}
    asked = cases.invite_to_counter(**told, answer_by=answer_by, actor=actor_of(case.assigned_to))
    InformationRequest.objects.filter(pk=asked.pk).update(asked_at=clock.now())
    return asked


def reckoned(entry: WaitingEntry) -> tuple[date | None, str]:
    dispatch_events()
    entry.refresh_from_db()
    return entry.deadline, entry.deadline_source


def letters_of(entry: WaitingEntry) -> list[str]:
    own = Message.objects.filter(recipient=entry.person.user, channel="email").order_by("pk")
    return [one.subject for one in own if "needed by" in one.subject or "No day by which" in one.subject]


def test_an_invitation_brings_the_turn_forward_and_the_person_is_told() -> None:
    case = acts.held_case()
    offered, near = office_for(case), clock.today() + timedelta(days=2)
    booking, first, invited = booked(offered), wait(offered, until=clock.today() + timedelta(days=3)), wait(offered, person=case.person)
    assert (place_in_line(first), invited.deadline) == (1, case.decide_by)
    invite(case, near)
    assert reckoned(invited) == (near, "invitation")
    assert [place_in_line(one) for one in (invited, first)] == [1, 2]
    assert [one.startswith("You now wait for a time needed by 17") for one in letters_of(invited)] == [True]
    assert Offer.objects.get(slot=free(booking)).entry == invited


def test_an_answer_to_the_invitation_takes_its_day_away() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    asked = invite(case, clock.today() + timedelta(days=5))
    assert reckoned(entry) == (asked.answer_by, "invitation")
    cases.provide_information(request_id=asked.pk, answer="I cannot come", actor=acts.applicant(case))
    assert reckoned(entry) == (case.decide_by, "decision")


def test_an_application_that_is_sent_while_one_waits_counts_and_one_that_is_withdrawn_does_not() -> None:
    case = acts.sent_case()
    offered = office_for(case)
    entry, other = wait(offered, person=case.person), wait(offered)
    assert (entry.deadline, place_in_line(entry)) == (case.decide_by, 1)
    cases.withdraw_case(case_id=case.pk, actor=acts.applicant(case))
    assert reckoned(entry) == (None, "")
    assert (place_in_line(entry), place_in_line(other)) == (1, 2)  # nobody has a day now: she joined first
    assert [one.startswith("No day by which you need the visit") for one in letters_of(entry)] == [True]
    assert Event.objects.filter(name="waiting.DeadlineReckoned").count() == 1


def test_a_decided_application_needs_no_visit_any_more() -> None:
    case = acts.proposed_case()
    entry = wait(office_for(case), person=case.person)
    acts.confirm(case)
    assert reckoned(entry) == (None, "")


def test_an_application_that_is_sent_later_is_known_too() -> None:
    offered = make_offered()
    case = acts.make_ready_case()
    entry = wait(offered, person=case.person)
    assert entry.deadline is None
    sent = cases.submit_case(case_id=case.pk, submission_key=case.submission_key, actor=acts.applicant(case), on=clock.today())
    assert reckoned(entry) == (sent.decide_by, "decision")


def test_the_time_of_joining_stays_and_the_same_once_more_changes_nothing() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    invite(case, clock.today() + timedelta(days=2))
    dispatch_events()
    told = Event.objects.filter(name="waiting.DeadlineReckoned").count()
    assert (reckon_deadlines(person_id=case.person_id), told) == (0, 1)
    entry.refresh_from_db()
    assert (entry.joined_at, entry.reckonings) == (MORNING, 1)


def test_a_day_that_has_passed_puts_nobody_last(monkeypatch: pytest.MonkeyPatch) -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    asked = invite(case, clock.today() + timedelta(days=2))
    dispatch_events()
    stop_clock(monkeypatch, MORNING + timedelta(days=4))
    assert reckon_deadlines(person_id=case.person_id) == 0
    assert reckoned(entry) == (asked.answer_by, "invitation")


def test_what_a_seen_original_changes_is_reckoned_too() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    invite(case, clock.today() + timedelta(days=2))
    assert reckoned(entry)[1] == "invitation"
    cases.record_seen(case_id=case.pk, what=["originals"], actor=actor_of(acts.officer()), on=clock.today())
    assert reckoned(entry) == (case.decide_by, "decision")


def test_who_has_left_is_neither_reckoned_nor_told() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    leave(entry_id=entry.pk, actor=acts.applicant(case))
    invite(case, clock.today() + timedelta(days=2))
    assert reckoned(entry) == (case.decide_by, "decision")
    assert letters_of(entry) == []


def test_nobody_writes_another_day_past_the_reckoning() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    for change in ({"deadline": clock.today()}, {"deadline_source": "invitation"}, {"deadline": None, "deadline_source": ""}):
        with pytest.raises(InternalError, match="deadline_is_reckoned"), transaction.atomic():
            WaitingEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(InternalError, match="nobody_jumps_the_line"), transaction.atomic():
        WaitingEntry.objects.filter(pk=entry.pk).update(joined_at=clock.now() - timedelta(days=1), reckonings=1)
    entry.refresh_from_db()
    assert (entry.deadline, entry.reckonings) == (case.decide_by, 0)


def test_the_page_says_the_day_as_it_is_now() -> None:
    case = acts.held_case()
    entry = wait(office_for(case), person=case.person)
    invite(case, clock.today() + timedelta(days=2))
    dispatch_events()
    page = (
        english(case.person.user)
        .get(f"/appointments/waiting/{entry.number}/")
        .text.replace("\N{NO-BREAK SPACE}", " ")
        .replace("&nbsp;", " ")
    )
    assert "You need it by 17 June 2026: an officer asked you to come by this day." in page
    assert "the day by which you need the visit is reckoned anew" in page
