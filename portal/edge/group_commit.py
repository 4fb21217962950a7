"""Many small writes, one flush of the disk: requests that arrive while a transaction is being written share the next one.

Each process has its own group. Who arrives first leads: the leader writes what has gathered in one transaction and gives everybody
the result of their own item; who waited longest leads the next group. Nobody is answered before the commit of their item, so that
a killed process or server loses nothing that was acknowledged. A single request waits for nobody. See docs/adr/0010.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from portal.errors import DomainError

Item = TypeVar("Item")
Result = TypeVar("Result")


class Unavailable(DomainError):
    """What was asked could not be written down in time, so it is not answered."""

    code = "unavailable"
    status = 503
    message = _("The service cannot answer at this moment. Try again in a minute.")
    retry_after = 60


def refuse_transaction() -> None:
    """Raises `RuntimeError` inside a transaction of this thread (the one around a test does not count), as `durable` does."""
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise RuntimeError("what is answered at once must not wait for the end of a transaction")


class GroupCommit(Generic[Item, Result]):
    """`write` stores a group in one transaction and returns a result for each item, in order.

    An exception of `write` reaches every item of its group: none of them was stored. `patience` bounds, in seconds, how long an item
    waits to be taken and then how long for the result. One that nobody takes is written alone, on its own connection: a leader that
    hangs holds up its own group only.

    Where many ask at once, the leader waits at most `gather` seconds until as many have come as lately were under way together: a
    group of eight costs the machine hardly more than one of two, and those who were just answered are about to ask again."""

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        patience: float = 2.0,
        largest: int = 100,
        gather: float = 0.004,
    ) -> None:
        self._write, self._patience, self._largest, self._gather = write, patience, largest, gather
        self._lock = threading.Lock()
        self._waiting: list[_Entry[Item, Result]] = []
        self._led = False
        self._gathering: _Entry[Item, Result] | None = None
        self._crowd = 1  # how many lately were under way together
        self._written = 0  # how many of them are being written now

    def submit(self, item: Item) -> Result:
        """The result of `item`, after its commit. Raises what `write` raised, or `Unavailable` when the wait is over."""
        entry: _Entry[Item, Result] = _Entry(item)
        with self._lock:
            self._waiting.append(entry)
            self._crowd = min(max(self._crowd, len(self._waiting) + self._written), self._largest)
            entry.leads, self._led = not self._led, True
            if self._gathering and len(self._waiting) >= self._crowd:
                self._gathering.wake()
                self._gathering = None
        if not entry.leads:
            self._wait(entry)
        if entry.leads:
            self._lead(entry)
        return entry.outcome()

    def _wait(self, entry: "_Entry[Item, Result]") -> None:
        """Until the entry is stored, leads, or was written alone."""
        if entry.sleep(self._patience):
            return
        with self._lock:
            if entry.leads:  # handed over in the very moment when the wait ended
                entry.sleep(0)
                return
            left_alone = entry in self._waiting
            if left_alone:
                self._waiting.remove(entry)
        if left_alone:
            self._store([entry])
        else:
            entry.sleep(self._patience)

    def _lead(self, leader: "_Entry[Item, Result]") -> None:
        """Store what has gathered, the leader's own item first, then let the next one lead."""
        group = self._gathered(leader)
        try:
            self._store(group)
        finally:
            with self._lock:
                self._written = 0
                following = self._waiting[0] if self._waiting else None
                self._led = following is not None
                if following:
                    following.leads = True
                    following.wake()
            for entry in group:
                if entry is not leader:
                    entry.wake()

    def _gathered(self, leader: "_Entry[Item, Result]") -> "list[_Entry[Item, Result]]":
        with self._lock:
            if len(self._waiting) < self._crowd:
                self._gathering = leader
        if self._gathering is leader:
            leader.sleep(self._gather)
        with self._lock:
            self._gathering = None
            group, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
            self._crowd = max(len(group), (self._crowd + len(group)) // 2)
            self._written = len(group)
        return group

    def _store(self, group: "Sequence[_Entry[Item, Result]]") -> None:
        try:
            results = self._write([entry.item for entry in group])
        except Exception as error:  # noqa: BLE001 (raised again in each request of the group)
            for entry in group:
                entry.error = error
        else:
            for entry, result in zip(group, results, strict=True):
                entry.results = [result]


class _Entry(Generic[Item, Result]):
    """One item on its way. Its thread sleeps on a bare lock, which costs a tenth of a `threading.Event`."""

    __slots__ = ("_turn", "error", "item", "leads", "results")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.leads = False
        self.results: Sequence[Result] = ()
        self.error: Exception | None = None
        self._turn = threading.Lock()
        self._turn.acquire()

    def sleep(self, seconds: float) -> bool:
        """Until somebody wakes this thread: True; False when the time is over."""
        return self._turn.acquire(timeout=seconds)

    def wake(self) -> None:
        self._turn.release()

    def outcome(self) -> Result:
        if self.error is not None:
            raise self.error
        if not self.results:
            raise Unavailable
        return self.results[0]
