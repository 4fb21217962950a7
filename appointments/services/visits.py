"""What the day at the counter makes of a booking. Only the booking is locked: its place is not given to anybody else any more."""

from datetime import date
from typing import Any, Final

from django.db import transaction

from appointments.errors import BookingClosed
from appointments.events import BookingArrived, BookingCancelled, BookingDone, BookingMissed, ChangedNameAccepted
from appointments.models import BOOKING_TRANSITIONS, Booking, Slot
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit

State: Final = Booking.State


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


def mark_missed_before(*, reception_id: int, today: date, at_most: int = 500) -> int:
    """Bookings of the office's days before `today` to which nobody came, each in a transaction of its own. How many there were."""
    past = Booking.objects.filter(offered__reception_id=reception_id, state=State.BOOKED, day__lt=today).order_by("day", "pk")
    return sum(_miss(booking_id, today) for booking_id in list(past.values_list("pk", flat=True)[:at_most]))


def _miss(booking_id: int, today: date) -> bool:
    """False when it was moved to another day, or somebody was quicker."""
    with transaction.atomic():
        booking = _lock(booking_id)
        if booking.state != State.BOOKED or booking.day >= today:
            return False
        if booking.slot.state == Slot.State.CLOSED:
            _never_moved(booking_id)
        else:
            mark_missed(booking_id=booking_id, actor=SYSTEM)
        return True


def _never_moved(booking_id: int) -> None:
    """The office closed the time and gave no new one: nobody could have come, and nobody is said to have missed it."""
    booking = _move(booking_id, State.CANCELLED)
    never: dict[str, Any] = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": booking.slot_id}
    emit(BookingCancelled(**never, was_held=False, by_office=True, never_moved=True), actor=SYSTEM)


def _move(booking_id: int, to: Booking.State) -> Booking:
    booking = _lock(booking_id)
    if (booking.state, to.value) not in BOOKING_TRANSITIONS:
        raise BookingClosed
    booking.state = to
    if to not in Booking.ACTIVE:
        booking.closed_at = clock.now()
    booking.save(update_fields=["state", "closed_at"])
    return booking


def _lock(booking_id: int) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).get(pk=booking_id)


__all__ = ["accept_changed_name", "mark_arrived", "mark_done", "mark_missed", "mark_missed_before", "mark_unserved"]
