"""`emit`: one row in the transaction that made the fact true, and one delivery per interested handler."""

from collections.abc import Iterable
from datetime import datetime

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
    (row,) = emit_all([event], actor=actor)
    return row


def emit_all(events: Iterable[DomainEvent], *, actor: Actor) -> list[Event]:
    """Record what happened together, in this order and in as many statements as one event takes. Raises as `emit` does."""
    if not connection.in_atomic_block:
        raise RuntimeError("emit() outside a transaction")
    moment = clock.now()
    rows = Event.objects.bulk_create([_row(event, actor, moment) for event in events])
    deliveries = [Delivery(event=row, handler=name, next_attempt_at=moment) for row in rows for name in registry.handlers_of(row.name)]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        transaction.on_commit(nudge_relay)
    return rows


def _row(event: DomainEvent, actor: Actor, moment: datetime) -> Event:
    payload = event.payload()
    return Event(
        name=event.event_name(),
        occurred_at=moment,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        subject_type=event.subject_type,
        subject_id=payload[event.subject_field],
        person_id=payload.get("person_id"),
        payload=payload,
    )


__all__ = ["emit", "emit_all"]
