"""A place is sold once, also between an appointment and a ticket: PostgreSQL refuses, whatever the code does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from appointments.board.models import Visit
from appointments.models import Booking, Slot
from portal import clock
from tests.appointments.test_promises_of_the_database import copied
from tests.appointments.waiting.world import booked
from tests.appointments.world import make_offered, make_slot
from tests.cases.acts import all_at_once
from tests.factories import make_user


def walk_in(slot: Slot, ticket: str = "W1") -> Visit:
    """Written past the services: somebody with a ticket in this place."""
    now, reception = clock.now(), slot.offered.reception
    return Visit.objects.create(
        reception=reception, day=slot.day, ticket=ticket, offered=slot.offered, slot=slot, turn=2, turn_at=now, arrived_at=now,
        checked_in_by=make_user("officer", office=reception.office),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_walk_in_gets_no_place_that_somebody_has_booked_and_gets_it_once_she_has_gone() -> None:
    first = booked(make_offered())
    with pytest.raises(IntegrityError, match="somebody has booked this place"), transaction.atomic():
        walk_in(first.slot)
    Booking.objects.filter(pk=first.pk).update(state="cancelled", closed_at=clock.now())
    assert walk_in(first.slot).slot == first.slot


@pytest.mark.django_db
def test_nobody_books_or_moves_into_the_place_of_a_walk_in() -> None:
    offered = make_offered()
    first, taken = booked(offered), make_slot(offered, in_days=5)
    walk_in(taken)
    where = {"slot": taken, "desk": taken.desk, "day": taken.day, "at": taken.at, "starts_at": taken.starts_at, "ends_at": taken.ends_at}
    with pytest.raises(IntegrityError, match="a walk-in has this place"), transaction.atomic():
        copied(first, **where).save(force_insert=True)
    for name, value in where.items():
        setattr(first, name, value)
    with pytest.raises(IntegrityError, match="a walk-in has this place"), transaction.atomic():
        first.save()


@pytest.mark.django_db
def test_a_ticket_moved_to_a_booked_place_is_refused_and_one_without_a_place_is_not() -> None:
    offered = make_offered()
    first, visit = booked(offered), walk_in(make_slot(offered, in_days=5))
    visit.slot = first.slot
    with pytest.raises(IntegrityError, match="somebody has booked this place"), transaction.atomic():
        visit.save()
    visit.slot = None
    visit.save()


def _both(slot: Slot, first: Booking) -> list[Callable[[], Any]]:
    where = {"slot": slot, "desk": slot.desk, "day": slot.day, "at": slot.at, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
    copy = copied(first, identity="", **where)  # that of whoever comes; the control reads no profile
    reception, now = slot.offered.reception, clock.now()
    visit = Visit(reception=reception, day=slot.day, ticket="W9", offered=slot.offered, slot=slot, turn=2, turn_at=now, arrived_at=now)
    visit.checked_in_by = make_user("officer", office=reception.office)

    def insert(row: Any) -> Callable[[], Any]:
        def act() -> Any:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(0.3)")  # the other one comes while this is not committed
            finally:
                connection.close()

        return act

    return [insert(copy), insert(visit)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])
def test_of_a_booking_and_a_ticket_for_one_place_at_the_same_moment_one_is_refused(is_guarded: bool) -> None:
    offered = make_offered()
    first, slot = booked(offered), make_slot(offered, in_days=5)
    acts = _both(slot, first)
    names = {
        "appointments_booking": "pgtrigger_booked_for_whom_64792",
        "board_visit": "pgtrigger_place_of_a_walk_in_is_nobodys",
    }
    if not is_guarded:
        _set_triggers(names, "DISABLE")
    try:
        answers = all_at_once(acts)
    finally:
        if not is_guarded:
            _set_triggers(names, "ENABLE")
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [answer.__cause__.diag.constraint_name for answer in refused] == ["place_is_sold_once"][: len(refused)]
    in_place = Booking.objects.filter(slot=slot).count() + Visit.objects.filter(slot=slot).count()
    assert (len(refused), in_place) == ((1, 1) if is_guarded else (0, 2))


def _set_triggers(tables: dict[str, str], how: str) -> None:
    with connection.cursor() as cursor:
        for table, prefix in tables.items():
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s", [table, f"{prefix}%"])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} {how} TRIGGER "{name}"')
