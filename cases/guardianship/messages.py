"""Who hears that officers ended a guardianship: who acted, with the way to complain, and whoever else acts for the child."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from cases.guardianship.events import GuardianRemoved, RemovalReturned
from cases.guardianship.models import Removal
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers

FOLDER: Final = "cases/guardianship/messages"


@announces(GuardianRemoved)
def removed(event: Event) -> Iterable[Notice]:
    removal = _removal(event)
    held = removal.guardianship
    facts = {"removal": removal, "held": held, "child": held.child}
    if held.guardian.user_id is not None:
        yield Notice(held.guardian.user_id, f"{FOLDER}/removed", facts, reverse("guardianship:letter", args=[held.number]))
    for user_id in hearers(held.child):
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
