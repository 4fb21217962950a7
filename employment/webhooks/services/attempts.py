"""A notice under way: claimed with a lease, ended in sight when nobody holds it, and written down as its attempt ended."""

from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Q

from employment.webhooks.events import EndpointStoppedFailing
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.services.endpoints import end_waiting
from employment.webhooks.transport import Answer
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

log = structlog.get_logger(__name__)
Status = WebhookDelivery.Status
# Longer than an attempt may take (transport.TIMEOUT_SECONDS and the resolver's own) by far; after it another worker may try.
LEASE: Final = timedelta(minutes=2)
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 72000, 86400)
)  # 3 days in all
LONGEST_REST: Final = timedelta(minutes=10)
PATIENCE: Final = timedelta(days=5)  # without one accepted notice: then the address is switched off
GONE: Final = 410


@transaction.atomic
def claim() -> WebhookDelivery | None:
    """One due notice of an address that is on and not at rest, leased to this worker."""
    now = clock.now()
    rested = Q(endpoint__quiet_until__isnull=True) | Q(endpoint__quiet_until__lte=now)
    due = WebhookDelivery.objects.filter(
        rested, status__in=WebhookDelivery.OPEN, next_attempt_at__lte=now, endpoint__state=Endpoint.State.ON
    )
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("endpoint").order_by("next_attempt_at", "id").first()
    if row is not None:
        row.status, row.attempts, row.next_attempt_at = Status.SENDING, row.attempts + 1, now + LEASE
        row.save(update_fields=["status", "attempts", "next_attempt_at"])
    return row


@transaction.atomic
def end_orphans() -> None:
    """The attempt of a worker that died, at an address that was switched off meanwhile, ends in sight."""
    now = clock.now()
    orphans = WebhookDelivery.objects.filter(status=Status.SENDING, next_attempt_at__lte=now).exclude(endpoint__state=Endpoint.State.ON)
    orphans.update(status=Status.FAILED, last_error="switched_off", finished_at=now)


@transaction.atomic
def record(row: WebhookDelivery, answer: Answer) -> str:
    """Write down how an attempt ended, unless its lease ran out and another worker has the notice. Returns the new status."""
    endpoint = Endpoint.objects.select_for_update().get(pk=row.endpoint_id)
    mine = WebhookDelivery.objects.select_for_update().filter(pk=row.pk, status=Status.SENDING, attempts=row.attempts).first()
    if mine is None:
        return ""
    mine.last_status, mine.last_error = answer.status, answer.error
    mine.status = Status.DELIVERED if answer.accepted else _after_failure(mine, endpoint)
    mine.finished_at = None if mine.status in WebhookDelivery.OPEN else clock.now()
    mine.save(update_fields=["last_status", "last_error", "status", "finished_at", "next_attempt_at"])
    _judge_endpoint(endpoint, mine, answer)
    return mine.status


def _after_failure(row: WebhookDelivery, endpoint: Endpoint) -> str:
    if row.attempts > len(PAUSES) or endpoint.state != Endpoint.State.ON:
        return Status.FAILED
    row.next_attempt_at = clock.now() + PAUSES[row.attempts - 1]
    return Status.WAITING


def _judge_endpoint(endpoint: Endpoint, row: WebhookDelivery, answer: Answer) -> None:
    """One accepted notice makes the address healthy; a failure lets it rest; days of failures switch it off."""
    now = clock.now()
    if answer.accepted:
        endpoint.failing_since = endpoint.quiet_until = None
    else:
        log.warning("webhook_failed", delivery=row.pk, status=answer.status, error=answer.error, attempts=row.attempts)
        endpoint.failing_since = endpoint.failing_since or now
        endpoint.quiet_until = now + min(PAUSES[min(row.attempts, len(PAUSES)) - 1], LONGEST_REST)
    endpoint.save(update_fields=["failing_since", "quiet_until"])
    if endpoint.state == Endpoint.State.ON and not answer.accepted:
        if answer.status == GONE:
            _stop(endpoint, "gone")
        elif endpoint.failing_since and now - endpoint.failing_since >= PATIENCE:
            _stop(endpoint, "days_of_failures")


def _stop(endpoint: Endpoint, cause: str) -> None:
    endpoint.state = Endpoint.State.FAILED
    endpoint.save(update_fields=["state"])
    end_waiting(endpoint)
    emit(EndpointStoppedFailing(endpoint_id=endpoint.pk, organisation_id=endpoint.organisation_id, cause=cause), actor=SYSTEM)


__all__ = ["LEASE", "PAUSES", "claim", "end_orphans", "record"]
