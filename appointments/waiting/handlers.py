"""What follows by itself in the waiting list from what happened at the counter."""

from contextlib import suppress

from appointments.events import BookingDone
from appointments.models import Booking
from appointments.waiting.errors import EntryClosed
from appointments.waiting.models import WaitingEntry
from appointments.waiting.services import leave
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.registry import handles


@handles(BookingDone)
def need_not_wait_any_more(event: Event) -> None:
    """Who has been received for a service waits for it no longer: a freed place goes to somebody who needs it. Again, nothing happens."""
    done = Booking.objects.get(pk=event.subject_id)
    entries = WaitingEntry.objects.filter(person=done.person_id, service=done.service_id, state__in=WaitingEntry.OPEN)
    for entry_id in list(entries.filter(joined_at__lte=event.occurred_at).values_list("pk", flat=True)):
        with suppress(EntryClosed):
            leave(entry_id=entry_id, actor=SYSTEM)


__all__ = ["need_not_wait_any_more"]
