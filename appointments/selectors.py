"""Reads of appointments."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from appointments.models import Booking, Reception, Slot
from profiles.acting import people_acted_for


def zone_of(reception: Reception) -> ZoneInfo:
    """The zone of the office's wall clock."""
    return ZoneInfo(reception.zone)


def to_take(now: datetime) -> Q:
    """Which places nobody has at `now`: free ones, and those whose hold is over although nothing has tidied them up yet."""
    return Q(state=Slot.State.FREE) | Q(state=Slot.State.HELD, held_until__lte=now)


def bookable(offered_id: int, *, now: datetime) -> QuerySet[Slot]:
    """The places of a service at an office that everybody may take at `now`, however near; the lead time is the service's own."""
    return Slot.objects.filter(to_take(now), offered_id=offered_id, channel=Slot.Channel.EVERYBODY, opens_at__lte=now, starts_at__gt=now)


def active_booking(person_id: int, service_id: int) -> Booking | None:
    return Booking.objects.filter(person_id=person_id, service_id=service_id, state__in=Booking.ACTIVE).first()


def own_bookings(user: Any) -> QuerySet[Booking]:
    """The person's own appointments and those of the children for whom she acts: where every page starts."""
    return Booking.objects.filter(person__in=people_acted_for(user)).select_related(
        "person", "service", "offered__service", "offered__reception__office", "case"
    )


def party_of(booking: Booking, *, user: Any) -> list[Booking]:
    """Who comes together with this one, she herself among them, in the order of their times: those for whom the user acts today. She may
    have acted for another one of them when they booked."""
    if booking.party is None:
        return [booking]
    together = Booking.objects.filter(party=booking.party, state=booking.state, person__in=people_acted_for(user)).select_related(
        "person", "case"
    )
    return list(together.order_by("starts_at", "pk"))


__all__ = ["active_booking", "bookable", "own_bookings", "party_of", "to_take", "zone_of"]
