"""The nudge makes delivery fast; the workers' own rounds make it certain."""

import threading
import time
from typing import Any

import structlog

log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 30.0
_SOON_SECONDS = 0.05
_quiet_until = 0.0


def nudge(task: Any) -> None:
    """Ask a worker to run `task` now. A broker that does not answer is left alone for a while, so that
    a frozen Redis costs one request a few seconds and the rest nothing."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 (whatever the broker's client raises, the row is already safe)
        _quiet_until = time.monotonic() + _PAUSE_SECONDS
        log.warning("nudge_failed", error=type(error).__name__)


def nudge_relay() -> None:
    from portal.events.tasks import dispatch_events

    nudge(dispatch_events)


class _Soon:
    """One thread for each process, which sleeps while nobody asks."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        if self._asked.is_set():
            return  # the nudge that is coming finds this commit too
        self._asked.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # the first time, and in a process that was forked
                self._thread = threading.Thread(target=self._run, name="nudges", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            time.sleep(_SOON_SECONDS)
            self._asked.clear()
            nudge_relay()


_soon = _Soon()


def nudge_relay_soon() -> None:
    """After the commit, where many commit at once: one nudge for all of this process within a moment, by a thread of its own."""
    _soon.ask()
