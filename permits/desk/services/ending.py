"""The early end of a permit takes two officers, and its holder always hears of it. Locks: the permit, then the proposal."""

import hashlib
import json
from datetime import date

from django.db import IntegrityError, transaction

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.rules.appeal import appeal_by
from permits.desk.errors import EndingGone, EndingOpen
from permits.desk.events import EndingDecided, EndingProposed, EndingReturned
from permits.desk.models import PaperEntry, PermitEnding
from permits.errors import PermitNotInForce
from permits.models import Permit
from permits.rules.ending import EndingGround, ground_of, grounds_of, leave_by
from permits.services import end_permit, lock_permit
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal


@transaction.atomic
def propose_ending(*, permit_id: int, ground: str, reason: str, seen: str, actor: Actor) -> PermitEnding:
    """An officer proposes; the holder is not told, and the permit stays as it is. `seen` is `state_hash` as the page showed it.

    Raises `UnknownGround`, `PermitNotInForce`, `ProposalChanged` (the permit has changed since), `EndingOpen`."""
    permit = _in_force(permit_id)
    known = next((one for one in possible_grounds(permit) if one.code == ground), None)
    if known is None:
        raise UnknownGround()
    if seen != state_hash(permit):
        raise ProposalChanged()
    ending = PermitEnding(
        permit=permit,
        ground=ground,
        article=known.ground.article,
        reason=reason,
        proposed_by_id=actor.human_id,
        proposed_at=clock.now(),
    )
    try:
        with transaction.atomic():
            ending.save(force_insert=True)
    except IntegrityError as error:
        if "one_ending_of_a_permit" not in str(error):
            raise
        raise EndingOpen from error
    emit(EndingProposed(permit_id=permit.pk, person_id=permit.person_id, ending_id=ending.pk), actor=actor)
    return ending


@transaction.atomic
def confirm_ending(*, ending_id: int, shown: str, actor: Actor, on: date) -> PermitEnding:
    """A second officer confirms. `on` is the civil date in the region: the first day without the permit. `shown` is `shown_hash` as
    the page showed it.

    Raises `EndingGone`, `NeedsSecondPerson` for who proposed it, `ProposalChanged`, `PermitNotInForce` where the permit ended of
    itself meanwhile."""
    permit, ending = _lock_open(ending_id)
    if ending.proposed_by_id == actor.human_id:
        raise NeedsSecondPerson()
    if permit.status != Permit.Status.IN_FORCE:
        raise PermitNotInForce()
    if shown != shown_hash(ending, permit):
        raise ProposalChanged()
    ground = ground_of(permit.kind, ending.ground)
    assert ground is not None  # a ground that was proposed stays in the list
    ending.confirmed_by_id, ending.confirmed_at, ending.ends_on = actor.human_id, clock.now(), on
    ending.appeal_by = appeal_by(decided_on=on, term=legal.term("cases.appeal_term", on=on)).value
    leave = leave_by(permit.kind, ground, term=legal.term("permits.leave_after_annulment", on=on), ends_on=on)
    ending.leave_by = leave.value if leave else None
    ending.save(update_fields=["confirmed_by", "confirmed_at", "ends_on", "appeal_by", "leave_by"])
    end_permit(permit_id=permit.pk, status=ground.status, actor=actor, on=on)
    emit(EndingDecided(permit_id=permit.pk, person_id=permit.person_id, ending_id=ending.pk, ends_on=on), actor=actor)
    return ending


@transaction.atomic
def return_ending(*, ending_id: int, reason: str, actor: Actor) -> PermitEnding:
    """A second officer sends it back with words; who proposed may take it back. The holder never hears of it. Raises `EndingGone`."""
    permit, ending = _lock_open(ending_id)
    ending.returned_by_id, ending.returned_at, ending.return_reason = actor.human_id, clock.now(), reason
    ending.save(update_fields=["returned_by", "returned_at", "return_reason"])
    emit(EndingReturned(permit_id=permit.pk, person_id=permit.person_id, ending_id=ending.pk), actor=actor)
    return ending


def possible_grounds(permit: Permit) -> tuple[EndingGround, ...]:
    """On which grounds this permit may be ended by officers."""
    return grounds_of(permit.kind, entered_from_paper=PaperEntry.objects.filter(permit=permit).exists())


def state_hash(permit: Permit) -> str:
    """SHA-256 of what an officer looks at: the document, its state and its last day of now."""
    row = [permit.pk, permit.kind, permit.series, permit.number, permit.status, str(permit.valid_until), str(permit.person_id)]
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()


def shown_hash(ending: PermitEnding, permit: Permit) -> str:
    """SHA-256 of what the second officer is shown and confirms: the proposal, and the permit as it stands."""
    words = [ending.pk, ending.ground, ending.article, ending.reason, state_hash(permit)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _in_force(permit_id: int) -> Permit:
    permit = lock_permit(permit_id)
    if permit.status != Permit.Status.IN_FORCE:
        raise PermitNotInForce()
    return permit


def _lock_open(ending_id: int) -> tuple[Permit, PermitEnding]:
    permit = lock_permit(PermitEnding.objects.values_list("permit_id", flat=True).get(pk=ending_id))
    ending = PermitEnding.objects.select_for_update(of=("self",)).get(pk=ending_id)
    if not ending.is_open:
        raise EndingGone()
    return permit, ending


__all__ = ["confirm_ending", "possible_grounds", "propose_ending", "return_ending", "shown_hash", "state_hash"]
