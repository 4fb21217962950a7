"""Who hears that officers ended a guardianship: who acted, with the way to complain, and whoever else acts for the child."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from cases.guardianship.events import GuardianRemoved, RemovalReturned
from cases.guardianship.models import Removal
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.models import Guardianship

FOLDER: Final = "cases/guardianship/messages"


@announces(GuardianRemoved)
def removed(event: Event) -> Iterable[Notice]:
    """Who had left is told that the way back is closed; whoever else acts, only of what ended by the decision."""
    removal = _removal(event)
    held = removal.guardianship
    facts = {"removal": removal, "held": held, "child": held.child}
    too = list(Guardianship.objects.filter(pk__in=removal.ended_too or ()).select_related("guardian", "child").order_by("pk"))
    for user_id, number in {row.guardian.user_id: row.number for row in (*too, held) if row.guardian.user_id is not None}.items():
        yield Notice(user_id, f"{FOLDER}/removed", facts, reverse("guardianship:letter", args=[number]))
    ended = too if removal.left_on else [held, *too]
    for user_id in dict.fromkeys(user_id for row in ended for user_id in hearers(row.child)):
        yield Notice(user_id, f"{FOLDER}/other_removed", facts, reverse("profiles:children"))


@announces(RemovalReturned)
def returned(event: Event) -> Iterable[Notice]:
    """To the proposer, without a name: the page has it."""
    removal = _removal(event)
    if removal.returned_by_id != removal.proposed_by_id:
        url = reverse("admin:guardianship", args=[removal.guardianship.number])
        yield Notice(removal.proposed_by_id, f"{FOLDER}/returned", {"removal": removal}, url)


def _removal(event: Event) -> Removal:
    found = Removal.objects.select_related("guardianship__guardian", "guardianship__child", "office")
    return found.get(pk=event.payload["removal_id"])
