"""What follows by itself in the waiting list from what happened at the counter."""

from contextlib import suppress

from appointments.events import BookingDone
from appointments.models import Booking
from appointments.waiting.errors import EntryClosed
from appointments.waiting.events import WaitingJoined
from appointments.waiting.models import WaitingEntry
from appointments.waiting.services import leave, reckon_deadlines
from cases.events import (
    CaseGranted,
    CaseRefused,
    CaseSubmitted,
    CaseWithdrawn,
    InformationProvided,
    InvitedToCounter,
    SeenAtTheCounter,
)
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


@handles(CaseSubmitted, InvitedToCounter, InformationProvided, SeenAtTheCounter, CaseGranted, CaseRefused, CaseWithdrawn, WaitingJoined)
def needs_it_by_another_day(event: Event) -> None:
    """Whenever a day by which somebody needs a visit comes, changes or goes; also for who joined while it did."""
    reckon_deadlines(person_id=event.payload["person_id"])


__all__ = ["need_not_wait_any_more", "needs_it_by_another_day"]
