"""A database that has stopped, or waits for a lock, holds nobody longer than the bound. Each test stops it really, and its control
shows that without the bound it would hang."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from patents import public_check
from patents.models import Question
from patents.public_check import PER_ADDRESS
from portal.edge.deadline import no_longer_than
from portal.edge.group_commit import GroupCommit
from portal.edge.limits import _key

pytestmark = pytest.mark.django_db(transaction=True)
BOUND = 0.5
CLEARLY_LONGER = 3.0
ADDRESS = "192.0.2.44"


@pytest.fixture(autouse=True)
def short_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_check, "LONGEST_WRITE", BOUND)


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_check, "no_longer_than", lambda _seconds: nullcontext())


class Asker(threading.Thread):
    """Asks the public check once, on a connection of its own, after `prepare` was called with that connection."""

    def __init__(self, prepare: Callable[[int], None] = lambda _pid: None) -> None:
        super().__init__(daemon=True)
        self._prepare = prepare
        self.answer: Any = None
        self.took = 0.0

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self._prepare(connection.connection.info.backend_pid)
            begun = time.monotonic()
            self.answer = ask()
            self.took = time.monotonic() - begun
        finally:
            connection.close()


def ask():
    return Client().get("/api/v1/patent-check/", {"series": "77", "number": "0000000000"}, REMOTE_ADDR=ADDRESS)


@contextmanager
def frozen_backend() -> Iterator[Callable[[int], None]]:
    """A function that stops the server process of a connection; it goes on when the block ends."""
    stopped: list[int] = []

    def freeze(pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        stopped.append(pid)

    try:
        yield freeze
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def assert_refused_in_time(asker: Asker) -> None:
    asker.join(CLEARLY_LONGER)
    assert not asker.is_alive()
    assert (asker.answer.status_code, asker.answer.json()["code"]) == (503, "unavailable")
    assert int(asker.answer["Retry-After"]) > 0
    assert BOUND <= asker.took < CLEARLY_LONGER


def assert_everything_goes_on() -> None:
    """Nobody leads who is gone, and the same thread's next connection answers."""
    assert not public_check._group._led
    assert ask().status_code == 200


def test_a_frozen_server_is_told_within_the_bound():
    with frozen_backend() as freeze:
        asker = Asker(freeze)
        asker.start()
        assert_refused_in_time(asker)
        assert_everything_goes_on()  # others are answered meanwhile


def test_without_the_bound_a_frozen_server_holds_its_thread(unbounded):
    """The control."""
    with frozen_backend() as freeze:
        asker = Asker(freeze)
        asker.start()
        asker.join(CLEARLY_LONGER)
        assert asker.is_alive()
    asker.join(20)
    assert not asker.is_alive()


@contextmanager
def locked_limit() -> Iterator[None]:
    """Another session holds the row in which the address is counted."""
    assert ask().status_code == 200
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM edge_limitwindow WHERE key = %s FOR UPDATE", [_key(PER_ADDRESS, (ADDRESS,))])
            assert cursor.rowcount == 1
        yield
    finally:
        other.close()


def test_a_lock_that_another_session_holds_is_waited_for_within_the_bound():
    with locked_limit():
        asker = Asker()
        asker.start()
        assert_refused_in_time(asker)
        assert Question.objects.count() == 1  # that of the fixture: what was refused is not kept either
    assert_everything_goes_on()


def test_without_the_bound_the_lock_holds_its_thread(unbounded):
    """The control; the role of the tests has no `lock_timeout`."""
    with locked_limit():
        asker = Asker()
        asker.start()
        asker.join(CLEARLY_LONGER)
        assert asker.is_alive()
    asker.join(20)
    assert asker.answer.status_code == 200


def test_who_shares_the_group_of_a_frozen_leader_is_told_in_time_and_nobody_hangs(monkeypatch):
    with frozen_backend() as freeze:
        group = GroupCommit(public_check._answer_group, patience=BOUND)
        monkeypatch.setattr(public_check, "_group", group)
        group._crowd = 8  # all of them share one group
        group._gather = 1.0
        askers = [Asker(freeze) for _n in range(8)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(CLEARLY_LONGER + 2)
        assert not any(asker.is_alive() for asker in askers)
        assert {asker.answer.status_code for asker in askers} == {503}
    assert_everything_goes_on()


def test_a_block_that_ends_in_time_leaves_its_connection_alone():
    with no_longer_than(BOUND), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    session = connection.connection
    time.sleep(BOUND + 0.3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
    assert connection.connection is session


def test_the_connection_is_made_anew_after_it_was_cut():
    with pytest.raises(OperationalError), no_longer_than(0.2), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 3")
        assert cursor.fetchone() == (3,)
