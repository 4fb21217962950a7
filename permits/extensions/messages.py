"""Who hears of what an order did: the holder of each document whose last day moved, or stays although an order was repealed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from permits.addresses import address_of
from permits.desk.messages import PROTECTED
from permits.extensions.events import PermitExtended, PermitKeptItsDay, PermitShortened
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.models import Permit
from permits.selectors import civil_today
from permits.services import stay_left_behind
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _to_holder(event: Event, template: str, **more: Any) -> Iterable[Notice]:
    """Nothing about a document that is replaced, annulled or ended: its last day matters to nobody any more.

    Mail is read by others too: it does not say that somebody was given asylum, and neither does the address in it."""
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    if permit.status != Permit.Status.IN_FORCE:
        return
    is_protected = permit.kind in PROTECTED
    facts = {"permit": permit, "order": ExtensionOrder.objects.get(pk=event.payload["order_id"]), "is_protected": is_protected, **more}
    # An order may be applied, or taken back, when the day that it gives has passed already: other words are right then.
    if "after" in more and permit.kind == Permit.Kind.TEMPORARY_STAY:
        facts["child_ends_on"] = stay_left_behind(permit.person_id, than=more["after"], on=civil_today(permit))
    facts["is_over"] = "after" in more and more["after"] < civil_today(permit)
    url = reverse("permits:list") if is_protected else reverse("permits:permit", args=address_of(permit))
    about = full_name(permit.person) if permit.person.user_id is None else ""
    for user_id in hearers(permit.person):
        yield Notice(user_id, template, facts, url, about=about)


def _days(event: Event) -> dict[str, date]:
    return {name: date.fromisoformat(event.payload[name]) for name in ("stated", "before", "after")}


@announces(PermitExtended)
def extended(event: Event) -> Iterable[Notice]:
    """News of a large order are due one after another for hours: what was taken back meanwhile is not told as an extension any more."""
    rows = PermitExtension.objects.filter(order_id=event.payload["order_id"], document_id=event.subject_id)
    if not rows.filter(taken_back__isnull=False).exists():
        yield from _to_holder(event, "permits/messages/extended", **_days(event))


@announces(PermitShortened)
def shortened(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/messages/shortened", **_days(event))


@announces(PermitKeptItsDay)
def kept(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/messages/kept", valid_until=date.fromisoformat(event.payload["valid_until"]))


__all__ = ["extended", "kept", "shortened"]
