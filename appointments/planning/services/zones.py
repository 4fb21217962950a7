"""The moments of places and visits follow the wall clock, also when a decree moves it."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from appointments.events import VisitReckoned
from appointments.models import Booking, Reception, Slot
from appointments.planning.events import ZoneReckoned
from appointments.rules.grid import moment_of
from appointments.selectors import zone_of
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit, emit_all

# Visits that trade moments with each other would meet on the way: they go by a year that nobody books.
_ASIDE: Final = timedelta(days=366 * 40)


@transaction.atomic
def reckon_moments(*, reception_id: int, actor: Actor) -> int:
    """Write anew the moments of places and visits of today and later that the wall clock does not show any more. Returns how many.

    The day and the hour that a person was told stay; who has an appointment ahead is told to replace the entry in her calendar, whose
    file counts one up. A time that the new clock skips is not touched: its place goes with the plan, and the office moves the visit."""
    reception = Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    zone = zone_of(reception)
    places = _wrong(Slot.objects.filter(desk__reception=reception), reception)
    visits = _wrong(Booking.objects.filter(desk__reception=reception), reception)
    if not places and not visits:
        return 0
    for rows in (places, visits):
        for row in rows:
            _put(row, moment_of(row.day, row.at, zone) or row.starts_at)
    Slot.objects.bulk_update(places, ["starts_at", "ends_at"], batch_size=1000)
    _set_aside(visits)
    for visit in visits:
        visit.clock_changes += 1
    Booking.objects.bulk_update(visits, ["starts_at", "ends_at", "clock_changes"], batch_size=1000)
    ahead = [visit for visit in visits if visit.state == Booking.State.BOOKED and visit.starts_at > clock.now()]
    told = [VisitReckoned(booking_id=visit.pk, person_id=visit.person_id, starts_at=visit.starts_at) for visit in ahead]
    emit_all(told, actor=actor)
    emit(ZoneReckoned(reception_id=reception.pk, places=len(places), bookings=len(visits)), actor=actor)
    return len(places) + len(visits)


def _wrong(rows: Any, reception: Reception) -> list[Any]:
    zone = zone_of(reception)

    def is_wrong(row: Any) -> bool:
        return moment_of(row.day, row.at, zone) not in (None, row.starts_at)

    looked_at = [row.pk for row in rows.filter(day__gte=clock.today(zone)).only("day", "at", "starts_at") if is_wrong(row)]
    if not looked_at:
        return []  # as on nearly every day: nobody who books waits for this look
    return [row for row in rows.filter(pk__in=looked_at).select_for_update(of=("self",)).order_by("id") if is_wrong(row)]


def _put(row: Slot | Booking, starts_at: datetime) -> None:
    row.starts_at, row.ends_at = starts_at, starts_at + (row.ends_at - row.starts_at)


def _set_aside(visits: list[Booking]) -> None:
    """The first of two steps, so that the constraint "one visit at a desk at once" holds after each of them."""
    aside = [Booking(pk=visit.pk, starts_at=visit.starts_at + _ASIDE, ends_at=visit.ends_at + _ASIDE) for visit in visits]
    Booking.objects.bulk_update(aside, ["starts_at", "ends_at"], batch_size=1000)


__all__ = ["reckon_moments"]
