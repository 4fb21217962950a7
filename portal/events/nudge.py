"""The nudge makes delivery fast; the workers' own rounds make it certain."""

import time
from typing import Any

import structlog

log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 30.0
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
