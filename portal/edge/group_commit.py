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


def refuse_transaction() -> None:
    """Raises `RuntimeError` inside a transaction of this thread (the one around a test does not count), as `durable` does."""
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise RuntimeError("what is answered at once must not wait for the end of a transaction")


class GroupCommit(Generic[Item, Result]):
    """`write` stores a group in one transaction and returns a result for each item, in order.

    An exception of `write` reaches every item of its group: none of them was stored. `patience` bounds, in seconds, how long an item
    waits to be taken and then how long for the result. One that nobody takes is written alone, on its own connection: a leader that
    hangs holds up its own group only."""

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]], *, patience: float = 2.0, largest: int = 100) -> None:
        self._write, self._patience, self._largest = write, patience, largest
        self._lock = threading.Lock()
        self._waiting: list[_Entry[Item, Result]] = []
        self._led = False

    def submit(self, item: Item) -> Result:
        """The result of `item`, after its commit. Raises what `write` raised, or `Unavailable` when the wait is over."""
        entry = _Entry[Item, Result](item)
        with self._lock:
            self._waiting.append(entry)
            entry.leads, self._led = not self._led, True
        if not entry.leads:
            self._wait(entry)
        if entry.leads:
            self._lead()
        return entry.outcome()

    def _wait(self, entry: "_Entry[Item, Result]") -> None:
        """Until the entry is stored, leads, or was written alone."""
        if entry.turn.wait(self._patience):
            return
        with self._lock:
            if entry.leads:  # handed over in the very moment when the wait ended
                return
            left_alone = entry in self._waiting
            if left_alone:
                self._waiting.remove(entry)
        if left_alone:
            self._store([entry])
        else:
            entry.turn.wait(self._patience)

    def _lead(self) -> None:
        """Store what has gathered, the leader's own item first, then let the next one lead."""
        with self._lock:
            group, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
        try:
            self._store(group)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._led = following is not None
                if following:
                    following.leads = True
                    following.turn.set()
            for entry in group:
                entry.turn.set()

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
    __slots__ = ("error", "item", "leads", "results", "turn")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.leads = False
        self.turn = threading.Event()
        self.results: list[Result] = []
        self.error: Exception | None = None

    def outcome(self) -> Result:
        if self.error is not None:
            raise self.error
        if not self.results:
            raise Unavailable
        return self.results[0]
