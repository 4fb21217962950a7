"""Each invariant of appointments is 0 in a sound world, and counts what is broken on purpose."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from appointments.invariants import (
    booked_twice,
    oversold,
    states_unlike_appointments,
    unlike_their_places,
    untidy_holds,
    wrong_moments,
)
from appointments.models import Booking, Reception, Slot
from appointments.services import book_slot, hold_slot
from portal import clock
from portal.events.actor import actor_of
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db
ALL = (booked_twice, oversold, states_unlike_appointments, unlike_their_places, untidy_holds, wrong_moments)


def booked() -> Booking:
    user = make_user()
    return book_slot(**when(make_slot(make_offered())), person_id=make_person(user).pk, actor=actor_of(user))


def counted() -> dict[str, int]:
    return {count.__name__: count() for count in ALL if count()}


def without(constraint: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait for the end of the transaction while a table is altered
        cursor.execute(f"ALTER TABLE appointments_booking DROP CONSTRAINT IF EXISTS {constraint}")
        cursor.execute(f"DROP INDEX IF EXISTS {constraint}")


def test_a_sound_world_breaks_none() -> None:
    booked()
    make_slot()
    user = make_user()
    hold_slot(**when(make_slot()), person_id=make_person(user).pk, actor=actor_of(user))
    assert counted() == {}


def _oversell() -> None:
    first, second = booked(), booked()
    without("place_is_sold_once")
    without("one_visit_at_a_desk_at_once")
    where = {name: getattr(first, name) for name in ("slot_id", "desk_id", "day", "at", "starts_at", "ends_at")}
    Booking.objects.filter(pk=second.pk).update(**where)


def _book_twice() -> None:
    first, second = booked(), booked()
    without("one_active_booking_per_service")
    Booking.objects.filter(pk=second.pk).update(person_id=first.person_id)


def _move_the_place() -> None:
    Slot.objects.filter(pk=booked().slot_id).update(day=clock.today() - timedelta(days=1))


def _free_a_sold_place() -> None:
    Slot.objects.filter(pk=booked().slot_id).update(state="free")


def _forget_a_hold() -> None:
    user = make_user()
    held = hold_slot(**when(make_slot()), person_id=make_person(user).pk, actor=actor_of(user))
    Booking.objects.filter(pk=held.pk).update(hold_until=clock.now() - timedelta(hours=1))


def _move_the_zone() -> None:
    Reception.objects.filter(pk=booked().offered.reception_id).update(zone="Asia/Kamchatka")


@pytest.mark.parametrize(
    ("break_it", "name"),
    [
        (_oversell, "oversold"),
        (_book_twice, "booked_twice"),
        (_move_the_place, "unlike_their_places"),
        (_free_a_sold_place, "states_unlike_appointments"),
        (_forget_a_hold, "untidy_holds"),
        (_move_the_zone, "wrong_moments"),
    ],
)
def test_a_broken_promise_is_counted(break_it: Callable[[], None], name: str) -> None:
    break_it()
    assert counted()[name] >= 1
