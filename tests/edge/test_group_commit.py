"""A group shares one write; nobody is answered before it; a leader that hangs or fails holds up nobody else."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from portal.edge.group_commit import GroupCommit, Unavailable, refuse_transaction


class Store:
    """Writes down the groups; each write waits until `gate` is open."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = threading.Event()
        self.error: Exception | None = None

    def write(self, items: Sequence[int]) -> list[int]:
        self.groups.append(list(items))
        assert self.gate.wait(20)
        if self.error:
            raise self.error
        return [item * 10 for item in items]


def until(happened: Callable[[], bool]) -> None:
    for _turn in range(2000):
        if happened():
            return
        time.sleep(0.005)
    raise AssertionError("waited in vain")


def test_one_alone_waits_for_nobody():
    store = Store()
    store.gate.set()
    group = GroupCommit(store.write, gather=20)
    begun = time.monotonic()
    assert [group.submit(item) for item in (1, 2, 3)] == [10, 20, 30]
    assert time.monotonic() - begun < 10
    assert store.groups == [[1], [2], [3]]


def test_the_leader_waits_until_as_many_have_come_as_lately_were_under_way_together():
    store = Store()
    group = GroupCommit(store.write, patience=20, gather=20)
    with ThreadPoolExecutor(10) as pool:
        first = [pool.submit(group.submit, 1)]
        until(lambda: store.groups == [[1]])
        first += [pool.submit(group.submit, item) for item in (2, 3)]
        until(lambda: len(group._waiting) == 2)  # three are under way
        store.gate.set()
        until(lambda: group._gathering is not None)
        assert store.groups == [[1]]
        assert first[0].result(10) == 10
        again = pool.submit(group.submit, 4)  # who was just answered asks again, and the crowd is complete
        assert [future.result(10) for future in (*first, again)] == [10, 20, 30, 40]
    assert [sorted(one) for one in store.groups] == [[1], [2, 3, 4]]


def test_a_crowd_that_does_not_come_back_is_waited_for_briefly_and_a_few_times_only():
    store = Store()
    store.gate.set()
    group = GroupCommit(store.write, gather=0.1)
    group._crowd = 8
    took = []
    for item in range(5):
        begun = time.monotonic()
        assert group.submit(item) == item * 10
        took.append(time.monotonic() - begun)
    assert min(took[:3]) >= 0.09
    assert max(took[3:]) < 0.09


def test_those_who_come_during_a_write_share_the_next_one_and_each_gets_their_own_result():
    store = Store()
    group = GroupCommit(store.write, patience=20)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(group.submit, 1)
        until(lambda: store.groups == [[1]])
        others = [pool.submit(group.submit, item) for item in range(2, 9)]
        until(lambda: len(group._waiting) == 7)
        assert not any(future.done() for future in [first, *others])  # nothing is acknowledged before its write
        store.gate.set()
        assert [future.result(10) for future in [first, *others]] == [item * 10 for item in range(1, 9)]
    assert [sorted(one) for one in store.groups] == [[1], list(range(2, 9))]


def test_a_group_is_no_larger_than_it_may_be():
    store = Store()
    group = GroupCommit(store.write, patience=20, largest=3)
    with ThreadPoolExecutor(10) as pool:
        futures = [pool.submit(group.submit, 0)]
        until(lambda: store.groups == [[0]])
        futures += [pool.submit(group.submit, item) for item in range(1, 8)]
        until(lambda: len(group._waiting) == 7)
        store.gate.set()
        assert sorted(future.result() for future in futures) == [item * 10 for item in range(8)]
    assert [len(one) for one in store.groups] == [1, 3, 3, 1]


def test_a_failed_write_acknowledges_nobody_and_the_next_one_works():
    store = Store()
    store.error = Unavailable()
    group = GroupCommit(store.write, patience=20)
    with ThreadPoolExecutor(10) as pool:
        futures = [pool.submit(group.submit, 0)]
        until(lambda: store.groups == [[0]])
        futures += [pool.submit(group.submit, item) for item in range(1, 4)]
        until(lambda: len(group._waiting) == 3)
        store.gate.set()
        assert all(isinstance(future.exception(), Unavailable) for future in futures)
    store.error = None
    assert group.submit(5) == 50


def test_who_is_not_taken_in_time_writes_alone():
    """A leader that hangs on its own connection."""
    store = Store()
    alone = threading.Event()

    def write(items: Sequence[int]) -> list[int]:
        return store.write(items) if 1 in items else [alone.set() or item * 10 for item in items]

    group = GroupCommit(write, patience=0.05)
    with ThreadPoolExecutor(2) as pool:
        hanging = pool.submit(group.submit, 1)
        until(lambda: store.groups == [[1]])
        assert pool.submit(group.submit, 2).result(10) == 20
        assert alone.is_set()
        assert not hanging.done()
        store.gate.set()
        assert hanging.result(10) == 10
    assert group.submit(3) == 30


def test_who_was_taken_by_a_write_that_does_not_end_is_told_so_in_time():
    store = Store()
    first, second = threading.Event(), threading.Event()

    def write(items: Sequence[int]) -> list[int]:
        if 1 in items:
            assert first.wait(20)
            return [10]
        second.set()
        return store.write(items)

    group = GroupCommit(write, patience=0.3)
    with ThreadPoolExecutor(3) as pool:
        pool.submit(group.submit, 1)
        until(lambda: group._led)
        waiting = [pool.submit(group.submit, item) for item in (2, 3)]
        until(lambda: len(group._waiting) == 2)
        first.set()
        assert second.wait(10)
        outcomes = {waiting.index(future) for future in waiting if _refused(future)}
        assert len(outcomes) == 1  # the other one leads the hanging write
        store.gate.set()


def _refused(future) -> bool:
    try:
        return isinstance(future.exception(timeout=2), Unavailable)
    except TimeoutError:
        return False


def test_two_hundred_at_once_each_get_exactly_their_own_result():
    store = Store()
    store.gate.set()
    group = GroupCommit(store.write, patience=20)
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(group.submit, range(200))) == [item * 10 for item in range(200)]
    assert sorted(item for one in store.groups for item in one) == list(range(200))
    assert not group._led
    assert not group._waiting


@pytest.mark.django_db(transaction=True)
def test_nothing_is_acknowledged_inside_a_transaction():
    with pytest.raises(RuntimeError), transaction.atomic():
        refuse_transaction()
