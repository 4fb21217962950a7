"""Reads of appointments."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from appointments.freed import is_awaited
from appointments.models import Booking, DayChange, Reception, Slot
from profiles.acting import people_acted_for


def zone_of(reception: Reception) -> ZoneInfo:
    """The zone of the office's wall clock."""
    return ZoneInfo(reception.zone)


def to_take(now: datetime) -> Q:
    """Which places nobody has at `now`: free ones, and those whose hold is over although nothing has tidied them up yet; without those
    that the waiting list will get, and those that were given back and have not opened again."""
    nobodys = Q(state=Slot.State.FREE) | (Q(state=Slot.State.HELD, held_until__lte=now) & ~is_awaited(now))
    return nobodys & (Q(opens_secretly=False) | Q(opens_at__lte=now))


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


def party_of(booking: Booking, user: Any) -> list[Booking]:
    """Who comes together with this one to the same office, she herself among them, in the order of their times: as far as the user acts
    for them. One who has taken a time at another office (from the waiting list, say) has gone her own way.

    The other parent of a child neither sees nor changes the appointment of the one who booked for both."""
    if booking.party is None:
        return [booking]
    return list(own_bookings(user).filter(party=booking.party, offered=booking.offered_id, state=booking.state).order_by("starts_at", "pk"))


def closing_of(slot: Slot | None) -> DayChange | None:
    """The closing that took the time away: that of the whole office before that of the desk. None when hours were changed."""
    if slot is None:
        return None
    closed = DayChange.objects.filter(
        Q(desk=None) | Q(desk=slot.desk_id),
        reception=slot.desk.reception_id,
        kind=DayChange.Kind.CLOSED,
        first_day__lte=slot.day,
        last_day__gte=slot.day,
    )
    return closed.order_by(F("desk").asc(nulls_first=True), "-pk").first()


def closed_while_kept(party: uuid.UUID) -> QuerySet[Booking]:
    """Of people for whom times were kept together: those whose time the office has closed before they confirmed."""
    return Booking.objects.filter(party=party, state=Booking.State.CANCELLED, confirmed_at=None, slot__state=Slot.State.CLOSED)


def kept_with(booking: Booking, user: Any) -> list[Booking]:
    """Those for whom times were kept together with this one and whose time is kept still, or was closed by the office; as `party_of`."""
    if booking.party is None or booking.confirmed_at is not None:
        return []
    kept = Q(state=Booking.State.HELD) | Q(pk__in=closed_while_kept(booking.party).values("pk"))
    return list(own_bookings(user).filter(kept, party=booking.party).order_by("starts_at", "pk"))


__all__ = ["active_booking", "bookable", "closed_while_kept", "closing_of", "kept_with", "own_bookings", "party_of", "to_take", "zone_of"]
