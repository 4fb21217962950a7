"""What must always hold between places and appointments, whatever happens."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from appointments.models import Booking, Reception, Slot
from appointments.rules.grid import moment_of
from appointments.selectors import zone_of
from appointments.services.seen import with_something_left
from portal import clock
from portal.runtime.invariants import invariant

UNTIDY_AFTER = timedelta(minutes=10)
_occupying = Booking.objects.filter(state__in=Booking.OCCUPYING)


@invariant("places sold to more than one person")
def oversold() -> int:
    return _occupying.values("slot_id").annotate(sold=Count("pk")).filter(sold__gt=1).count()


@invariant("people with two appointments for one service")
def booked_twice() -> int:
    active = Booking.objects.filter(state__in=Booking.ACTIVE)
    return active.values("person_id", "service_id").annotate(booked=Count("pk")).filter(booked__gt=1).count()


@invariant("identity documents with two appointments for one service")
def document_booked_twice() -> int:
    active = Booking.objects.filter(state__in=Booking.ACTIVE).exclude(identity="")
    return active.values("identity", "service_id").annotate(booked=Count("pk")).filter(booked__gt=1).count()


@invariant("documents seen with their holder by which somebody else has an appointment or a turn")
def held_by_a_number_alone() -> int:
    return with_something_left().filter(seen_at__lt=clock.now() - UNTIDY_AFTER).count()


@invariant("appointments that are over and keep for whom they were")
def kept_too_long() -> int:
    return Booking.objects.exclude(state__in=Booking.ACTIVE).exclude(identity="").filter(ground="").count()


@invariant("appointments unlike their places")
def unlike_their_places() -> int:
    same = Q(day=F("slot__day"), at=F("slot__at"), starts_at=F("slot__starts_at"), desk=F("slot__desk"), offered=F("slot__offered"))
    return Booking.objects.filter(state__in=Booking.ACTIVE).exclude(same & Q(service=F("offered__service"))).count()


@invariant("places whose state is unlike their appointments")
def states_unlike_appointments() -> int:
    """A closed place may still have somebody: that is a conflict for the office, not a broken promise. A place for walk-ins is taken
    by a ticket at the counter. A place that is over stays as it was when nobody was received in it."""
    sold = Exists(_occupying.filter(slot=OuterRef("pk")).exclude(state=Booking.State.HELD))
    held = Exists(Booking.objects.filter(slot=OuterRef("pk"), state=Booking.State.HELD))
    by_ticket = Q(channel=Slot.Channel.WALK_IN)
    sold_to_nobody = Q(state=Slot.State.BOOKED, starts_at__gt=clock.now()) & ~by_ticket & ~sold
    wrong = sold_to_nobody | Q(state=Slot.State.HELD) & ~held | Q(state=Slot.State.FREE) & (sold | held)
    return Slot.objects.filter(wrong).count()


@invariant("holds that are over and still hold a place")
def untidy_holds() -> int:
    return Booking.objects.filter(state=Booking.State.HELD, hold_until__lt=clock.now() - UNTIDY_AFTER).count()


@invariant("visits at another moment than the clock of the office shows")
def wrong_moments() -> int:
    return sum(
        moment_of(day, at, zone_of(reception)) not in (None, starts_at)
        for reception in Reception.objects.all()
        for day, at, starts_at in _ahead(reception)
    )


def _ahead(reception: Reception) -> Iterable[tuple[Any, Any, datetime]]:
    booked = Booking.objects.filter(state=Booking.State.BOOKED, desk__reception=reception, starts_at__gt=clock.now())
    return booked.values_list("day", "at", "starts_at").iterator()


__all__ = [
    "booked_twice",
    "document_booked_twice",
    "held_by_a_number_alone",
    "kept_too_long",
    "oversold",
    "states_unlike_appointments",
    "unlike_their_places",
    "untidy_holds",
    "wrong_moments",
]
