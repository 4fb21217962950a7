"""`emit` for a million facts at once: the rows of events and deliveries as parts of the statement that makes the facts true.

told = outbox(PermitExtended, source="moved", values={"permit_id": "id", ...}, actor=SYSTEM, moment=now, pace=Pace(now, 0.01))
cursor.execute(f"WITH moved AS (UPDATE ...), {told.ctes} SELECT count(*) FROM moved", {..., **told.parameters})
transaction.on_commit(nudge_relay)

What it writes is what `emit` would have written, row by row; a test compares the two."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection

from portal.events import registry
from portal.events.actor import Actor
from portal.events.base import DomainEvent


@dataclass(frozen=True)
class Outbox:
    """Two common table expressions, `happened` and `outbox`, and what they need."""

    ctes: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """When news of many is delivered: from `start` on, one every `seconds`, so that it does not stand before everybody else's."""

    start: datetime
    seconds: float


def outbox(
    event: type[DomainEvent], *, source: str, values: Mapping[str, str], actor: Actor, moment: datetime, pace: Pace | None = None
) -> Outbox:
    """One event for each row of `source`. `values` are SQL expressions over it for every field of the event, text of the program
    alone.

    Raises `RuntimeError` outside a transaction, `ValueError` for a missing or unknown field."""
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox outside a transaction")
    return Outbox(ctes_of(event, source=source, values=values), parameters_of(event, actor, moment, pace or Pace(moment, 0)))


def ctes_of(event: type[DomainEvent], *, source: str, values: Mapping[str, str]) -> str:
    """The text alone, every parameter with its type: for a statement that is prepared once (`portal.edge.prepared`).

    Raises `ValueError` for a missing or unknown field."""
    names = [field.name for field in fields(event)]
    if set(names) != set(values):
        raise ValueError(f"fields of {event.event_name()}: {sorted(set(names) ^ set(values))}")
    payload = ", ".join(f"'{name}', {values[name]}" for name in names)
    return f"""
    happened AS (
        INSERT INTO events_event (name, occurred_at, actor_kind, actor_id, subject_type, subject_id, person_id, payload)
        SELECT %(event_name)s::text, %(event_moment)s::timestamptz, %(event_actor)s::text, %(event_actor_id)s::bigint,
               %(event_subject)s::text,
               {values[event.subject_field]}, {values.get("person_id", "NULL::bigint")}, jsonb_build_object({payload})
        FROM {source} RETURNING id
    ), outbox AS (
        INSERT INTO events_delivery (event_id, handler, status, attempts, next_attempt_at, last_error)
        SELECT id, handler, 'pending', 0, %(event_due)s::timestamptz + row_number() OVER () * %(event_pace)s::interval, ''
        FROM happened CROSS JOIN unnest(%(event_handlers)s::text[]) AS handler
    )"""  # noqa: S608 (text of this program alone)


def parameters_of(event: type[DomainEvent], actor: Actor, moment: datetime, pace: Pace) -> dict[str, Any]:
    return {
        "event_name": event.event_name(),
        "event_moment": moment,
        "event_actor": actor.kind,
        "event_actor_id": actor.user_id,
        "event_subject": event.subject_type,
        "event_due": pace.start,
        "event_pace": f"{pace.seconds} seconds",
        "event_handlers": registry.handlers_of(event.event_name()),
    }


__all__ = ["Outbox", "Pace", "ctes_of", "outbox", "parameters_of"]
