"""Appointments in places that the plan no longer has, and the new time that each would get."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from appointments.models import Booking, Slot
from appointments.rules.lead import earliest_start
from appointments.rules.nearest import nearest
from appointments.selectors import bookable
from portal import clock


@dataclass(frozen=True)
class Proposal:
    """Where a booking would go: a day and time of the same service at the same office; none when nothing is free."""

    booking: Booking
    day: date | None
    at: time | None


def conflicts(reception_id: int) -> QuerySet[Booking]:
    """Those that wait for the office to act, the earliest first. Visits of the past are no conflict."""
    booked = Booking.objects.filter(state=Booking.State.BOOKED, slot__state=Slot.State.CLOSED, starts_at__gt=clock.now())
    return (
        booked.filter(desk__reception_id=reception_id)
        .select_related("case", "person", "offered__service", "desk")
        .order_by("starts_at", "pk")
    )


def proposals(bookings: list[Booking], *, without: Collection[tuple[date, time]] = ()) -> list[Proposal]:
    """A free time for each, none twice, as things are at this moment. `without`: times that turned out to be taken."""
    free: dict[int, list[tuple[datetime, date, time]]] = {}
    found = []
    for booking in bookings:
        if booking.offered_id not in free:
            free[booking.offered_id] = [one for one in _free_times(booking) if one[1:] not in without]
        times = free[booking.offered_id]
        chosen = nearest([(start, day) for start, day, _at in times], to=booking.starts_at, deadline=_deadline(booking))
        taken = next((one for one in times if chosen and one[:2] == chosen), None)
        if taken is not None:
            times.remove(taken)
        found.append(Proposal(booking, taken[1] if taken else None, taken[2] if taken else None))
    return found


def _free_times(booking: Booking) -> list[tuple[datetime, date, time]]:
    """One entry for each free place, so that a time with two desks is proposed twice."""
    now = clock.now()
    soonest = earliest_start(now, booking.offered.lead_hours) + timedelta(minutes=5)  # the page is read before it is acted on
    free = bookable(booking.offered_id, now=now).filter(starts_at__gte=soonest).order_by("starts_at", "id")
    return list(free.values_list("starts_at", "day", "at"))


def _deadline(booking: Booking) -> date | None:
    return booking.case.decide_by if booking.case_id and booking.case else None


__all__ = ["Proposal", "conflicts", "proposals"]
