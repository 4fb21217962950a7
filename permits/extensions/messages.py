"""Who hears of what an order did: the holder of each document whose last day moved."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from permits.addresses import address_of
from permits.extensions.events import PermitExtended, PermitShortened
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.models import Permit
from permits.selectors import civil_today
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _to_holder(event: Event, template: str) -> Iterable[Notice]:
    """Nothing about a document that is replaced, annulled or ended: its last day matters to nobody any more."""
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    if permit.status != Permit.Status.IN_FORCE:
        return
    order = ExtensionOrder.objects.get(pk=event.payload["order_id"])
    days = {name: date.fromisoformat(event.payload[name]) for name in ("stated", "before", "after")}
    # An order may be applied, or taken back, when the day that it gives has passed already: other words are right then.
    facts = {"permit": permit, "order": order, **days, "is_over": days["after"] < civil_today(permit)}
    url = reverse("permits:permit", args=address_of(permit))
    about = full_name(permit.person) if permit.person.user_id is None else ""
    for user_id in hearers(permit.person):
        yield Notice(user_id, template, facts, url, about=about)


@announces(PermitExtended)
def extended(event: Event) -> Iterable[Notice]:
    """News of a large order are due one after another for hours: what was taken back meanwhile is not told as an extension any more."""
    rows = PermitExtension.objects.filter(order_id=event.payload["order_id"], document_id=event.subject_id)
    if not rows.filter(taken_back__isnull=False).exists():
        yield from _to_holder(event, "permits/messages/extended")


@announces(PermitShortened)
def shortened(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/messages/shortened")


__all__ = ["extended", "shortened"]
