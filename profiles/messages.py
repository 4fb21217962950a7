"""What a parent or guardian hears about acting for a child."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.events import (
    GuardianshipBegun,
    GuardianshipEnding,
    GuardianshipOver,
    HandOverClaimed,
    HandOverCodeRevoked,
    HandOverNear,
    OwnProfileNear,
    ProfileHandedOver,
)
from profiles.models import Guardianship, HandOver
from profiles.services.family import coming_of_age


def _to_guardian(event: Event, template: str, *, page: str = "", **context: Any) -> Iterable[Notice]:
    held = Guardianship.objects.select_related("guardian", "child").get(pk=event.payload["guardianship_id"])
    if held.guardian.user_id is None:
        return []
    facts = {"held": held, "child": held.child, "until": coming_of_age(held.child), **context}
    url = reverse(f"profiles:{page}", args=[held.number]) if page else reverse("profiles:children")
    return [Notice(held.guardian.user_id, template, facts, url)]


@announces(GuardianshipBegun)
def begun(event: Event) -> Iterable[Notice]:
    return _to_guardian(event, "profiles/messages/child_added")


@announces(GuardianshipEnding)
def ending(event: Event) -> Iterable[Notice]:
    return _to_guardian(event, "profiles/messages/majority_near", ends_on=date.fromisoformat(event.payload["ends_on"]))


@announces(GuardianshipOver)
def over(event: Event) -> Iterable[Notice]:
    """What officers ended is told by the room that keeps their decision."""
    if event.payload["reason"] == Guardianship.EndReason.OFFICERS:
        return []
    by_majority = event.payload["reason"] == Guardianship.EndReason.MAJORITY
    return _to_guardian(event, "profiles/messages/child_over", by_majority=by_majority)


@announces(HandOverNear)
def hand_over_near(event: Event) -> Iterable[Notice]:
    return _to_guardian(
        event, "profiles/messages/hand_over_near", ends_on=date.fromisoformat(event.payload["ends_on"]), page="child-hand-over"
    )


@announces(HandOverClaimed)
def claimed(event: Event) -> Iterable[Notice]:
    """To who acts, so that a code in wrong hands is taken back in time."""
    return _to_guardian(event, "profiles/messages/hand_over_claimed", page="child-hand-over")


@announces(OwnProfileNear)
def own_profile_near(event: Event) -> Iterable[Notice]:
    return _to_claimer(event, "profiles/messages/own_profile_near", reverse("profiles:claim"))


@announces(ProfileHandedOver)
def handed_over(event: Event) -> Iterable[Notice]:
    """To the grown-up; who acted hears that the birthday ended it, in another letter."""
    return _to_claimer(event, "profiles/messages/own_profile", reverse("profiles:overview"))


@announces(HandOverCodeRevoked)
def code_revoked(event: Event) -> Iterable[Notice]:
    """Only an account that waited by the code hears of it."""
    return _to_claimer(event, "profiles/messages/own_profile_stopped", reverse("profiles:claim"), revoked=True)


def _to_claimer(event: Event, template: str, url: str, *, revoked: bool = False) -> Iterable[Notice]:
    row = HandOver.objects.select_related("child").get(pk=event.payload["hand_over_id"])
    if row.claimed_by_id is None or (row.revoked_at is not None) is not revoked:
        return []
    return [Notice(row.claimed_by_id, template, {"day": coming_of_age(row.child)}, url)]
