"""Places that a rule gives to one person: the turn in the waiting list, the lot. Nobody chooses them, so nobody can snatch them."""

from datetime import datetime
from typing import Any

from appointments.errors import BookingClosed, SlotTaken
from appointments.events import BookingCancelled, BookingConfirmed, BookingMoved, SlotHeld
from appointments.models import Booking, Slot
from appointments.purpose import case_of
from appointments.services import booking as bookings
from appointments.services import limits, places
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@bookings.says_why
def sell_offered_place(*, slot_id: int, person_id: int, actor: Actor, turn_of: str = "") -> Booking:
    """The offered place becomes the person's appointment; one that she has for the same service moves there. `turn_of`: the document by
    which she waited: it stays with the appointment whatever the profile shows by now, else a turn could be sold.

    The caller has found out that the offer is hers, under the lock of this place. Raises `SlotTaken` when the place is not offered
    any more, `BookingClosed` when she is at the counter already, `TooManyChanges` when she has cancelled too often to get a new one."""
    slot, old = _lock(slot_id, person_id)
    if slot.state != Slot.State.OFFERED:
        raise SlotTaken
    if old is None or old.state == Booking.State.HELD:
        limits.check_changes(person_id, slot.offered, now=clock.now(), account=actor.user_id)
    if old is None:
        return _book(slot, person_id, actor, turn_of)
    if old.state == Booking.State.HELD:
        _drop_hold(old, actor)
        return _book(slot, person_id, actor, turn_of)
    return _move(old, slot, actor)


@bookings.says_why
def hold_drawn_place(*, slot_id: int, person_id: int, until: datetime, actor: Actor, turn_of: str = "") -> Booking:
    """Keep a free place for whom the lot gave it until she confirms, also before it opens to everybody. `turn_of`: the document by which
    she asked, as in `sell_offered_place`.

    Raises `SlotTaken`, `AlreadyBooked`, `SameDocument`, `DocumentOfAnother`, `IdentityMissing`."""
    slot = Slot.objects.select_for_update(of=("self",)).select_related("offered__service").get(pk=slot_id)
    now = clock.now()
    if slot.state != Slot.State.FREE:
        raise SlotTaken
    case_id = case_of(slot.offered.service, person_id)
    told: dict[str, Any] = {"case_id": case_id, "now": now, "party": None, "turn_of": turn_of}
    booking = bookings.create(slot, person_id, actor, **told, state=Booking.State.HELD, hold_until=until)
    places.hold(slot, until=until)
    emit(SlotHeld(booking_id=booking.pk, person_id=person_id, slot_id=slot.pk, until=until), actor=actor)
    return booking


def _lock(slot_id: int, person_id: int) -> tuple[Slot, Booking | None]:
    """The offered place and the place of the appointment that moves there, in the order of their keys; then the appointment.

    The appointment may change places before the locks are held: then once more."""
    while True:
        service_id = Slot.objects.values_list("offered__service_id", flat=True).get(pk=slot_id)
        active = Booking.objects.filter(person_id=person_id, service_id=service_id, state__in=Booking.ACTIVE)
        old_place = active.values_list("slot_id", flat=True).first()
        locked = {slot.pk: slot for slot in _locked_in_order([slot_id] if old_place is None else [slot_id, old_place])}
        old = active.select_for_update(of=("self",)).select_related("slot").first()
        if (old.slot_id if old else None) == old_place:
            return locked[slot_id], old


def _locked_in_order(keys: list[int]) -> list[Slot]:
    return list(Slot.objects.filter(pk__in=keys).select_related("offered__service").select_for_update(of=("self",)).order_by("pk"))


def _book(slot: Slot, person_id: int, actor: Actor, turn_of: str) -> Booking:
    case_id = case_of(slot.offered.service, person_id)
    told: dict[str, Any] = {"case_id": case_id, "now": clock.now(), "party": None, "turn_of": turn_of}
    booking = bookings.create(slot, person_id, actor, **told, state=Booking.State.BOOKED)
    places.sell(slot)
    emit(BookingConfirmed(booking_id=booking.pk, person_id=person_id, slot_id=slot.pk, starts_at=slot.starts_at), actor=actor)
    return booking


def _drop_hold(old: Booking, actor: Actor) -> None:
    """She was choosing another time: that one is not hers yet."""
    bookings.close(old, Booking.State.CANCELLED)
    places.give_back(old.slot)
    emit(
        BookingCancelled(booking_id=old.pk, person_id=old.person_id, slot_id=old.slot_id, was_held=True, by_office=False, by_offer=True),
        actor=actor,
    )


def _move(booking: Booking, slot: Slot, actor: Actor) -> Booking:
    if booking.state != Booking.State.BOOKED:
        raise BookingClosed
    old = booking.slot
    bookings.put(booking, slot)
    places.sell(slot)
    places.give_back(old)
    emit(
        BookingMoved(
            booking_id=booking.pk,
            person_id=booking.person_id,
            from_slot_id=old.pk,
            slot_id=slot.pk,
            starts_at=slot.starts_at,
            by_office=False,
            by_offer=True,
        ),
        actor=actor,
    )
    return booking


__all__ = ["hold_drawn_place", "sell_offered_place"]
