"""Keeps processes running: one that ends is started again after a pause that grows while it keeps ending."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from portal.runtime.children import Child
from portal.runtime.errors import CannotStart
from portal.runtime.logs import rotate

_LONGEST_PAUSE = 30.0
_PROVEN_AFTER = 60.0
_ROTATE_EVERY = 30.0
_TICK = 0.2


class Stopped(Exception):
    """The person asked to stop (Ctrl-C, SIGTERM, the terminal was closed)."""


class Supervised:
    """One child with its history of restarts. Times are of the monotonic clock, in seconds."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.failures = 0
        self.started_at = time.monotonic()
        self.due_at: float | None = None
        self.last_words = ""

    def look(self, say: Callable[[str], None]) -> None:
        """Notice an end, and start again when its pause is over."""
        now = time.monotonic()
        if self.due_at is not None:
            if now >= self.due_at:
                self._start_again(say)
        elif not self.child.running:
            self._note_the_end(now, say)

    def _note_the_end(self, now: float, say: Callable[[str], None]) -> None:
        self.child.kill_group()
        self.failures = 0 if now - self.started_at > _PROVEN_AFTER else self.failures + 1
        pause = min(_LONGEST_PAUSE, 0.5 * 2**self.failures)
        self.due_at = now + pause
        code = self.child.process.returncode if self.child.process else None
        say(f"{self.child.name} ended (status {code}); starting it again in {pause:.0f} s.")
        words = self.child.last_words()
        if words != self.last_words:  # the same reason again is told once
            self.last_words = words
            say(f"The end of {self.child.log}:\n{words}")

    def _start_again(self, say: Callable[[str], None]) -> None:
        self.due_at, self.started_at = None, time.monotonic()
        try:
            self.child.start()
        except (OSError, CannotStart) as error:
            say(f"{self.child.name} could not be started: {error}")


class Supervisor:
    """Watches children until it is told to stop. Give it a child after its first start."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.supervised: list[Supervised] = []
        self.stop_requests = 0
        self._rotate_at = 0.0

    def listen(self) -> None:
        """From now on Ctrl-C and SIGTERM are requests to stop in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` stays `nohup`
                signal.signal(number, self._request_stop)

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1

    def add(self, child: Child) -> None:
        self.supervised.append(Supervised(child))

    def tick(self) -> None:
        """One look at everything. Raises Stopped when the person asked to stop."""
        if self.stop_requests:
            raise Stopped
        for one in self.supervised:
            one.look(self.say)
        if time.monotonic() > self._rotate_at:
            self._rotate_at = time.monotonic() + _ROTATE_EVERY
            for one in self.supervised:
                if one.child.log:
                    rotate(one.child.log)
        time.sleep(_TICK)

    def run_to_end(self, child: Child) -> int:
        """Run one child that is expected to end, keeping an eye on the others; returns its exit status."""
        child.start()
        try:
            while child.running:
                self.tick()
        finally:
            child.kill_group()
        return child.process.returncode if child.process else 1

    def stop(self, children: Sequence[Child], seconds: float) -> None:
        """Ask all to end, wait for work in hand up to `seconds`, then use force. A second Ctrl-C uses it at once."""
        requests = self.stop_requests
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + seconds
        while any(child.running for child in children) and time.monotonic() < deadline and self.stop_requests == requests:
            time.sleep(0.05)
        for child in children:
            child.kill_group()
