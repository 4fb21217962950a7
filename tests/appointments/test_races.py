"""Many people and few places on PostgreSQL, each on a connection of its own; each guard beside its control without it."""

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count

from appointments.errors import AlreadyBooked, BookingClosed, HoldOver, SlotTaken
from appointments.models import Booking, Slot
from appointments.services import book_slot, cancel_booking, confirm_booking, expire_holds, hold_slot, move_booking, places
from appointments.services import booking as bookings
from portal import clock
from portal.events.actor import SYSTEM
from tests.appointments.world import make_offered, make_slot, when
from tests.cases.acts import all_at_once, without_locks
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS, PLACES, CONNECTIONS = 200, 20, 16
ROUNDS = 6


def people(how_many: int) -> list[int]:
    return [make_person().pk for _ in range(how_many)]


def buy(slot: Slot, person_id: int) -> Any:
    try:
        return book_slot(**when(slot), person_id=person_id, actor=SYSTEM)
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return error
    finally:
        connection.close()


def booked(slot: Slot, person_id: int | None = None) -> Booking:
    return book_slot(**when(slot), person_id=person_id or make_person().pk, actor=SYSTEM)


def sold_twice() -> int:
    """Places with more than one visit."""
    sold = Booking.objects.filter(state__in=Booking.OCCUPYING).values("slot").annotate(times=Count("pk"))
    return sold.filter(times__gt=1).count()


def places_agree() -> bool:
    """Every place says what its bookings say."""
    active = dict(Booking.objects.filter(state__in=Booking.ACTIVE).values_list("slot_id", "state"))
    said = dict(Slot.objects.exclude(state=Slot.State.FREE).values_list("pk", "state"))
    return said == active


def test_two_hundred_people_buy_exactly_twenty_places() -> None:
    offered, buyers = make_offered(), people(BUYERS)
    slots = [make_slot(offered) for _ in range(PLACES)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda person_id: buy(slots[0], person_id), buyers))
    counted = Counter(type(answer) for answer in answers)
    assert counted == {Booking: PLACES, SlotTaken: BUYERS - PLACES}
    assert Booking.objects.values("slot").distinct().count() == Booking.objects.values("person").distinct().count() == PLACES
    assert sold_twice() == 0
    assert places_agree()


def test_two_hundred_people_who_ask_at_one_moment_buy_exactly_twenty_places() -> None:
    """Each in a thread of her own, let go together; who finds no connection free waits for one."""
    offered, buyers = make_offered(), people(BUYERS)
    slots = [make_slot(offered) for _ in range(PLACES)]
    together, connections = threading.Barrier(BUYERS, timeout=120), threading.BoundedSemaphore(120)

    def come(person_id: int) -> Any:
        together.wait()
        with connections:
            return buy(slots[0], person_id)

    with ThreadPoolExecutor(BUYERS) as pool:
        answers = list(pool.map(come, buyers))
    assert Counter(type(answer) for answer in answers) == {Booking: PLACES, SlotTaken: BUYERS - PLACES}
    assert Booking.objects.values("slot").distinct().count() == Booking.objects.values("person").distinct().count() == PLACES
    assert sold_twice() == 0
    assert places_agree()


def test_places_of_buyers_who_fail_late_go_to_those_who_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third buyer is undone after it has taken its place. While anybody is left, no place stays unsold."""
    offered, buyers = make_offered(), people(60)
    slots = [make_slot(offered) for _ in range(5)]
    failing = set(buyers[::3])

    def undone_late(slot: Slot, person_id: int) -> Any:
        if person_id not in failing:
            return buy(slot, person_id)
        try:
            with transaction.atomic():
                book_slot(**when(slot), person_id=person_id, actor=SYSTEM)
                raise RuntimeError("power cut")
        except (RuntimeError, SlotTaken):
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda person_id: undone_late(slots[0], person_id), buyers))
    assert Booking.objects.count() == Booking.objects.exclude(person__in=failing).count() == len(slots)
    assert sold_twice() == 0
    assert places_agree()


def test_whoever_waits_for_the_last_place_gets_it_when_the_other_fails() -> None:
    slot, (first, second) = make_slot(), people(2)
    took, answers = threading.Event(), []

    def waiter() -> None:
        took.wait(timeout=60)
        answers.append(buy(slot, second))

    thread = threading.Thread(target=waiter)
    thread.start()
    with transaction.atomic():
        book_slot(**when(slot), person_id=first, actor=SYSTEM)
        took.set()
        _wait_until_somebody_waits()
        transaction.set_rollback(True)
    thread.join()
    assert [answer.person_id for answer in answers] == [second]


def _wait_until_somebody_waits() -> None:
    """Until another session waits for a lock. `pg_locks` is read anew each time, also inside a transaction."""
    deadline = clock.now() + timedelta(seconds=30)
    while clock.now() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


@pytest.fixture
def no_guards() -> Any:
    """The database without its two promises about places, for one test."""
    names = ("place_is_sold_once", "one_visit_at_a_desk_at_once")
    guards = [one for one in Booking._meta.constraints if one.name in names]
    assert len(guards) == len(names)
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Booking, guard)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE appointments_booking CASCADE")
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.add_constraint(Booking, guard)


def look_together(monkeypatch: pytest.MonkeyPatch, buyers: int) -> None:
    """Take the lock away, and let everybody see the free place before anybody takes it."""
    looked = threading.Barrier(buyers)

    def first_unlocked(found: Any, now: Any, *, skip_locked: bool) -> Slot | None:
        slot: Slot | None = found.filter(places.to_take(now)).select_related("offered__reception").order_by("id").first()
        looked.wait(timeout=60)
        return slot

    monkeypatch.setattr(places, "_first_locked", first_unlocked)


def test_without_the_lock_and_the_constraints_one_place_is_sold_to_everybody(monkeypatch: pytest.MonkeyPatch, no_guards: None) -> None:
    """The control: what both are for."""
    slot, buyers = make_slot(), people(8)
    look_together(monkeypatch, len(buyers))
    answers = all_at_once([lambda person_id=person_id: buy(slot, person_id) for person_id in buyers])
    assert [type(answer) for answer in answers] == [Booking] * len(buyers)
    assert Booking.objects.filter(slot=slot, state="booked").count() == len(buyers)
    assert sold_twice() == 1


def test_without_the_lock_the_constraint_still_sells_one_place_once(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, buyers = make_slot(), people(8)
    look_together(monkeypatch, len(buyers))
    answers = all_at_once([lambda person_id=person_id: buy(slot, person_id) for person_id in buyers])
    assert Counter(type(answer) for answer in answers) == {Booking: 1, SlotTaken: len(buyers) - 1}


def test_the_same_person_at_once_in_many_windows_has_one_appointment() -> None:
    offered, (person_id,) = make_offered(), people(1)
    slots = [make_slot(offered, at=time(9 + number)) for number in range(8)]
    answers = all_at_once([lambda slot=slot: buy(slot, person_id) for slot in slots])
    assert Counter(type(answer) for answer in answers) == {Booking: 1, AlreadyBooked: len(slots) - 1}
    assert Slot.objects.filter(state=Slot.State.BOOKED).count() == 1
    assert places_agree()


def test_without_its_constraint_the_same_person_has_several() -> None:
    """The control."""
    offered, (person_id,) = make_offered(), people(1)
    slots = [make_slot(offered, at=time(9 + number)) for number in range(4)]
    names = ("one_active_booking_per_service", "one_active_booking_per_document")  # her document would still speak up
    guards = [one for one in Booking._meta.constraints if one.name in names]
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Booking, guard)
    try:
        all_at_once([lambda slot=slot: buy(slot, person_id) for slot in slots])
        assert Booking.objects.filter(person=person_id, state="booked").count() == len(slots)
    finally:
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            for guard in guards:
                editor.add_constraint(Booking, guard)


TRIES = 2


def everybody_tries_twice() -> tuple[list[Slot], list[Any]]:
    """200 people, both tries of each beside one another in the queue of 16 connections; their answers."""
    offered, buyers = make_offered(), people(BUYERS)
    slots = [make_slot(offered) for _ in range(PLACES)]
    tries = [person_id for person_id in buyers for _ in range(TRIES)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return slots, list(pool.map(lambda person_id: buy(slots[0], person_id), tries))


def test_two_hundred_people_with_two_tries_each_buy_exactly_twenty_places_and_nobody_two() -> None:
    _slots, answers = everybody_tries_twice()
    counted = Counter(type(answer) for answer in answers)
    assert counted[Booking] == PLACES
    assert set(counted) <= {Booking, SlotTaken, AlreadyBooked}
    assert Booking.objects.count() == Booking.objects.values("slot").distinct().count() == PLACES
    assert Booking.objects.values("person").distinct().count() == PLACES
    assert sold_twice() == 0
    assert places_agree()


def test_the_same_run_without_the_lock_oversells(monkeypatch: pytest.MonkeyPatch, no_guards: None) -> None:
    """The control: the first sixteen look before any of them takes, as they do when nothing makes them wait."""
    numbers, looked = itertools.count(), threading.Barrier(CONNECTIONS)

    def first_unlocked(found: Any, now: Any, *, skip_locked: bool) -> Slot | None:
        slot: Slot | None = found.filter(places.to_take(now)).select_related("offered__reception").order_by("id").first()
        if next(numbers) < CONNECTIONS:
            looked.wait(timeout=60)
        return slot

    monkeypatch.setattr(places, "_first_locked", first_unlocked)
    _slots, answers = everybody_tries_twice()
    assert sum(isinstance(answer, Booking) for answer in answers) > PLACES
    assert Booking.objects.filter(state="booked").count() > PLACES
    assert sold_twice() > 0


def test_the_end_of_a_hold_its_confirmation_and_the_next_buyer_have_one_winner() -> None:
    offered = make_offered()
    for number in range(ROUNDS):
        slot, (holder, next_one) = make_slot(offered, at=time(9 + number)), people(2)
        held = hold_slot(**when(slot), person_id=holder, actor=SYSTEM)
        assert held.hold_until
        # The task's clock is ahead of the person's by ten minutes.
        acts = [
            lambda held=held: confirm_booking(booking_id=held.pk, actor=SYSTEM),
            lambda held=held: expire_holds(now=held.hold_until),
            lambda slot=slot, next_one=next_one: buy(slot, next_one),
        ]
        confirmed, _expired, bought = all_at_once(acts)
        held.refresh_from_db()
        if held.state == Booking.State.BOOKED:
            assert isinstance(bought, SlotTaken)
        else:
            assert isinstance(confirmed, HoldOver)
            assert held.state == Booking.State.EXPIRED
        assert sold_twice() == 0
        assert places_agree()


def test_a_move_and_a_cancellation_at_once_leave_no_place_without_its_booking() -> None:
    offered = make_offered()
    for number in range(ROUNDS):
        old, new = make_slot(offered, at=time(9 + number)), make_slot(offered, at=time(9 + number, 30))
        mine = booked(old)
        move = lambda mine=mine, new=new: move_booking(booking_id=mine.pk, **when(new), actor=SYSTEM)  # noqa: E731
        moved, cancelled = all_at_once([move, lambda mine=mine: cancel_booking(booking_id=mine.pk, actor=SYSTEM)])
        assert isinstance(cancelled, Booking)
        assert isinstance(moved, Booking | BookingClosed)
        assert places_agree()
        assert Slot.objects.exclude(state=Slot.State.FREE).count() == 0


def between(monkeypatch: pytest.MonkeyPatch, module: Any, step: str, other: Any) -> list[Any]:
    """Once, another connection does `other` from beginning to end just before `step`, between the look of somebody and her writing. What
    it answered."""
    plain, answers = getattr(module, step), []

    def after_the_other(*args: Any, **options: Any) -> Any:
        if not answers:
            answers.append(None)
            answers[:] = all_at_once([other])
        return plain(*args, **options)

    monkeypatch.setattr(module, step, after_the_other)
    return answers


@pytest.fixture
def no_table_of_moves() -> Any:
    """The database without the trigger that knows from which state an appointment goes to which, for one test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_booking DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_booking ENABLE TRIGGER USER")


def confirmed_while_it_expires(monkeypatch: pytest.MonkeyPatch) -> tuple[Booking, Any]:
    """Without locks: the person confirms after the task has looked and before it writes. The appointment, and what she was answered."""
    held = hold_slot(**when(make_slot()), person_id=people(1)[0], actor=SYSTEM)
    without_locks(monkeypatch)
    answers = between(monkeypatch, bookings, "_let_go", lambda: confirm_booking(booking_id=held.pk, actor=SYSTEM))
    assert held.hold_until
    expire_holds(now=held.hold_until)
    held.refresh_from_db()
    return held, answers[0]


def test_without_the_lock_a_confirmed_appointment_expires_all_the_same(monkeypatch: pytest.MonkeyPatch, no_table_of_moves: None) -> None:
    """The control: she was told that it is hers, and her place is sold to the next."""
    held, answer = confirmed_while_it_expires(monkeypatch)
    assert isinstance(answer, Booking)
    assert answer.state == Booking.State.BOOKED
    assert (held.state, held.slot.state) == (Booking.State.EXPIRED, Slot.State.FREE)


def test_without_the_lock_the_database_still_keeps_what_was_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    held, answer = confirmed_while_it_expires(monkeypatch)
    assert isinstance(answer, Booking)
    assert (held.state, held.slot.state) == (Booking.State.BOOKED, Slot.State.BOOKED)


def test_without_the_lock_a_cancelled_appointment_moves_and_blocks_the_new_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nobody comes at the new time, and nobody else can have it."""
    offered = make_offered()
    old, new = make_slot(offered, at=time(9)), make_slot(offered, at=time(12))
    mine = booked(old)
    without_locks(monkeypatch)
    answers = between(monkeypatch, places, "sell", lambda: cancel_booking(booking_id=mine.pk, actor=SYSTEM))
    move_booking(booking_id=mine.pk, **when(new), actor=SYSTEM)
    assert isinstance(answers[0], Booking)
    mine.refresh_from_db()
    new.refresh_from_db()
    assert (mine.state, new.state) == (Booking.State.CANCELLED, Slot.State.BOOKED)
    assert not places_agree()


def test_two_people_who_move_to_each_others_times_never_wait_crosswise() -> None:
    offered = make_offered()
    one, other = make_slot(offered, at=time(9)), make_slot(offered, at=time(12))
    mine, theirs = booked(one), booked(other)
    for _ in range(ROUNDS):
        there = lambda: move_booking(booking_id=mine.pk, **when(other), actor=SYSTEM)  # noqa: E731
        back = lambda: move_booking(booking_id=theirs.pk, **when(one), actor=SYSTEM)  # noqa: E731
        assert [type(answer) for answer in all_at_once([there, back])] == [SlotTaken, SlotTaken]
        assert places_agree()


def test_a_lock_taken_the_other_way_round_makes_movers_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what taking the new place without waiting is for."""
    offered = make_offered()
    one, other = make_slot(offered, at=time(9)), make_slot(offered, at=time(12))
    mine, theirs = booked(one), booked(other)
    holding = threading.Barrier(2)

    def waiting(found: Any, now: Any, *, skip_locked: bool) -> Slot | None:
        holding.wait(timeout=60)
        slot: Slot | None = found.select_for_update(of=("self",)).order_by("id").first()
        return slot

    monkeypatch.setattr(places, "_first_locked", waiting)
    answers = all_at_once(
        [
            lambda: move_booking(booking_id=mine.pk, **when(other), actor=SYSTEM),
            lambda: move_booking(booking_id=theirs.pk, **when(one), actor=SYSTEM),
        ]
    )
    assert any("deadlock" in str(answer) for answer in answers)
