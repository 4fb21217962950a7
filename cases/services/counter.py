"""An officer invites the applicant to the counter; what was seen there moves the case on."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from cases.counter import COUNTER, open_invitation, seen_for
from cases.errors import NothingToSee, NotInWork
from cases.events import InvitedToCounter, SeenAtTheCounter
from cases.models import Case, InformationRequest, SeenAtCounter
from cases.services.locking import lock_case, move
from cases.services.review import guard_holder
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def invite_to_counter(
    *, case_id: int, expected_version: int, text: str, what: Sequence[str], answer_by: date, actor: Actor
) -> InformationRequest:
    """Ask the applicant to come, show and give what `what` names (`cases.counter.COUNTER`). The legal deadline does not move.

    Raises `NothingToSee`, and what `ask_applicant` raises."""
    case = lock_case(case_id, expected_version=expected_version)
    guard_holder(case, actor)
    codes = tuple(code for code in COUNTER if code in what)
    if not codes:
        raise NothingToSee
    move(case, Case.Status.INFO_REQUESTED)
    request = InformationRequest.objects.create(case=case, asked_by_id=actor.human_id, text=text, counter=list(codes), answer_by=answer_by)
    emit(InvitedToCounter(case_id=case.pk, person_id=case.person_id, request_id=request.pk, answer_by=answer_by, what=codes), actor=actor)
    return request


@transaction.atomic
def record_seen(*, case_id: int, what: Sequence[str], actor: Actor, on: date) -> Case:
    """An officer saw or took what `what` names, `on` the civil day of the office. Once nothing that the open invitation names is
    missing, it is met and the case is under review again. Raises `NotInWork` for a case that is decided, withdrawn or not sent."""
    case = lock_case(case_id)
    if case.status not in Case.OPEN:
        raise NotInWork
    now = clock.now()
    codes = tuple(code for code in COUNTER if code in what)
    if not codes:
        return case
    for code in codes:
        SeenAtCounter.objects.create(case=case, what=code, seen_on=on, seen_at=now, seen_by_id=actor.human_id)
    asked = open_invitation(case)
    closes = asked is not None and set(asked.counter) <= seen_for(case, asked)
    if asked is not None and closes:
        asked.answered_at = now
        asked.save(update_fields=["answered_at"])
        move(case, Case.Status.IN_REVIEW)
    emit(SeenAtTheCounter(case_id=case.pk, person_id=case.person_id, what=codes, closes=closes), actor=actor)
    return case


__all__ = ["invite_to_counter", "record_seen"]
