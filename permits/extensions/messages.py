"""Who hears of what an order did: the holder of each document whose last day moved."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from permits.addresses import address_of
from permits.extensions.events import PermitExtended, PermitShortened
from permits.extensions.models import ExtensionOrder
from permits.models import Permit
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


def _to_holder(event: Event, template: str) -> Iterable[Notice]:
    """Nothing about a document that is replaced, annulled or ended: its last day matters to nobody any more."""
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    if permit.status != Permit.Status.IN_FORCE:
        return
    order = ExtensionOrder.objects.get(pk=event.payload["order_id"])
    days = {name: date.fromisoformat(event.payload[name]) for name in ("stated", "before", "after")}
    yield Notice(
        permit.person.user_id, template, {"permit": permit, "order": order, **days}, reverse("permits:permit", args=address_of(permit))
    )


@announces(PermitExtended)
def extended(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/messages/extended")


@announces(PermitShortened)
def shortened(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/messages/shortened")


__all__ = ["extended", "shortened"]
