"""Several acts of one task, of which no fault of one keeps the others from their turn."""

from collections.abc import Callable

from celery.exceptions import SoftTimeLimitExceeded


def separately(*acts: Callable[[], object]) -> None:
    """Run them all in order. Raises the fault of the one that failed, afterwards; an `ExceptionGroup` when there were several.

    The end of the task's time ends them at once. What must not happen unless something before it succeeded is one act with it."""
    faults: list[Exception] = []
    for act in acts:
        try:
            act()
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 (raised below)
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ExceptionGroup("several acts of a task failed", faults)
