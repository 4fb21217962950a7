"""Rule 5: the relay selects what is undelivered. Rule 3: nothing happens twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from portal import clock
from portal.events import relay
from portal.events.actor import SYSTEM
from portal.events.models import Delivery, Event
from portal.events.relay import MAX_ATTEMPTS, dispatch_pending
from portal.events.services import emit
from tests.events.samples import SomethingHappened


def say(thing: int = 1) -> Event:
    with transaction.atomic():
        return emit(SomethingHappened(thing_id=thing), actor=SYSTEM)


def status() -> list[tuple[str, str]]:
    return sorted(Delivery.objects.values_list("handler", "status"))


@pytest.mark.django_db
def test_delivers_each_event_once(subscribe):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    for thing in (1, 2, 3):
        say(thing)
    assert dispatch_pending() == 3
    assert dispatch_pending() == 0
    assert heard == [1, 2, 3]


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone(subscribe):
    def half(event: Event) -> None:
        emit(SomethingHappened(thing_id=99), actor=SYSTEM)
        raise ValueError

    subscribe("half", half)
    say()
    assert dispatch_pending() == 0
    assert not Event.objects.filter(subject_id=99).exists()


@pytest.mark.django_db
def test_a_poison_event_parks_rings_and_blocks_nobody(subscribe, monkeypatch):
    heard: list[int] = []

    def picky(event: Event) -> None:
        if event.subject_id == 1:
            raise ValueError("secret words of a person")
        heard.append(event.subject_id)

    subscribe("picky", picky)
    say(1)
    say(2)
    moment = clock.now()
    for turn in range(MAX_ATTEMPTS + 2):
        monkeypatch.setattr(clock, "now", lambda turn=turn: moment + timedelta(hours=turn))
        dispatch_pending()
    assert heard == [2]
    parked = Delivery.objects.get(status="parked")
    assert (parked.event.subject_id, parked.attempts, parked.last_error) == (1, MAX_ATTEMPTS, "ValueError")
    from portal.events.invariants import events_late

    assert events_late() == 1


@pytest.mark.django_db
def test_what_was_parked_is_delivered_when_an_operator_asks_for_it_once_more(subscribe):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    say(1), say(2), say(3)
    first, second, third = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(status="parked", attempts=MAX_ATTEMPTS, last_error="ValueError")
    dispatch_pending()
    assert relay.deliver_again([second.pk, third.pk]) == 1
    dispatch_pending()
    assert heard == [3, 2]
    assert status() == [("ear", "delivered"), ("ear", "delivered"), ("ear", "parked")]


@pytest.mark.django_db
def test_slow_handlers_end_the_turn_before_the_tasks_time_does(subscribe, monkeypatch):
    passed = [0.0]
    monkeypatch.setattr(relay.time, "monotonic", lambda: passed[0])

    def a_minute_each(_event: Event) -> None:
        passed[0] += 60

    subscribe("slow", a_minute_each)
    for thing in range(5):
        say(thing)
    assert [dispatch_pending() for _turn in range(3)] == [2, 2, 1]


@pytest.mark.django_db
def test_a_failing_handler_waits_longer_each_time(subscribe, monkeypatch):
    calls: list[int] = []

    def broken(event: Event) -> None:
        calls.append(1)
        raise ValueError

    subscribe("broken", broken)
    say()
    dispatch_pending()
    dispatch_pending()
    assert len(calls) == 1
    first = Delivery.objects.get().next_attempt_at - clock.now()
    moment = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    dispatch_pending()
    assert Delivery.objects.get().next_attempt_at - moment > first


@pytest.mark.django_db
def test_a_handler_that_is_gone_parks_and_is_not_lost(subscribe):
    subscribe("gone", print)
    say()
    from portal.events import registry

    registry._handlers.pop("gone")
    assert dispatch_pending() == 0
    assert Delivery.objects.get().last_error == "LookupError"


@pytest.mark.django_db
def test_an_error_of_the_database_inside_a_handler_blocks_nobody(subscribe):
    heard: list[int] = []

    def picky(event: Event) -> None:
        if event.subject_id == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        heard.append(event.subject_id)

    subscribe("picky", picky)
    say(1)
    say(2)
    dispatch_pending()
    assert heard == [2]


@pytest.mark.django_db(transaction=True)
def test_events_that_commit_in_reverse_order_are_all_delivered(subscribe):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    first_written, second_done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            emit(SomethingHappened(thing_id=1), actor=SYSTEM)
            first_written.set()
            assert second_done.wait(20)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        assert first_written.wait(20)
        say(2)
        assert dispatch_pending() == 1
        second_done.set()
        running.result()
    assert dispatch_pending() == 1
    assert heard == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_work_and_do_nothing_twice(subscribe):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    for thing in range(60):
        say(thing)

    def work(_n: int) -> int:
        try:
            return dispatch_pending()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))
    assert sum(counts) == 60
    assert sorted(heard) == list(range(60))


@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_relay_holds_is_skipped_not_waited_for(subscribe):
    heard: list[int] = []
    subscribe("ear", lambda event: heard.append(event.subject_id))
    held, free = say(1), say(2)
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Delivery.objects.select_for_update().get(event=held)
            locked.set()
            assert done.wait(20)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert locked.wait(20)
        assert dispatch_pending() == 1
        done.set()
        holding.result()
    assert heard == [free.subject_id]


@pytest.mark.django_db(transaction=True)
def test_a_relay_that_dies_in_a_handler_leaves_the_event_for_the_next(subscribe):
    heard: list[int] = []

    def dies(event: Event) -> None:
        if not heard:
            heard.append(0)
            raise SystemExit

    subscribe("dies", dies)
    say()
    with pytest.raises(SystemExit):
        dispatch_pending()
    assert Delivery.objects.get().status == "pending"
    assert dispatch_pending() == 1


@pytest.mark.django_db
def test_a_round_ends_after_its_limit_and_the_next_goes_on(subscribe):
    subscribe("ear", lambda event: None)
    for thing in range(5):
        say(thing)
    assert [relay.dispatch_pending(limit=2) for _round in range(3)] == [2, 2, 1]
