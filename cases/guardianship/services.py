"""Officers end a guardianship. It takes two of them, a ground, the act that shows it, and a letter to who acted."""

import hashlib
import json
from datetime import date

from django.db import IntegrityError, transaction

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.guardianship.errors import NoLongerActs, NothingToEnd, RemovalGone, RemovalOpen
from cases.guardianship.events import GuardianRemoved, RemovalProposed, RemovalReturned
from cases.guardianship.grounds import ground_of
from cases.guardianship.models import Removal
from cases.rules.appeal import appeal_by
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal
from profiles.errors import GuardianshipEnded
from profiles.models import Guardianship
from profiles.services import remove_guardian
from profiles.services.family import lock_acting


@transaction.atomic
def propose_removal(*, guardianship_id: int, office_id: int, ground: str, act: str, reason: str, actor: Actor) -> Removal:
    """An officer proposes. Nothing changes and nobody is told until another confirms.

    Raises `UnknownGround`, `NoLongerActs`, `RemovalOpen` while another proposal waits."""
    known = ground_of(ground)
    if known is None:
        raise UnknownGround()
    held = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    if held.ended_on is not None or held.majority_at <= clock.now():
        raise NoLongerActs()
    removal = Removal(
        guardianship=held,
        office_id=office_id,
        ground=ground,
        article=known.article,
        act=act,
        reason=reason,
        proposed_by_id=actor.human_id,
        proposed_at=clock.now(),
    )
    removal.content_hash = content_hash(removal)
    try:
        with transaction.atomic():
            removal.save(force_insert=True)
    except IntegrityError as error:
        if "one_removal_of_a_guardianship" not in str(error):
            raise
        raise RemovalOpen from error
    emit(RemovalProposed(**_names(removal)), actor=actor)
    return removal


@transaction.atomic
def confirm_removal(*, removal_id: int, content_hash: str, actor: Actor, on: date) -> Removal:
    """A second officer confirms: acting for the child ends at once, and who acted is told with the ground and where to complain.

    Who left herself meanwhile is told so too: the decision keeps her from acting for the child again.
    `on`: the civil date in the office's region, the first day without it. Raises `NeedsSecondPerson` for the proposer,
    `ProposalChanged` when the words shown are not those proposed, `RemovalGone`, `NothingToEnd`."""
    removal = _lock_open(removal_id)
    if removal.proposed_by_id == actor.human_id:
        raise NeedsSecondPerson()
    if removal.content_hash != content_hash:
        raise ProposalChanged()
    removal.confirmed_by_id, removal.confirmed_at, removal.ended_on = actor.human_id, clock.now(), on
    removal.appeal_by = appeal_by(decided_on=on, term=legal.term("cases.appeal_term", on=on)).value
    removal.left_on = removal.guardianship.ended_on
    try:
        _held, *too = remove_guardian(guardianship_id=removal.guardianship_id, actor=actor, on=on)
    except GuardianshipEnded as error:
        raise NothingToEnd from error
    removal.ended_too = [row.pk for row in too]
    removal.save(update_fields=["confirmed_by", "confirmed_at", "ended_on", "appeal_by", "left_on", "ended_too"])
    emit(GuardianRemoved(**_names(removal), ended_on=on, appeal_by=removal.appeal_by), actor=actor)
    return removal


@transaction.atomic
def return_removal(*, removal_id: int, reason: str, actor: Actor) -> Removal:
    """A second officer sends the proposal back with words; the proposer may take it back. The parent never hears of it."""
    removal = _lock_open(removal_id)
    removal.returned_by_id, removal.returned_at, removal.return_reason = actor.human_id, clock.now(), reason
    removal.save(update_fields=["returned_by", "returned_at", "return_reason"])
    emit(RemovalReturned(**_names(removal)), actor=actor)
    return removal


def content_hash(removal: Removal) -> str:
    """SHA-256 of what the second officer confirms."""
    content = [removal.guardianship_id, removal.office_id, removal.ground, removal.article, removal.act, removal.reason]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _lock_open(removal_id: int) -> Removal:
    """Who acts and acted is locked first, as in every other change of it."""
    held = lock_acting(Removal.objects.values_list("guardianship_id", flat=True).get(pk=removal_id))
    removal = Removal.objects.select_for_update(of=("self",)).get(pk=removal_id)
    removal.guardianship = held
    if removal.confirmed_at or removal.returned_at:
        raise RemovalGone
    return removal


def _names(removal: Removal) -> dict[str, int]:
    held = removal.guardianship
    return {
        "person_id": held.child_id,
        "guardian_id": held.guardian_id,
        "guardianship_id": held.pk,
        "removal_id": removal.pk,
    }


__all__ = ["confirm_removal", "content_hash", "propose_removal", "return_removal"]
