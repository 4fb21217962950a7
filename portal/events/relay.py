"""The relay: claims what is undelivered, row by row, and runs its handler in the same transaction."""

from datetime import timedelta

import structlog
from django.db import transaction

from portal import clock
from portal.events import registry
from portal.events.models import Delivery

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8


def dispatch_pending(*, limit: int = 500) -> int:
    """Deliver what is due, oldest first, at most `limit` rows. Returns how many were delivered.

    Rows that another relay holds are skipped; a failing handler waits longer each time and then parks."""
    delivered = 0
    for _round in range(limit):
        outcome = _deliver_next()
        if outcome is None:
            break
        delivered += outcome
    return delivered


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
