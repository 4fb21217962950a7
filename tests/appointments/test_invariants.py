"""Each promise about appointments is broken once, by hand, and the check counts it."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection

from appointments import invariants
from appointments.models import Booking, Slot
from appointments.services import book_slot, hold_slot
from portal import clock
from portal.events.actor import SYSTEM
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def booked(slot: Slot, **fields: Any) -> Booking:
    return book_slot(**when(slot), person_id=fields.pop("person_id", None) or make_person().pk, actor=SYSTEM)


def counts() -> dict[str, int]:
    return {name: getattr(invariants, name)() for name in invariants.__all__}


def broken() -> list[str]:
    return [name for name, count in counts().items() if count]


def without(*constraints: str) -> None:
    """Take promises of the database away: undone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            exclusion = name == "one_visit_at_a_desk_at_once"
            sql = f"ALTER TABLE appointments_booking DROP CONSTRAINT {name}" if exclusion else f"DROP INDEX {name}"
            cursor.execute(sql)


def test_ordinary_days_break_nothing() -> None:
    offered = make_offered()
    booked(make_slot(offered))
    hold_slot(**when(make_slot(offered, at=time(12))), person_id=make_person().pk, actor=SYSTEM)
    make_slot(offered, at=time(13), state="closed")
    assert broken() == []


def test_a_place_with_two_visits_is_counted() -> None:
    slot = make_slot()
    booked(slot)
    without("place_is_sold_once", "one_visit_at_a_desk_at_once")
    Slot.objects.filter(pk=slot.pk).update(state="free")
    booked(slot)
    assert broken() == ["sold_twice"]


def test_a_person_with_two_appointments_is_counted() -> None:
    offered = make_offered()
    first = booked(make_slot(offered))
    without("one_active_booking_per_service")
    booked(make_slot(offered, at=time(12)), person_id=first.person_id)
    assert broken() == ["booked_twice"]


@pytest.mark.parametrize("field", ["at", "day", "starts_at", "ends_at"])
def test_an_appointment_unlike_its_place_is_counted(field: str) -> None:
    booking = booked(make_slot())
    value = time(10, 1) if field == "at" else getattr(booking, field) + (timedelta(days=1) if field != "starts_at" else -timedelta(hours=1))
    Booking.objects.filter(pk=booking.pk).update(**{field: value})
    assert broken() == ["unlike_their_place"]


@pytest.mark.parametrize("state", ["free", "held"])
def test_a_place_unlike_its_appointment_is_counted(state: str) -> None:
    booking = booked(make_slot())
    Slot.objects.filter(pk=booking.slot_id).update(state=state, held_until=clock.now() if state == "held" else None)
    assert broken() == ["places_unlike_their_bookings"]


def test_a_place_that_is_booked_by_nobody_is_counted() -> None:
    make_slot(state="booked")
    assert broken() == ["places_unlike_their_bookings"]


def test_a_hold_that_nothing_closes_is_counted_after_ten_minutes() -> None:
    held = hold_slot(**when(make_slot()), person_id=make_person().pk, actor=SYSTEM)
    Booking.objects.filter(pk=held.pk).update(hold_until=clock.now() - timedelta(minutes=9))
    assert broken() == []
    Booking.objects.filter(pk=held.pk).update(hold_until=clock.now() - timedelta(minutes=11))
    assert broken() == ["holds_kept_too_long"]


def test_a_place_whose_moment_is_not_the_offices_clock_is_counted() -> None:
    slot = make_slot()
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at - timedelta(hours=1))
    assert broken() == ["moments_unlike_the_clock"]
