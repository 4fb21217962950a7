from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q

from appointments.models import Booking, Reception, Slot
from portal import clock
from portal.runtime.invariants import invariant

PATIENCE: Final = timedelta(minutes=10)  # ten rounds of the tidying task
# In which state a place is while its booking is in this one. Closing a day finds new times for people one by one: closed with a
# booking is in order until then.
_ALIKE: Final = Q(state="held", slot__state__in=["held", "closed"]) | Q(
    state__in=["booked", "arrived"], slot__state__in=["booked", "closed"]
)


@invariant("places with more than one visit")
def sold_twice() -> int:
    sold = Booking.objects.filter(state__in=Booking.OCCUPYING).values("slot").annotate(times=Count("pk"))
    return sold.filter(times__gt=1).count()


@invariant("people with two active appointments for one service")
def booked_twice() -> int:
    active = Booking.objects.filter(state__in=Booking.ACTIVE).values("person", "service").annotate(times=Count("pk"))
    return active.filter(times__gt=1).count()


@invariant("appointments whose time, desk or service is not that of their place")
def unlike_their_place() -> int:
    same = Q(offered=F("slot__offered"), desk=F("slot__desk"), day=F("slot__day"), at=F("slot__at"), service=F("slot__offered__service"))
    moments = Q(starts_at=F("slot__starts_at"), ends_at=F("slot__ends_at"))
    return Booking.objects.filter(state__in=Booking.ACTIVE).exclude(same & moments).count()


@invariant("places whose state is not what their appointments say")
def places_unlike_their_bookings() -> int:
    wrong = Booking.objects.filter(state__in=Booking.ACTIVE).exclude(_ALIKE).count()
    occupied = Booking.objects.filter(slot=OuterRef("pk"), state__in=Booking.OCCUPYING)
    nobodys = Slot.objects.filter(~Exists(occupied), state__in=[Slot.State.HELD, Slot.State.BOOKED]).count()
    return wrong + nobodys


@invariant("held appointments that nothing has closed although their time was over")
def holds_kept_too_long() -> int:
    return Booking.objects.filter(state=Booking.State.HELD, hold_until__lt=clock.now() - PATIENCE).count()


@invariant("places ahead whose moment is not their office's wall clock")
def moments_unlike_the_clock() -> int:
    return sum(_unlike(reception) for reception in Reception.objects.all())


def _unlike(reception: Reception) -> int:
    """By day and hour, of which an office has few: a million places are not read one by one."""
    zone = ZoneInfo(reception.zone)
    ahead = Slot.objects.filter(desk__reception=reception, starts_at__gte=clock.now())
    times = ahead.order_by().values("day", "at", "starts_at").annotate(places=Count("pk"))
    return sum(row["places"] for row in times if datetime.combine(row["day"], row["at"], zone) != row["starts_at"])


__all__ = [
    "booked_twice",
    "holds_kept_too_long",
    "moments_unlike_the_clock",
    "places_unlike_their_bookings",
    "sold_twice",
    "unlike_their_place",
]
