"""The applicant changes their mind."""

from django.db import transaction

from cases.events import CaseWithdrawn
from cases.models import Case
from cases.procedures import procedure
from cases.selectors import civil_today
from cases.services.locking import lock_case, move
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def withdraw_case(*, case_id: int, actor: Actor) -> Case:
    """End a case that is not decided. Raises `CaseMoved` once a decision is being confirmed or was made."""
    case = lock_case(case_id)
    was = case.status
    case.closed_at = clock.now()
    move(case, Case.Status.WITHDRAWN, "closed_at")
    if case.submitted_at is not None:
        procedure(case.procedure).closed(case=case, actor=actor, on=civil_today(case))
    emit(CaseWithdrawn(case_id=case.pk, person_id=case.person_id, was=was), actor=actor)
    return case
