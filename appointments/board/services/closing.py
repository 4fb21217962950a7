"""The office's day is over: who never came has missed the appointment, and whom the office did not get to has missed nothing.

A day on which nobody at all was marked as arrived says more about the office than about the people: nobody has missed it, unless a
supervisor says that the office was open."""

from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from appointments.board.errors import DayAnsweredAlready, NotMissedAnyMore
from appointments.board.events import DayAnswered, DayUnmarked, VisitEnded
from appointments.board.models import UnmarkedDay, Visit
from appointments.board.services.locking import lock_visit, move
from appointments.errors import BookingClosed
from appointments.events import BookingCancelled
from appointments.models import Booking, DayChange, Reception, Slot
from appointments.selectors import zone_of
from appointments.services import mark_missed_after_all, mark_missed_before, mark_not_missed, mark_unserved
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.events.services import emit
from portal.separately import separately

_OPEN = (Visit.State.WAITING, Visit.State.CALLED)


def close_past_days() -> int:
    """Close the days before today, each office by its own clock. How many bookings and visits were closed; running it twice closes none.

    A fault at one office keeps no other from the end of its day. Raises it afterwards."""
    closed: list[int] = []

    def close(reception: Reception) -> None:
        closed.append(_close(reception, clock.today(zone_of(reception))))

    separately(*(partial(close, reception) for reception in Reception.objects.order_by("pk")))
    return sum(closed)


def _close(reception: Reception, today: date) -> int:
    left = Visit.objects.filter(reception=reception, state__in=_OPEN, day__lt=today).order_by("pk").values_list("pk", flat=True)
    unserved = sum(_end(visit_id) for visit_id in list(left))
    return unserved + mark_missed_before(reception_id=reception.pk, today=today, unmarked=_unmarked_days(reception, today))


def _unmarked_days(reception: Reception, today: date) -> set[date]:
    """Days before today with appointments that nobody closed, and without any arrival. About a new one the supervisors are asked."""
    expected = Booking.objects.filter(offered__reception=reception, state=Booking.State.BOOKED, day__lt=today)
    was_shut = Exists(
        DayChange.objects.filter(
            reception=reception, desk=None, kind=DayChange.Kind.CLOSED, first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day")
        )
    )
    counted = expected.exclude(slot__state=Slot.State.CLOSED).exclude(was_shut).values("day").annotate(visits=Count("pk")).order_by("day")
    return {day for day, visits in counted.values_list("day", "visits") if _is_unmarked(reception, day, visits)}


@transaction.atomic
def _is_unmarked(reception: Reception, day: date, visits: int) -> bool:
    known = UnmarkedDay.objects.filter(reception=reception, day=day).first()
    if known is not None:
        return not known.was_open
    if Visit.objects.filter(reception=reception, day=day).exists():
        return False
    asked, is_new = UnmarkedDay.objects.get_or_create(reception=reception, day=day, defaults={"visits": visits})
    if is_new:
        emit(DayUnmarked(day_id=asked.pk, visits=visits), actor=SYSTEM)
    return True


@transaction.atomic
def answer_day(*, day_id: int, was_open: bool, actor: Actor) -> UnmarkedDay:
    """A supervisor says whether the office was open on a day without arrivals. If so, who had an appointment has missed it.

    Raises `DayAnsweredAlready`."""
    asked = UnmarkedDay.objects.select_for_update(of=("self",)).get(pk=day_id)
    if asked.was_open is not None:
        raise DayAnsweredAlready
    missed = [mark_missed_after_all(booking_id=pk, actor=actor) for pk in _ended_for_want_of_marks(asked)] if was_open else []
    asked.was_open, asked.answered_by_id, asked.answered_at = was_open, actor.human_id, clock.now()
    asked.save(update_fields=["was_open", "answered_by", "answered_at"])
    emit(DayAnswered(day_id=asked.pk, was_open=was_open, missed=len(missed)), actor=actor)
    return asked


def _ended_for_want_of_marks(asked: UnmarkedDay) -> list[int]:
    cancelled = Booking.objects.filter(offered__reception=asked.reception_id, day=asked.day, state=Booking.State.CANCELLED)
    told = Event.objects.filter(
        name=BookingCancelled.event_name(),
        subject_type=BookingCancelled.subject_type,
        subject_id__in=list(cancelled.values_list("pk", flat=True)),
        payload__unmarked=True,
    )
    return sorted(set(told.values_list("subject_id", flat=True)))


@transaction.atomic
def put_right(*, booking_id: int, actor: Actor) -> Booking:
    """An appointment that was marked as missed wrongly: the person is told, and it counts as the fault of the office.

    Raises `NotMissedAnyMore`."""
    try:
        return mark_not_missed(booking_id=booking_id, actor=actor)
    except BookingClosed:
        raise NotMissedAnyMore from None


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


__all__ = ["answer_day", "close_past_days", "put_right"]
