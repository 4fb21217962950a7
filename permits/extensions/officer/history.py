"""What happened to an order, for supervisors: who did what and when, and why it was returned."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from permits.extensions.events import OrderEvent
from permits.extensions.models import ExtensionOrder
from permits.extensions.officer.facts import grouped
from portal.accounts.models import User
from portal.events.models import Event
from portal.events.selectors import history_of

LONGEST = 100
_WORDS = {
    "extensions.OrderDrafted": gettext_noop("Written down"),
    "extensions.OrderChanged": gettext_noop("Changed"),
    "extensions.OrderTried": gettext_noop("Tried: %(documents)s documents would be extended"),
    "extensions.OrderApproved": gettext_noop("Approved"),
    "extensions.OrderReturned": gettext_noop("Made a draft again: %(reason)s"),
    "extensions.OrderApplied": gettext_noop("Applied: %(documents)s documents written to the ledger"),
    "extensions.OrderRepealProposed": gettext_noop("Repeal proposed"),
    "extensions.OrderRepealBegun": gettext_noop("Repeal confirmed"),
    "extensions.OrderRepealed": gettext_noop("Taken back: %(documents)s documents reckoned anew"),
}
_MOVED = {
    "applying": gettext_noop("Applying begun or taken up again"),
    "paused": gettext_noop("Paused"),
    "repealing": gettext_noop("Repeal taken up again"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    who: str


def order_history(order: ExtensionOrder) -> list[Entry]:
    """Newest first. Two queries."""
    events = list(history_of(OrderEvent.subject_type, order.pk)[:LONGEST])
    people = User.objects.in_bulk({event.actor_id for event in events} - {None})
    return [Entry(event.occurred_at, text, _who(event, people)) for event in events if (text := _text(event))]


def _text(event: Event) -> str:
    words = _MOVED.get(event.payload["status"]) if event.name == "extensions.OrderMoved" else _WORDS.get(event.name)
    told = {name: grouped(value) if name == "documents" else value for name, value in event.payload.items()}
    return gettext(words) % told if words else ""


def _who(event: Event, people: dict[int, User]) -> str:
    return str(people[event.actor_id].display_name) if event.actor_id in people else ""


__all__ = ["Entry", "order_history"]
