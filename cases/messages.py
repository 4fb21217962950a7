"""Who hears of what happens to a case."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from cases.counter import COUNTER, booking_url
from cases.events import (
    CaseGranted,
    CaseOverdue,
    CaseRefused,
    CaseSubmitted,
    CaseWithdrawn,
    DecisionReturned,
    InformationProvided,
    InformationRequested,
    InvitedToCounter,
    SeenAtTheCounter,
)
from cases.models import Case, Decision, InformationRequest
from cases.procedures import procedure
from portal.accounts.selectors import supervisors_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _case(event: Event) -> Case:
    return Case.objects.select_related("person", "office").get(pk=event.subject_id)


def _to_applicant(case: Case, template: str, **context: Any) -> Iterable[Notice]:
    """The person, or who acts for the child: each letter about a child names it first."""
    facts = {"case": case, "procedure": procedure(case.procedure), **context}
    about = full_name(case.person) if case.person.user_id is None else ""
    url = reverse("cases:case", args=[case.reference])
    return [Notice(user_id, template, facts, url, about=about) for user_id in hearers(case.person)]


def _to_staff(user_id: int, case: Case, template: str) -> Notice:
    return Notice(user_id, template, {"case": case, "procedure": procedure(case.procedure)}, f"/admin/case/{case.reference}/")


@announces(CaseSubmitted)
def submitted(event: Event) -> Iterable[Notice]:
    yield from _to_applicant(_case(event), "cases/messages/submitted")


@announces(InformationRequested)
def information_requested(event: Event) -> Iterable[Notice]:
    request = InformationRequest.objects.get(pk=event.payload["request_id"])
    yield from _to_applicant(_case(event), "cases/messages/information_requested", request=request)


@announces(InvitedToCounter)
def invited(event: Event) -> Iterable[Notice]:
    request, case = InformationRequest.objects.get(pk=event.payload["request_id"]), _case(event)
    # Titles stay lazy: each letter is written in the language of who reads it.
    words = [COUNTER[code] for code in request.counter]
    yield from _to_applicant(case, "cases/messages/invited_to_counter", request=request, words=words, booking_url=booking_url(case))


@announces(SeenAtTheCounter)
def seen(event: Event) -> Iterable[Notice]:
    case = _case(event)
    if event.payload["closes"] and case.assigned_to_id:
        yield _to_staff(case.assigned_to_id, case, "cases/messages/seen_at_counter")


@announces(InformationProvided)
def information_provided(event: Event) -> Iterable[Notice]:
    case = _case(event)
    if case.assigned_to_id:
        yield _to_staff(case.assigned_to_id, case, "cases/messages/information_provided")


@announces(DecisionReturned)
def decision_returned(event: Event) -> Iterable[Notice]:
    decision = Decision.objects.get(pk=event.payload["decision_id"])
    yield _to_staff(decision.proposed_by_id, _case(event), "cases/messages/decision_returned")


@announces(CaseGranted)
def granted(event: Event) -> Iterable[Notice]:
    case = _case(event)
    yield from _to_applicant(case, procedure(case.procedure).grant_message)


@announces(CaseRefused)
def refused(event: Event) -> Iterable[Notice]:
    decision = Decision.objects.get(pk=event.payload["decision_id"])
    yield from _to_applicant(_case(event), "cases/messages/refused", decision=decision)


@announces(CaseWithdrawn)
def withdrawn(event: Event) -> Iterable[Notice]:
    case = _case(event)
    if event.payload["was"] != Case.Status.DRAFT:
        yield from _to_applicant(case, "cases/messages/withdrawn")
    if case.assigned_to_id:
        yield _to_staff(case.assigned_to_id, case, "cases/messages/withdrawn_officer")


@announces(CaseOverdue)
def overdue(event: Event) -> Iterable[Notice]:
    case = _case(event)
    for supervisor in supervisors_of(event.payload["office_id"]):
        yield _to_staff(supervisor.pk, case, "cases/messages/overdue_supervisor")
    yield from _to_applicant(case, "cases/messages/overdue")
