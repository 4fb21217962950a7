"""The relay: claims what is undelivered, row by row, and runs its handler in the same transaction."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction

from portal import clock
from portal.events import registry
from portal.events.models import Delivery
from portal.events.nudge import nudge_relay

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
_LONGEST_TURN: Final = 120.0  # seconds; well below the task's time limit, which would end a handler in the middle


def dispatch_pending(*, limit: int = 500) -> int:
    """Deliver what is due, oldest first, at most `limit` rows and for two minutes. Returns how many were delivered.

    Rows that another relay holds are skipped; a failing handler waits longer each time and then parks."""
    delivered, deadline = 0, time.monotonic() + _LONGEST_TURN
    for _round in range(limit):
        if time.monotonic() >= deadline:
            break
        outcome = _deliver_next()
        if outcome is None:
            break
        delivered += outcome
    return delivered


@transaction.atomic
def deliver_again(delivery_ids: Iterable[int]) -> int:
    """Give parked deliveries all their attempts anew, once what kept their handlers from working is mended. Returns how many."""
    parked = Delivery.objects.filter(pk__in=list(delivery_ids), status=Delivery.Status.PARKED)
    again = parked.update(status=Delivery.Status.PENDING, attempts=0, next_attempt_at=clock.now())
    if again:
        transaction.on_commit(nudge_relay)
    return again


def _deliver_next() -> bool | None:
    """True when a row was delivered, False when its handler failed, None when nothing is due."""
    row: Delivery | None = None
    try:
        with transaction.atomic():
            due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
            row = due.filter(status=Delivery.Status.PENDING, next_attempt_at__lte=clock.now()).order_by("next_attempt_at", "id").first()
            if row is None:
                return None
            handle = registry.handler(row.handler)
            if handle is None:
                raise LookupError("handler is gone")
            handle(row.event)
            Delivery.objects.filter(pk=row.pk).update(status=Delivery.Status.DELIVERED, finished_at=clock.now(), attempts=row.attempts + 1)
            return True
    except Exception as error:
        if row is None:
            raise
        _record_failure(row, error)
        return False


def _record_failure(row: Delivery, error: Exception) -> None:
    attempts = row.attempts + 1
    parked = attempts >= MAX_ATTEMPTS
    # A second relay may have moved on meanwhile; only the attempt that was read counts.
    Delivery.objects.filter(pk=row.pk, status=Delivery.Status.PENDING, attempts=row.attempts).update(
        attempts=attempts,
        status=Delivery.Status.PARKED if parked else Delivery.Status.PENDING,
        next_attempt_at=clock.now() + timedelta(seconds=min(2**attempts, 600)),
        last_error=type(error).__name__[:200],
    )
    log.error(
        "delivery_parked" if parked else "delivery_failed",
        event_id=row.event_id,
        handler=row.handler,
        error=type(error).__name__,
        attempts=attempts,
    )
