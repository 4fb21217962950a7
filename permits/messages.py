"""Who hears of what happens to a permit by itself. What a decision made is told by the case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from permits.addresses import address_of
from permits.events import ChildsStayFollowed, ChildsStayShortened
from permits.extensions.models import ExtensionOrder
from permits.extensions.selectors import order_of
from permits.models import Permit
from permits.selectors import civil_today
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


@announces(ChildsStayFollowed)
def stay_followed(event: Event) -> Iterable[Notice]:
    """Not when the stay has been replaced or ended meanwhile: its day matters to nobody any more."""
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    if permit.status == Permit.Status.IN_FORCE:
        yield from _to_hearers(permit, "permits/messages/stay_followed", {"permit": permit, "order": _order(event)})


@announces(ChildsStayShortened)
def stay_shortened(event: Event) -> Iterable[Notice]:
    permit = Permit.objects.select_related("person").get(pk=event.subject_id)
    days = {name: date.fromisoformat(event.payload[name]) for name in ("before", "valid_until")}
    facts = {"permit": permit, "order": _order(event), **days, "is_over": days["valid_until"] < civil_today(permit)}
    yield from _to_hearers(permit, "permits/messages/stay_shortened", facts)


def _order(event: Event) -> ExtensionOrder | None:
    """Events of before the order was named have none."""
    key = event.payload.get("order_id")
    return None if key is None else order_of(key)


def _to_hearers(permit: Permit, template: str, facts: dict[str, Any]) -> Iterable[Notice]:
    about = full_name(permit.person) if permit.person.user_id is None else ""
    url = reverse("permits:permit", args=address_of(permit))
    for user_id in hearers(permit.person):
        yield Notice(user_id, template, facts, url, about=about)
