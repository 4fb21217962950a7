"""An officer takes a case, asks, and hands it back; the applicant answers."""

from datetime import date

from django.db import transaction

from cases.errors import CaseMoved, DocumentsMissing, RequestNotOpen, TakenByAnother
from cases.events import CaseReleased, CaseTaken, InformationProvided, InformationRequested
from cases.models import Case, InformationRequest
from cases.selectors import attached_since
from cases.services.locking import guard_move, lock_case, move
from cases.services.submission import record_version
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.services import lock_person


@transaction.atomic
def take_case(*, case_id: int, actor: Actor) -> Case:
    """The officer takes a waiting case; nobody else can then work on it. Raises `TakenByAnother`."""
    case = lock_case(case_id)
    if case.status == Case.Status.IN_REVIEW and case.assigned_to_id == actor.user_id:
        return case
    if case.assigned_to_id is not None:
        raise TakenByAnother()
    guard_move(case, Case.Status.IN_REVIEW)
    case.assigned_to_id, case.assigned_at = actor.human_id, clock.now()
    move(case, Case.Status.IN_REVIEW, "assigned_to", "assigned_at")
    emit(CaseTaken(case_id=case.pk, person_id=case.person_id, officer_id=actor.human_id), actor=actor)
    return case


@transaction.atomic
def release_case(*, case_id: int, actor: Actor) -> Case:
    """Back into the queue: by the officer who holds it, or by a supervisor of the office (checked by the door)."""
    case = lock_case(case_id)
    if case.status != Case.Status.IN_REVIEW:
        raise CaseMoved(status=case.get_status_display())
    held_by = case.assigned_to_id or actor.human_id
    case.assigned_to, case.assigned_at = None, None
    move(case, Case.Status.SUBMITTED, "assigned_to", "assigned_at")
    emit(CaseReleased(case_id=case.pk, person_id=case.person_id, officer_id=held_by), actor=actor)
    return case


@transaction.atomic
def ask_applicant(
    *, case_id: int, expected_version: int, text: str, document_kinds: list[str], answer_by: date, actor: Actor
) -> InformationRequest:
    """Ask the applicant for words or better documents. The legal deadline of the case does not move."""
    case = lock_case(case_id, expected_version=expected_version)
    guard_holder(case, actor)
    move(case, Case.Status.INFO_REQUESTED)
    request = InformationRequest.objects.create(
        case=case, asked_by_id=actor.human_id, text=text, document_kinds=document_kinds, answer_by=answer_by
    )
    emit(InformationRequested(case_id=case.pk, person_id=case.person_id, request_id=request.pk, answer_by=answer_by), actor=actor)
    return request


@transaction.atomic
def provide_information(*, request_id: int, answer: str, actor: Actor) -> Case:
    """The applicant answers. Every document that was asked for must have been attached after the question
    (`attach_document`). Raises `RequestNotOpen`, `DocumentsMissing`."""
    case = lock_case(InformationRequest.objects.values_list("case_id", flat=True).get(pk=request_id))
    request = InformationRequest.objects.get(pk=request_id)
    if request.answered_at is not None or case.status != Case.Status.INFO_REQUESTED:
        raise RequestNotOpen()
    lock_person(case.person_id)
    missing = [kind for kind in request.document_kinds if kind not in attached_since(request)]
    if missing:
        raise DocumentsMissing(kinds=missing)
    request.answer, request.answered_at = answer, clock.now()
    request.save(update_fields=["answer", "answered_at"])
    move(case, Case.Status.IN_REVIEW)
    record_version(case, actor=actor)
    emit(InformationProvided(case_id=case.pk, person_id=case.person_id, request_id=request.pk), actor=actor)
    return case


def guard_holder(case: Case, actor: Actor) -> None:
    """Only the officer who took the case works on it."""
    if case.assigned_to_id != actor.user_id:
        raise TakenByAnother()
