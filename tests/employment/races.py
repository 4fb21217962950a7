"""Two who act at once: each test of a race stands beside its control, the same acts without the lock.

`meet` makes the race sure instead of likely: whoever has looked waits a moment for the other, before anything is written."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

WAIT = 0.7  # how long a winner waits for a loser who hangs at the lock


def meet(patch: pytest.MonkeyPatch, module: Any, name: str, *, times: int = 2) -> None:
    """After `module.name`, the last look before a write, `times` threads wait for each other; alone nobody waits longer than `WAIT`."""
    looked: Callable[..., Any] = getattr(module, name)
    barrier = threading.Barrier(times)

    def look_and_wait(*args: Any, **kwargs: Any) -> Any:
        found = looked(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):  # the other one is kept out: that is what the lock is for
            barrier.wait(timeout=WAIT)
        return found

    patch.setattr(module, name, look_and_wait)
