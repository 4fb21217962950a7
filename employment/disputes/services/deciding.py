"""An officer takes a dispute, looks, and decides it with words. The data are mended by another act, which the decision names."""

from datetime import date
from typing import Any

from django.db import transaction

from employment.disputes.errors import NotTheHolder, OwnDispute, ReasonMissing
from employment.disputes.events import DisputeDecided, DisputeReleased, DisputeTaken
from employment.disputes.models import Dispute
from employment.disputes.selectors import is_own
from employment.disputes.services.locking import lock_dispute, move
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def take_dispute(*, dispute_id: int, actor: Actor) -> Dispute:
    """Raises `DisputeMoved`, `OwnDispute`."""
    dispute = lock_dispute(dispute_id)
    if is_own(dispute, User.objects.get(pk=actor.human_id)):
        raise OwnDispute
    dispute.taken_by_id = actor.human_id
    move(dispute, Dispute.Status.IN_REVIEW, "taken_by")
    emit(DisputeTaken(**_whose(dispute), officer_id=actor.human_id), actor=actor)
    return dispute


@transaction.atomic
def release_dispute(*, dispute_id: int, actor: Actor) -> Dispute:
    """The officer who took it gives it back. Raises `DisputeMoved`, `NotTheHolder`."""
    dispute = lock_dispute(dispute_id)
    if dispute.status == Dispute.Status.IN_REVIEW:
        _guard_holder(dispute, actor)
    dispute.taken_by_id = None
    move(dispute, Dispute.Status.OPEN, "taken_by")
    emit(DisputeReleased(**_whose(dispute), officer_id=actor.human_id), actor=actor)
    return dispute


@transaction.atomic
def decide_dispute(
    *, dispute_id: int, expected_version: int, outcome: str, reason: str, was_wrong: str = "", mended_by: str = "", actor: Actor, on: date
) -> Dispute:
    """Upheld or corrected, on civil date `on` of the office. It changes no patent and no payment: `mended_by` names the act that does.

    Raises `StaleVersion`, `DisputeMoved`, `NotTheHolder`, `ReasonMissing`."""
    dispute = lock_dispute(dispute_id, expected_version=expected_version)
    if dispute.status == Dispute.Status.IN_REVIEW:
        _guard_holder(dispute, actor)
    if outcome not in Dispute.DECIDED or not reason or (outcome == Dispute.Status.CORRECTED and not (was_wrong and mended_by)):
        raise ReasonMissing
    corrected = outcome == Dispute.Status.CORRECTED
    dispute.reason, dispute.was_wrong, dispute.mended_by = reason, was_wrong if corrected else "", mended_by if corrected else ""
    dispute.decided_at, dispute.decided_on = clock.now(), on
    move(dispute, outcome, "reason", "was_wrong", "mended_by", "decided_at", "decided_on")
    emit(DisputeDecided(**_whose(dispute), outcome=outcome), actor=actor)
    return dispute


def _guard_holder(dispute: Dispute, actor: Actor) -> None:
    if dispute.taken_by_id != actor.user_id:
        raise NotTheHolder


def _whose(dispute: Dispute) -> dict[str, Any]:
    return {"dispute_id": dispute.pk, "person_id": dispute.person_id, "office_id": dispute.office_id}


__all__ = ["decide_dispute", "release_dispute", "take_dispute"]
