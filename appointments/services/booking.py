"""A booking from the held place to the visit. The place is locked first, then the booking: everywhere in this order."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appointments.errors import (
    AlreadyBooked,
    BookingClosed,
    CaseOfAnother,
    ConfirmedMeanwhile,
    DocumentOfAnother,
    HoldOver,
    IdentityMissing,
    PlaceClosed,
    SameDocument,
    SlotTaken,
)
from appointments.events import BookingCancelled, BookingConfirmed, BookingMoved, HoldExpired, SlotHeld
from appointments.freed import is_taken_over
from appointments.models import Booking, Slot
from appointments.purpose import is_needless
from appointments.rules.number import new_number
from appointments.services import limits, places
from appointments.services.whom import check_known
from cases.models import Case
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit

HOLD: Final = timedelta(minutes=10)
EVERYBODY: Final = (Slot.Channel.EVERYBODY.value,)
log = structlog.get_logger(__name__)


P = ParamSpec("P")
T = TypeVar("T")


def says_why(service: Callable[P, T]) -> Callable[P, T]:
    """Run a service in one transaction; a constraint that spoke up becomes the refusal it means."""

    @wraps(service)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return service(*args, **kwargs)
        except IntegrityError as error:
            raise _refusal(error) from error

    return wrapped


@says_why
def hold_slot(
    *,
    offered_id: int,
    day: date,
    at: time,
    person_id: int,
    actor: Actor,
    case_id: int | None = None,
    channels: tuple[str, ...] = EVERYBODY,
    party: uuid.UUID | None = None,
) -> Booking:
    """Keep one place at that time of the office's wall clock for 10 minutes, so that the person can look once more and confirm.

    Raises `SlotTaken`, `NotOffered`, `NotOpenYet`, `TooLate`, `TooManyChanges`, `TooManyHolds`, `IdentityMissing`, `AlreadyBooked`,
    `SameDocument`, `DocumentOfAnother`, `CaseOfAnother`."""
    check_known([person_id])
    now = clock.now()
    slot = _place_for(offered_id, day, at, now=now, channels=channels, wait=party is None)
    limits.check_may_book(person_id, slot.offered, now=now, account=actor.user_id)
    booking = create(slot, person_id, actor, case_id=case_id, now=now, party=party, state=Booking.State.HELD)
    places.hold(slot, until=now + HOLD)
    emit(SlotHeld(booking_id=booking.pk, person_id=person_id, slot_id=slot.pk, until=now + HOLD), actor=actor)
    return booking


@says_why
def book_slot(
    *, offered_id: int, day: date, at: time, person_id: int, actor: Actor, case_id: int | None = None, channels: tuple[str, ...] = EVERYBODY
) -> Booking:
    """Hold and confirm in one step, for programs and the waiting list. Raises what `hold_slot` raises."""
    check_known([person_id])
    now = clock.now()
    slot = _place_for(offered_id, day, at, now=now, channels=channels, wait=True)
    limits.check_may_book(person_id, slot.offered, now=now, account=actor.user_id)
    booking = create(slot, person_id, actor, case_id=case_id, now=now, party=None, state=Booking.State.BOOKED)
    places.sell(slot)
    emit(BookingConfirmed(booking_id=booking.pk, person_id=person_id, slot_id=slot.pk, starts_at=slot.starts_at), actor=actor)
    return booking


@says_why
def confirm_booking(*, booking_id: int, actor: Actor) -> Booking:
    """The held place is the person's. Again for a booked one, nothing happens.

    Raises `HoldOver`, `BookingClosed`, `PlaceClosed`."""
    slot, booking = _lock(booking_id)
    if booking.state == Booking.State.BOOKED:
        return booking
    now = clock.now()
    if booking.state == Booking.State.CANCELLED and slot.state == Slot.State.CLOSED:
        raise PlaceClosed
    if booking.state == Booking.State.EXPIRED or (booking.state == Booking.State.HELD and booking.hold_until and booking.hold_until <= now):
        raise HoldOver
    if booking.state != Booking.State.HELD:
        raise BookingClosed
    if slot.state != Slot.State.HELD:
        raise PlaceClosed  # by the office, since the time was chosen
    places.sell(slot)
    booking.state, booking.hold_until, booking.confirmed_at = Booking.State.BOOKED, None, now
    booking.save(update_fields=["state", "hold_until", "confirmed_at"])
    emit(BookingConfirmed(booking_id=booking.pk, person_id=booking.person_id, slot_id=slot.pk, starts_at=booking.starts_at), actor=actor)
    return booking


@says_why
def cancel_booking(*, booking_id: int, actor: Actor, by_office: bool = False, only_held: bool = False) -> Booking:
    """The person does not come, or the office cannot receive her (`by_office`). The place is free again.

    `only_held`: she lets go a time that she has not confirmed. Raises `BookingClosed`, and then `ConfirmedMeanwhile`."""
    slot, booking = _lock(booking_id)
    if only_held and booking.state == Booking.State.BOOKED:
        raise ConfirmedMeanwhile
    if booking.state not in Booking.CHANGEABLE or has_begun(booking, by_office):
        raise BookingClosed
    was_held, was_closed = booking.state == Booking.State.HELD, slot.state == Slot.State.CLOSED
    was_needless, was_imposed = is_needless(booking), not was_held and limits.is_imposed(booking)
    close(booking, Booking.State.CANCELLED)
    places.give_back(slot, at_once=by_office)
    whose: dict[str, Any] = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": slot.pk}
    why = {"by_office": by_office, "was_closed": was_closed, "was_needless": was_needless, "was_imposed": was_imposed}
    emit(BookingCancelled(**whose, was_held=was_held, **why), actor=actor)
    return booking


@says_why
def move_booking(
    *, booking_id: int, offered_id: int, day: date, at: time, actor: Actor, by_office: bool = False, channels: tuple[str, ...] = EVERYBODY
) -> Booking:
    """The same appointment at another time or office of the same service: the new place is taken before the old one is given back.
    Leaving a time that the office has closed, or to which it has moved her, counts for nobody.

    Raises `BookingClosed`, `SlotTaken`, `NotOffered`, `NotOpenYet`, `TooLate`, `TooManyChanges`; then the old time stays."""
    old, booking = _lock(booking_id)
    if booking.state != Booking.State.BOOKED or has_begun(booking, by_office):
        raise BookingClosed
    slot = _place_for(offered_id, day, at, now=clock.now(), channels=channels, wait=False)
    if slot.offered.service_id != booking.service_id:
        raise SlotTaken
    was_closed, was_imposed = old.state == Slot.State.CLOSED, limits.is_imposed(booking)
    if not (by_office or was_closed or was_imposed):
        limits.check_may_move(booking, slot.offered, now=clock.now(), account=actor.user_id)
    places.sell(slot)
    put(booking, slot)
    places.give_back(old, at_once=by_office)
    emit(
        BookingMoved(
            booking_id=booking.pk,
            person_id=booking.person_id,
            from_slot_id=old.pk,
            slot_id=slot.pk,
            starts_at=slot.starts_at,
            by_office=by_office,
            was_closed=was_closed,
            was_imposed=was_imposed,
        ),
        actor=actor,
    )
    return booking


@says_why
def end_for_another(*, booking_id: int, actor: Actor) -> bool:
    """An officer saw the original of the document with somebody else (`services.seen`): the appointment ends, and it counts for nobody,
    since the number may have been mistyped. False: it is over, or its person is at the counter."""
    slot, booking = _lock(booking_id)
    if booking.state not in Booking.CHANGEABLE:
        return False
    was_held, was_closed = booking.state == Booking.State.HELD, slot.state == Slot.State.CLOSED
    close(booking, Booking.State.CANCELLED)
    places.give_back(slot)
    whose: dict[str, Any] = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": slot.pk}
    emit(BookingCancelled(**whose, was_held=was_held, by_office=True, was_closed=was_closed, of_another=True), actor=actor)
    return True


def end_hold_of_closed(slot: Slot) -> bool:
    """The office has closed the locked place while somebody looks once more: the hold ends, and it counts for nobody. False: the lot gave
    it to her, and she is moved like everybody who has an appointment once she confirms."""
    held = Booking.objects.select_for_update(of=("self",)).filter(slot=slot, state=Booking.State.HELD)
    for booking in held:
        if booking.hold_until is not None and booking.hold_until > booking.created_at + HOLD:
            return False
        close(booking, Booking.State.CANCELLED)
        whose: dict[str, Any] = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": slot.pk}
        emit(BookingCancelled(**whose, was_held=True, by_office=True, was_closed=True), actor=SYSTEM)
    return True


def expire_holds(*, now: datetime, at_most: int = 500) -> int:
    """Close bookings whose hold is over and free their places, each in a transaction of its own. How many there were."""
    late = Booking.objects.filter(state=Booking.State.HELD, hold_until__lte=now).order_by("hold_until", "pk")
    return sum(_expire_or_ring(booking_id, now) for booking_id in list(late.values_list("pk", flat=True)[:at_most]))


def _expire_or_ring(booking_id: int, now: datetime) -> bool:
    """One that cannot be closed rings, and keeps none of the others waiting."""
    try:
        return _expire(booking_id, now)
    except Exception:
        log.exception("hold_not_expired", booking_id=booking_id)
        return False


def release_late_hold(*, person_id: int, service_id: int) -> None:
    """A hold of the person that is over must not stand in her way until the tidying task comes by."""
    now = clock.now()
    late = Booking.objects.filter(person_id=person_id, service_id=service_id, state=Booking.State.HELD, hold_until__lte=now)
    for booking_id in list(late.values_list("pk", flat=True)):
        _expire(booking_id, now)


@transaction.atomic
def _expire(booking_id: int, now: datetime) -> bool:
    slot, booking = _lock(booking_id)
    if booking.state != Booking.State.HELD or booking.hold_until is None or booking.hold_until > now:
        return False
    _let_go(booking, slot.pk)
    places.give_back(slot)
    return True


def _place_for(offered_id: int, day: date, at: time, *, now: datetime, channels: tuple[str, ...], wait: bool) -> Slot:
    """A locked place. If it was held by somebody whose time is over, that booking ends here, and who waits for such a place goes first."""
    slot = places.lock_free_place(offered_id, day, at, now=now, channels=channels, wait=wait)
    end_late_hold(slot)
    return slot


def has_begun(booking: Booking, by_office: bool) -> bool:
    """Who did not come has missed the visit and cannot undo that; the office may still put it right."""
    return not by_office and booking.starts_at <= clock.now()


def end_late_hold(slot: Slot) -> None:
    """The locked place is to be taken: if somebody's time is over there, that booking ends. Raises `SlotTaken`: who waits goes first."""
    if slot.state != Slot.State.HELD:
        return
    for late in Booking.objects.select_for_update(of=("self",)).filter(slot=slot, state=Booking.State.HELD):
        _let_go(late, slot.pk)
    slot.state, slot.held_until = Slot.State.FREE, None
    if is_taken_over(slot):
        raise SlotTaken  # undone with this transaction; the tidying task makes the offer within a minute


def _let_go(booking: Booking, slot_id: int) -> None:
    close(booking, Booking.State.EXPIRED)
    emit(HoldExpired(booking_id=booking.pk, person_id=booking.person_id, slot_id=slot_id), actor=SYSTEM)


def close(booking: Booking, state: Booking.State) -> None:
    booking.state, booking.closed_at, booking.hold_until = state, clock.now(), None
    booking.save(update_fields=["state", "closed_at", "hold_until"])


_PLACE_FIELDS: Final = ("offered", "slot", "desk", "day", "at", "starts_at", "ends_at")


def put(booking: Booking, slot: Slot) -> None:
    """The same appointment at another place."""
    _fill(booking, slot)
    booking.version, booking.confirmed_at = booking.version + 1, clock.now()
    booking.save(update_fields=[*_PLACE_FIELDS, "version", "confirmed_at"])


def _fill(booking: Booking, slot: Slot) -> None:
    booking.offered, booking.slot, booking.desk_id = slot.offered, slot, slot.desk_id
    booking.day, booking.at, booking.starts_at, booking.ends_at = slot.day, slot.at, slot.starts_at, slot.ends_at


def create(
    slot: Slot,
    person_id: int,
    actor: Actor,
    *,
    case_id: int | None,
    now: datetime,
    party: uuid.UUID | None,
    state: Booking.State,
    hold_until: datetime | None = None,
    turn_of: str = "",
) -> Booking:
    """A new booking of the locked place; the database adds for whom it is. `turn_of`: the document by which a turn gave the place; when the
    profile shows another one by now, the officer sees that it was changed since.

    Raises `CaseOfAnother`, and under `says_why` `AlreadyBooked`, `SameDocument`, `DocumentOfAnother`, `IdentityMissing`, `SlotTaken`."""
    if case_id is not None and not Case.objects.filter(pk=case_id, person_id=person_id, status__in=Case.OPEN).exists():
        raise CaseOfAnother
    booking = Booking(
        number=new_number(),
        person_id=person_id,
        booked_by_id=actor.user_id,
        case_id=case_id,
        service_id=slot.offered.service_id,
        party=party,
        state=state,
        hold_until=(hold_until or now + HOLD) if state == Booking.State.HELD else None,
        confirmed_at=None if state == Booking.State.HELD else now,
        created_at=now,
    )
    _fill(booking, slot)
    booking.save(force_insert=True)
    if turn_of:
        Booking.objects.filter(pk=booking.pk).exclude(identity=turn_of).update(identity=turn_of)
    return booking


def _refusal(error: IntegrityError) -> Exception:
    """What the constraint that spoke up means for the person."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    by_constraint: dict[str, Callable[[], Exception]] = {
        "one_active_booking_per_service": AlreadyBooked,
        "one_active_booking_per_document": SameDocument,
        "document_is_of_who_comes": DocumentOfAnother,
        "somebody_known_comes": lambda: IdentityMissing(missing=_("the identity document")),
        "place_is_sold_once": SlotTaken,
        "one_visit_at_a_desk_at_once": SlotTaken,
    }
    return by_constraint.get(name, lambda: error)()


def _lock(booking_id: int) -> tuple[Slot, Booking]:
    """The place, then the booking, both locked. Somebody may move the booking in between: then once more."""
    while True:
        slot_id = Booking.objects.values_list("slot_id", flat=True).get(pk=booking_id)
        slot = Slot.objects.select_for_update(of=("self",)).get(pk=slot_id)
        booking = Booking.objects.select_for_update(of=("self",)).get(pk=booking_id)
        if booking.slot_id == slot.pk:
            return slot, booking


__all__ = [
    "HOLD",
    "book_slot",
    "cancel_booking",
    "confirm_booking",
    "end_for_another",
    "end_hold_of_closed",
    "expire_holds",
    "has_begun",
    "hold_slot",
    "move_booking",
    "release_late_hold",
    "says_why",
]
