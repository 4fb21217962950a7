"""`emit`: one row in the transaction that made the fact true, and one delivery per interested handler."""

import structlog
from django.db import connection, transaction

from portal import clock
from portal.events import registry
from portal.events.actor import Actor
from portal.events.base import DomainEvent
from portal.events.models import Delivery, Event
from portal.events.nudge import nudge_relay

log = structlog.get_logger(__name__)


def emit(event: DomainEvent, *, actor: Actor) -> Event:
    """Record `event`. Raises `RuntimeError` outside a transaction: a fact and its record are never parted."""
    if not connection.in_atomic_block:
        raise RuntimeError("emit() outside a transaction")
    moment = clock.now()
    payload = event.payload()
    row = Event.objects.create(
        name=event.event_name(),
        occurred_at=moment,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        subject_type=event.subject_type,
        subject_id=payload[event.subject_field],
        person_id=payload.get("person_id"),
        payload=payload,
    )
    handlers = registry.handlers_of(row.name)
    if handlers:
        Delivery.objects.bulk_create(Delivery(event=row, handler=name, next_attempt_at=moment) for name in handlers)
        transaction.on_commit(nudge_relay)
    return row


__all__ = ["emit"]
