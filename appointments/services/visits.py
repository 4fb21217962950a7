"""What the day at the counter makes of a booking. Only the booking is locked: its place is not given to anybody else any more."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import transaction

from appointments.errors import BookingClosed
from appointments.events import BookingArrived, BookingCancelled, BookingDone, BookingMissed, BookingNotMissed, ChangedNameAccepted
from appointments.models import BOOKING_TRANSITIONS, Booking, Slot
from appointments.selectors import closing_of
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit

State: Final = Booking.State
# What a supervisor puts right; nothing else undoes an end.
_CORRECTIONS: Final = {("no_show", "cancelled"), ("cancelled", "no_show")}


@transaction.atomic
def mark_arrived(*, booking_id: int, actor: Actor) -> Booking:
    """The person is at the office. Raises `BookingClosed`."""
    booking = _move(booking_id, State.ARRIVED)
    emit(BookingArrived(booking_id=booking.pk, person_id=booking.person_id), actor=actor)
    return booking


@transaction.atomic
def accept_changed_name(*, booking_id: int, ground: Booking.Ground, words: str, actor: Actor) -> None:
    """The officer has seen that name or birthday are others than when the time was booked, and says why she receives this person."""
    booking = _lock(booking_id)
    booking.ground, booking.ground_words = ground, words
    booking.save(update_fields=["ground", "ground_words"])
    emit(ChangedNameAccepted(booking_id=booking.pk, person_id=booking.person_id, ground=ground.value), actor=actor)


@transaction.atomic
def mark_done(*, booking_id: int, actor: Actor) -> Booking:
    """What the person came for is done. Raises `BookingClosed`."""
    booking = _move(booking_id, State.DONE)
    emit(BookingDone(booking_id=booking.pk, person_id=booking.person_id), actor=actor)
    return booking


@transaction.atomic
def mark_missed(*, booking_id: int, actor: Actor) -> Booking:
    """The person did not come, or not to the desk. Raises `BookingClosed`."""
    booking = _move(booking_id, State.NO_SHOW)
    emit(BookingMissed(booking_id=booking.pk, person_id=booking.person_id), actor=actor)
    return booking


@transaction.atomic
def mark_unserved(*, booking_id: int, actor: Actor) -> Booking:
    """The person came and the office did not get to her: it is no fault of hers, and she may book again. Raises `BookingClosed`."""
    booking = _move(booking_id, State.CANCELLED)
    emit(
        BookingCancelled(
            booking_id=booking.pk, person_id=booking.person_id, slot_id=booking.slot_id, was_held=False, by_office=True, came=True
        ),
        actor=actor,
    )
    return booking


@transaction.atomic
def mark_not_missed(*, booking_id: int, actor: Actor) -> Booking:
    """It was marked as missed wrongly: the office did not receive the person. Raises `BookingClosed`."""
    booking = _move(booking_id, State.CANCELLED, corrects=True)
    emit(BookingNotMissed(booking_id=booking.pk, person_id=booking.person_id), actor=actor)
    return booking


@transaction.atomic
def mark_missed_after_all(*, booking_id: int, actor: Actor) -> Booking:
    """Of a day without any arrival: the office was open, so nobody came. Raises `BookingClosed`."""
    booking = _move(booking_id, State.NO_SHOW, corrects=True)
    emit(BookingMissed(booking_id=booking.pk, person_id=booking.person_id), actor=actor)
    return booking


def mark_missed_before(*, reception_id: int, today: date, unmarked: Collection[date] = (), at_most: int = 500) -> int:
    """Bookings of the office's days before `today` to which nobody came, each in a transaction of its own. How many there were.

    `unmarked`: days on which no arrival was marked at all; nobody has missed those."""
    past = Booking.objects.filter(offered__reception_id=reception_id, state=State.BOOKED, day__lt=today).order_by("day", "pk")
    return sum(_miss(booking_id, today, unmarked) for booking_id in list(past.values_list("pk", flat=True)[:at_most]))


def _miss(booking_id: int, today: date, unmarked: Collection[date]) -> bool:
    """False when it was moved to another day, or somebody was quicker."""
    with transaction.atomic():
        booking = _lock(booking_id)
        if booking.state != State.BOOKED or booking.day >= today:
            return False
        # A day that the office closed when it had begun leaves the places of its morning as they were.
        if booking.slot.state == Slot.State.CLOSED or closing_of(booking.slot) is not None:
            _ended_by_office(booking_id, never_moved=True)
        elif booking.day in unmarked:
            _ended_by_office(booking_id, unmarked=True)
        else:
            mark_missed(booking_id=booking_id, actor=SYSTEM)
        return True


def _ended_by_office(booking_id: int, **why: bool) -> None:
    """`never_moved`: the office closed the time and gave no new one. `unmarked`: it marked nobody's arrival on that day. Nobody is said
    to have missed such a visit."""
    booking = _move(booking_id, State.CANCELLED)
    never: dict[str, Any] = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": booking.slot_id}
    emit(BookingCancelled(**never, was_held=False, by_office=True, **why), actor=SYSTEM)


def _move(booking_id: int, to: Booking.State, *, corrects: bool = False) -> Booking:
    booking = _lock(booking_id)
    step = (booking.state, to.value)
    if step not in BOOKING_TRANSITIONS or (step in _CORRECTIONS) != corrects:
        raise BookingClosed
    booking.state = to
    if to not in Booking.ACTIVE:
        booking.closed_at = clock.now()
    booking.save(update_fields=["state", "closed_at"])
    return booking


def _lock(booking_id: int) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).get(pk=booking_id)


__all__ = [
    "accept_changed_name",
    "mark_arrived",
    "mark_done",
    "mark_missed",
    "mark_missed_after_all",
    "mark_missed_before",
    "mark_not_missed",
    "mark_unserved",
]
