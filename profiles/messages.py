"""What a parent or guardian hears about acting for a child."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.events import GuardianshipBegun, GuardianshipEnding, GuardianshipOver
from profiles.models import Guardianship
from profiles.services.family import coming_of_age


def _to_guardian(event: Event, template: str, **context: Any) -> Iterable[Notice]:
    held = Guardianship.objects.select_related("guardian", "child").get(pk=event.payload["guardianship_id"])
    if held.guardian.user_id is None:
        return []
    facts = {"held": held, "child": held.child, "until": coming_of_age(held.child), **context}
    return [Notice(held.guardian.user_id, template, facts, reverse("profiles:children"))]


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
