"""What must be true of plans and the appointments that were made by them."""

from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from appointments.models import Booking, Reception, Slot
from appointments.planning.conflicts import conflicts
from appointments.planning.events import AppointmentsInConflict
from appointments.rules.grid import moment_of
from portal import clock
from portal.events.models import Event
from portal.runtime.invariants import invariant


@invariant("appointments that lost their place silently")
def lost_silently() -> int:
    """In conflict, at an office that was never told of any."""
    told = Event.objects.filter(name=AppointmentsInConflict.event_name(), subject_id=OuterRef("pk"))
    return sum(conflicts(pk).count() for pk in Reception.objects.exclude(Exists(told)).values_list("pk", flat=True))


@invariant("places with an appointment that are shown as free")
def sold_but_free() -> int:
    return Slot.objects.filter(Exists(Booking.objects.filter(slot=OuterRef("pk"), state__in=Booking.ACTIVE)), state=Slot.State.FREE).count()


@invariant("appointments at another moment than the clock of their office shows")
def beside_the_clock() -> int:
    ahead = Booking.objects.filter(state=Booking.State.BOOKED, starts_at__gt=clock.now())
    rows = ahead.values_list("day", "at", "starts_at", "desk__reception__zone")
    return sum(moment_of(day, at, ZoneInfo(zone)) not in (None, starts_at) for day, at, starts_at, zone in rows.iterator())


__all__ = ["beside_the_clock", "lost_silently", "sold_but_free"]
