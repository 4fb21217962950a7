"""What a parent or guardian hears about acting for a child. Where two act, both hear of every change of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import in_force
from profiles.events import (
    BirthDateCorrected,
    GuardianInvitationEnded,
    GuardianInvited,
    GuardianJoined,
    GuardianshipBegun,
    GuardianshipEnding,
    GuardianshipOver,
    HandOverClaimed,
    HandOverCodeMade,
    HandOverCodeRevoked,
    HandOverNear,
    OwnProfileNear,
    ProfileHandedOver,
)
from profiles.models import GuardianInvitation, Guardianship, HandOver
from profiles.services.family import coming_of_age


def _to_guardian(event: Event, template: str, *, page: str = "", **context: Any) -> Iterable[Notice]:
    held = Guardianship.objects.select_related("guardian", "child").get(pk=event.payload["guardianship_id"])
    return _to(held, template, page, context)


def _to_all(event: Event, template: str, *, page: str, but: int = 0, **context: Any) -> Iterable[Notice]:
    """To everybody who acts for the child now, each with the address of the own page; not to the guardianship `but`."""
    acting = in_force().filter(child_id=event.payload["person_id"]).exclude(pk=but).select_related("guardian", "child").order_by("pk")
    for held in acting:
        yield from _to(held, template, page, context)


def _to(held: Guardianship, template: str, page: str, context: dict[str, Any]) -> Iterable[Notice]:
    if held.guardian.user_id is None:
        return []
    facts = {"held": held, "child": held.child, "until": coming_of_age(held.child), **context}
    url = reverse(f"profiles:{page}", args=[held.number]) if page else reverse("profiles:children")
    return [Notice(held.guardian.user_id, template, facts, url)]


@announces(GuardianshipBegun)
def begun(event: Event) -> Iterable[Notice]:
    return _to_guardian(event, "profiles/messages/child_added")


@announces(GuardianInvited)
def invited(event: Event) -> Iterable[Notice]:
    """To who invited as well: somebody else may hold the phone."""
    invitation = GuardianInvitation.objects.get(pk=event.payload["invitation_id"])
    return _to_all(event, "profiles/messages/guardian_invited", page="child-guardians", invitation=invitation)


@announces(GuardianInvitationEnded)
def invitation_ended(event: Event) -> Iterable[Notice]:
    """Only that somebody held the code who did not fit is news."""
    if event.payload["reason"] != GuardianInvitation.EndReason.WRONG:
        return []
    return _to_all(event, "profiles/messages/guardian_invitation_wrong", page="child-guardians")


@announces(GuardianJoined)
def joined(event: Event) -> Iterable[Notice]:
    held = Guardianship.objects.select_related("guardian", "child").get(pk=event.payload["guardianship_id"])
    other = Guardianship.objects.select_related("guardian").get(pk=event.payload["invited_by"])
    yield from _to(held, "profiles/messages/guardian_welcome", "child-guardians", {"other": other})
    yield from _to_all(event, "profiles/messages/guardian_joined", page="child-guardians", but=held.pk, other=held)


@announces(BirthDateCorrected)
def birth_date_corrected(event: Event) -> Iterable[Notice]:
    """To the other of two who act: the end moves for both, and a wrong date is corrected back in time."""
    return _to_all(event, "profiles/messages/birth_date_corrected", page="child-overview", but=_acting(event))


@announces(GuardianshipEnding)
def ending(event: Event) -> Iterable[Notice]:
    return _to_guardian(event, "profiles/messages/majority_near", ends_on=date.fromisoformat(event.payload["ends_on"]))


@announces(GuardianshipOver)
def over(event: Event) -> Iterable[Notice]:
    """What officers ended is told by the room that keeps their decision."""
    reason = event.payload["reason"]
    if reason == Guardianship.EndReason.OFFICERS:
        return
    yield from _to_guardian(event, "profiles/messages/child_over", by_majority=reason == Guardianship.EndReason.MAJORITY)
    if reason == Guardianship.EndReason.GUARDIAN:
        left = Guardianship.objects.select_related("guardian").get(pk=event.payload["guardianship_id"])
        yield from _to_all(event, "profiles/messages/guardian_left", page="child-guardians", but=left.pk, other=left)


@announces(HandOverNear)
def hand_over_near(event: Event) -> Iterable[Notice]:
    return _to_guardian(
        event, "profiles/messages/hand_over_near", ends_on=date.fromisoformat(event.payload["ends_on"]), page="child-hand-over"
    )


@announces(HandOverClaimed)
def claimed(event: Event) -> Iterable[Notice]:
    """To everybody who acts, so that a code in wrong hands is taken back in time."""
    return _to_all(event, "profiles/messages/hand_over_claimed", page="child-hand-over")


@announces(HandOverCodeMade)
def code_made(event: Event) -> Iterable[Notice]:
    """To the other of two: who made it has it on the screen, and an officer's code is made when nobody acts any more."""
    row = HandOver.objects.get(pk=event.payload["hand_over_id"])
    return _to_all(event, "profiles/messages/hand_over_made", page="child-hand-over", but=row.guardianship_id, row=row)


@announces(OwnProfileNear)
def own_profile_near(event: Event) -> Iterable[Notice]:
    return _to_claimer(event, "profiles/messages/own_profile_near", reverse("profiles:claim"))


@announces(ProfileHandedOver)
def handed_over(event: Event) -> Iterable[Notice]:
    """To the grown-up; who acted hears that the birthday ended it, in another letter."""
    return _to_claimer(event, "profiles/messages/own_profile", reverse("profiles:overview"))


@announces(HandOverCodeRevoked)
def code_revoked(event: Event) -> Iterable[Notice]:
    """To an account that waited by the code, and to the other of two who act, unless a new code says it."""
    yield from _to_claimer(event, "profiles/messages/own_profile_stopped", reverse("profiles:claim"), revoked=True)
    row = HandOver.objects.get(pk=event.payload["hand_over_id"])
    if HandOver.objects.filter(child_id=row.child_id, pk__gt=row.pk).exists():
        return
    yield from _to_all(event, "profiles/messages/hand_over_revoked", page="child-hand-over", but=_acting(event))


def _acting(event: Event) -> int:
    """The guardianship by which the author of the event acts for the child; 0 when by none."""
    acting = in_force().filter(child_id=event.payload["person_id"], guardian__user_id=event.actor_id or 0)
    return acting.values_list("pk", flat=True).first() or 0


def _to_claimer(event: Event, template: str, url: str, *, revoked: bool = False) -> Iterable[Notice]:
    row = HandOver.objects.select_related("child").get(pk=event.payload["hand_over_id"])
    if row.claimed_by_id is None or (row.revoked_at is not None) is not revoked:
        return []
    return [Notice(row.claimed_by_id, template, {"day": coming_of_age(row.child)}, url)]
