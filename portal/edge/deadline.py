"""A bound that the client keeps by itself: a server that is stopped, or a network that swallows packets, keeps no `statement_timeout`."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_TICK = 0.1


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """What this thread asks of the database inside the block raises `OperationalError` when the time is over, whatever the server does.

    The connection is cut then and made anew at its next use. What was sent may have been done all the same: the caller must not
    acknowledge it, and may not say that it did not happen."""
    mine = connections[DEFAULT_DB_ALIAS]  # not the proxy, which is another connection in the thread that watches
    watched = _watch.begin(mine, time.monotonic() + seconds)
    try:
        yield
    finally:
        _watch.end(watched)
        if watched.is_cut:
            mine.close()


class _Watched:
    """One block of one thread."""

    __slots__ = ("deadline", "is_cut", "wrapper")

    def __init__(self, wrapper: BaseDatabaseWrapper, deadline: float) -> None:
        self.wrapper, self.deadline, self.is_cut = wrapper, deadline, False

    def cut(self) -> None:
        """End the connection under the thread that waits for it. One that is still being made has a time-out of its own."""
        session: Any = self.wrapper.connection
        if session is None or self.is_cut:
            return
        self.is_cut = True
        with suppress(OSError, psycopg2.Error), socket.socket(fileno=os.dup(session.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)


class _Watch:
    """One thread for each process, which sleeps while nobody is in a block."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[_Watched] = set()
        self._thread: threading.Thread | None = None

    def begin(self, wrapper: BaseDatabaseWrapper, deadline: float) -> _Watched:
        watched = _Watched(wrapper, deadline)
        with self._changed:
            self._watched.add(watched)
            if self._thread is None or not self._thread.is_alive():  # the first time, and in a process that was forked
                self._thread = threading.Thread(target=self._run, name="database deadlines", daemon=True)
                self._thread.start()
            elif len(self._watched) == 1:
                self._changed.notify()
        return watched

    def end(self, watched: _Watched) -> None:
        with self._changed:  # nothing is cut after this
            self._watched.discard(watched)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watched:
                    self._changed.wait()
                now = time.monotonic()
                for watched in self._watched:
                    if now >= watched.deadline:
                        watched.cut()
            time.sleep(_TICK)


_watch = _Watch()
