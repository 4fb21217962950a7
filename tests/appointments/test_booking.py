"""A place is kept for ten minutes, confirmed, moved, cancelled; it is sold once, and a person comes for one thing once."""

from datetime import time, timedelta
from typing import Any

import pytest

from appointments.errors import AlreadyBooked, BookingClosed, CaseOfAnother, HoldOver, NotOpenYet, SlotTaken, TooLate
from appointments.models import Booking, Slot
from appointments.rules.number import canonical, new_number
from appointments.services import book_slot, cancel_booking, confirm_booking, expire_holds, hold_slot, move_booking
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from tests.appointments.world import make_offered, make_service, make_slot, when
from tests.factories import make_case, make_person, make_user

pytestmark = pytest.mark.django_db


def migrant() -> dict[str, Any]:
    user = make_user()
    return {"person_id": make_person(user).pk, "actor": actor_of(user)}


def test_a_held_place_is_booked_when_the_person_confirms() -> None:
    slot, somebody = make_slot(), migrant()
    booking = hold_slot(**when(slot), **somebody)
    slot.refresh_from_db()
    assert (booking.state, slot.state) == ("held", "held")
    confirm_booking(booking_id=booking.pk, actor=somebody["actor"])
    slot.refresh_from_db()
    assert slot.state == Slot.State.BOOKED
    assert [*Event.objects.order_by("pk").values_list("name", flat=True)][-2:] == ["appointments.SlotHeld", "appointments.BookingConfirmed"]


def test_a_place_that_is_held_is_taken_for_everybody_else() -> None:
    slot = make_slot()
    hold_slot(**when(slot), **migrant())
    with pytest.raises(SlotTaken):
        hold_slot(**when(slot), **migrant())


def test_two_desks_receive_two_people_at_the_same_time() -> None:
    offered = make_offered()
    one, other = make_slot(offered), make_slot(offered)
    booked = {hold_slot(**when(one), **migrant()).desk_id, hold_slot(**when(one), **migrant()).desk_id}
    assert booked == {one.desk_id, other.desk_id}


def test_a_hold_that_is_over_cannot_be_confirmed_and_the_next_person_gets_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, late = make_slot(), migrant()
    booking = hold_slot(**when(slot), **late)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=31))
    with pytest.raises(HoldOver):
        confirm_booking(booking_id=booking.pk, actor=late["actor"])
    assert hold_slot(**when(slot), **migrant()).slot_id == slot.pk
    booking.refresh_from_db()
    assert booking.state == Booking.State.EXPIRED


def test_holds_that_are_over_are_tidied_up_once() -> None:
    slot = make_slot()
    hold_slot(**when(slot), **migrant())
    later = clock.now() + timedelta(minutes=10, seconds=1)
    assert (expire_holds(now=later), expire_holds(now=later)) == (1, 0)
    slot.refresh_from_db()
    assert slot.state == Slot.State.FREE


def test_a_person_comes_for_one_service_once() -> None:
    offered, somebody = make_offered(), migrant()
    book_slot(**when(make_slot(offered)), **somebody)
    with pytest.raises(AlreadyBooked):
        book_slot(**when(make_slot(offered, at=time(11))), **somebody)


def test_a_cancelled_time_can_be_booked_again_and_the_cancelled_booking_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, somebody = make_slot(), migrant()
    booking = book_slot(**when(slot), **somebody)
    cancel_booking(booking_id=booking.pk, actor=somebody["actor"])
    with pytest.raises(BookingClosed):
        cancel_booking(booking_id=booking.pk, actor=somebody["actor"])
    within_the_hour = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: within_the_hour)
    assert book_slot(**when(slot), **migrant()).slot_id == slot.pk


def test_a_moved_appointment_keeps_its_number_and_frees_the_old_time() -> None:
    offered, somebody = make_offered(), migrant()
    old, new = make_slot(offered), make_slot(offered, at=time(12))
    booking = book_slot(**when(old), **somebody)
    moved = move_booking(booking_id=booking.pk, **when(new), actor=somebody["actor"])
    old.refresh_from_db()
    assert (moved.number, moved.slot_id, moved.at, old.state) == (booking.number, new.pk, time(12), Slot.State.FREE)


def test_a_move_to_a_taken_time_leaves_the_old_one() -> None:
    offered, somebody = make_offered(), migrant()
    old, new = make_slot(offered), make_slot(offered, at=time(12))
    book_slot(**when(new), **migrant())
    booking = book_slot(**when(old), **somebody)
    with pytest.raises(SlotTaken):
        move_booking(booking_id=booking.pk, **when(new), actor=somebody["actor"])
    booking.refresh_from_db()
    assert (booking.slot_id, booking.state) == (old.pk, Booking.State.BOOKED)


def test_a_time_that_opens_later_or_is_too_near_is_refused() -> None:
    offered = make_offered()
    closed = make_slot(offered, opens_at=clock.now() + timedelta(hours=1))
    with pytest.raises(NotOpenYet):
        hold_slot(**when(closed), **migrant())
    soon = clock.now() + timedelta(hours=1)
    near = make_slot(offered, at=time(13), starts_at=soon, ends_at=soon + timedelta(minutes=20))
    with pytest.raises(TooLate):
        hold_slot(**when(near), **migrant())


def test_numbers_survive_being_typed_and_a_wrong_character_is_noticed() -> None:
    number = new_number()
    assert canonical(number.lower().replace("-", " ")) == number
    wrong = number[:-1] + ("3" if number[-1] != "3" else "4")
    assert canonical(wrong) is None


def test_a_visit_is_for_an_open_application_of_the_same_person_alone() -> None:
    offered, person = make_offered(), make_person()
    slot = make_slot(offered)
    foreign, decided = make_case("in_review"), make_case("granted", person=person)
    for case in (foreign, decided):
        for take in (hold_slot, book_slot):
            with pytest.raises(CaseOfAnother):
                take(**when(slot), person_id=person.pk, actor=SYSTEM, case_id=case.pk)
    slot.refresh_from_db()
    assert (slot.state, Booking.objects.count()) == (Slot.State.FREE, 0)
    own = make_case("in_review", person=person)
    assert hold_slot(**when(slot), person_id=person.pk, actor=SYSTEM, case_id=own.pk).case_id == own.pk


def test_an_appointment_moves_to_places_of_its_own_service_alone() -> None:
    offered, somebody = make_offered(), migrant()
    other = make_slot(make_offered(offered.reception, make_service("advice")), at=time(12))
    booking = book_slot(**when(make_slot(offered)), **somebody)
    with pytest.raises(SlotTaken):
        move_booking(booking_id=booking.pk, **when(other), actor=somebody["actor"])
    former = booking.slot_id
    booking.refresh_from_db()
    other.refresh_from_db()
    assert (booking.slot_id, other.state) == (former, Slot.State.FREE)


def test_who_did_not_come_cannot_cancel_or_move_from_the_first_moment_of_the_visit_and_the_office_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered = make_offered()
    slot, somebody = make_slot(offered), migrant()
    later = make_slot(offered, in_days=9)
    booking = book_slot(**when(slot), **somebody)
    monkeypatch.setattr(clock, "now", lambda: slot.starts_at)
    with pytest.raises(BookingClosed):
        cancel_booking(booking_id=booking.pk, actor=somebody["actor"])
    with pytest.raises(BookingClosed):
        move_booking(booking_id=booking.pk, **when(later), actor=somebody["actor"])
    booking.refresh_from_db()
    assert booking.state == "booked"
    move_booking(booking_id=booking.pk, **when(later), actor=SYSTEM, by_office=True)
    monkeypatch.setattr(clock, "now", lambda: later.starts_at)
    assert cancel_booking(booking_id=booking.pk, actor=SYSTEM, by_office=True).state == "cancelled"


def test_until_the_visit_begins_it_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, somebody = make_slot(), migrant()
    booking = book_slot(**when(slot), **somebody)
    monkeypatch.setattr(clock, "now", lambda: slot.starts_at - timedelta(seconds=1))
    assert cancel_booking(booking_id=booking.pk, actor=somebody["actor"]).state == "cancelled"
