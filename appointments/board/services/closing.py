"""The office's day is over: who never came has missed the appointment, and whom the office did not get to has missed nothing."""

from datetime import date

from django.db import transaction

from appointments.board.events import VisitEnded
from appointments.board.models import Visit
from appointments.board.services.locking import lock_visit, move
from appointments.models import Booking, Reception
from appointments.selectors import zone_of
from appointments.services import mark_missed_before, mark_unserved
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

_OPEN = (Visit.State.WAITING, Visit.State.CALLED)


def close_past_days() -> int:
    """Close the days before today, each office by its own clock. How many bookings and visits were closed; running it twice closes none."""
    return sum(_close(reception, clock.today(zone_of(reception))) for reception in Reception.objects.order_by("pk"))


def _close(reception: Reception, today: date) -> int:
    left = Visit.objects.filter(reception=reception, state__in=_OPEN, day__lt=today).order_by("pk").values_list("pk", flat=True)
    unserved = sum(_end(visit_id) for visit_id in list(left))
    return unserved + mark_missed_before(reception_id=reception.pk, today=today)


@transaction.atomic
def _end(visit_id: int) -> bool:
    """A visit that is at a desk is left to its officer, who knows how it ended."""
    visit = lock_visit(visit_id)
    if visit.state not in _OPEN:
        return False
    visit.ended_at = clock.now()
    move(visit, Visit.State.UNSERVED, "ended_at")
    if visit.booking_id is not None and Booking.objects.filter(pk=visit.booking_id, state=Booking.State.ARRIVED).exists():
        mark_unserved(booking_id=visit.booking_id, actor=SYSTEM)
    emit(VisitEnded(visit_id=visit.pk, how=Visit.State.UNSERVED.value), actor=SYSTEM)
    return True


__all__ = ["close_past_days"]
