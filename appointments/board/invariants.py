"""What holds for every visit at any moment."""

from django.db.models import Exists, OuterRef, Q

from appointments.board.models import Visit
from appointments.models import Booking, Slot
from portal.runtime.invariants import invariant


@invariant("visits whose booking says something else")
def visits_unlike_their_booking() -> int:
    fits = (
        Q(state__in=["waiting", "called", "in_service"], booking__state="arrived")
        | Q(state="done", booking__state="done")
        | Q(state="no_show", booking__state__in=["no_show", "cancelled"])  # put right afterwards
        | Q(state="unserved", booking__state="cancelled")
    )
    return Visit.objects.filter(booking__isnull=False).exclude(fits).count()


@invariant("appointments whose people are at the office without a ticket")
def arrived_without_ticket() -> int:
    return Booking.objects.filter(state=Booking.State.ARRIVED, visit__isnull=True).count()


@invariant("places for walk-ins that are taken by nobody")
def walk_in_places_of_nobody() -> int:
    booked = Exists(Booking.objects.filter(slot=OuterRef("pk"), state__in=Booking.OCCUPYING))
    taken = Slot.objects.filter(channel=Slot.Channel.WALK_IN, state=Slot.State.BOOKED)
    return taken.filter(~booked, visit__isnull=True).count()


__all__ = ["arrived_without_ticket", "visits_unlike_their_booking", "walk_in_places_of_nobody"]
