"""The ordinary booking in one statement: what `book_slot` does for a person's first appointment for a service, when a place is free.

Ten thousand people come at the second at which places open. Whatever is not ordinary (a place that somebody else is taking, an
appointment or a history that the person has, a repeated request, a limit, a refusal) is left to `book_slot`: here nothing happens
then. For whom it is the database adds, as for every booking (`models.whom`). Constraints, limit, record of events and the kept answer
are those of the long way; a test compares the rows."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn

from django.db import IntegrityError, OperationalError, connection, transaction

from appointments.errors import SlotTaken
from appointments.events import BookingConfirmed
from appointments.rules.number import new_number
from portal.edge.limits import WAITS, Limit, counting, waits_if
from portal.edge.prepared import Prepared
from portal.errors import LimitExceeded
from portal.events.actor import Actor
from portal.events.bulk import Pace, ctes_of, parameters_of
from portal.events.nudge import nudge_relay_soon

_TOLD = ctes_of(
    BookingConfirmed,
    source="booked",
    values={"booking_id": "id", "person_id": "person_id", "slot_id": "slot_id", "starts_at": "%(starts_told)s::text"},
)
# `place` is empty unless everything is ordinary, and everything else follows from it: then nothing is written, not even the limit.
_STATEMENT = f"""
    WITH place AS (
        SELECT slot.id, slot.desk_id, slot.ends_at, offered.service_id
        FROM appointments_slot slot
        JOIN appointments_serviceatoffice offered ON offered.id = slot.offered_id
        JOIN appointments_reception reception ON reception.id = offered.reception_id
        WHERE slot.offered_id = %(offered)s::bigint AND slot.day = %(day)s::date AND slot.at = %(at)s::time
          AND slot.starts_at = %(starts)s::timestamptz AND slot.state = 'free' AND slot.channel = 'everybody'
          AND slot.opens_at <= %(now)s::timestamptz
          AND slot.starts_at >= %(now)s::timestamptz + offered.lead_hours * interval '1 hour'
          AND offered.is_offered AND reception.is_open
          AND NOT EXISTS (
              SELECT FROM appointments_booking own WHERE own.person_id = %(person)s::bigint AND own.service_id = offered.service_id)
          AND NOT EXISTS (
              SELECT FROM appointments_booking own WHERE own.booked_by_id = %(user)s::bigint AND own.service_id = offered.service_id)
          AND NOT EXISTS (SELECT FROM edge_idempotentrequest kept WHERE kept.caller_id = %(user)s::bigint AND kept.key = %(key)s::text)
        ORDER BY slot.id LIMIT 1 FOR UPDATE OF slot {{}}
    ), {waits_if("EXISTS (SELECT FROM place)")}, booked AS (
        INSERT INTO appointments_booking (number, person_id, booked_by_id, case_id, service_id, offered_id, slot_id, desk_id, day, at,
                                          starts_at, ends_at, state, version, created_at, confirmed_at)
        SELECT %(number)s::text, %(person)s::bigint, %(user)s::bigint, %(case)s::bigint, service_id, %(offered)s::bigint, place.id, desk_id,
               %(day)s::date, %(at)s::time, %(starts)s::timestamptz, ends_at, 'booked', 1, %(now)s::timestamptz, %(now)s::timestamptz
        FROM place CROSS JOIN waits WHERE waits.seconds = 0
        RETURNING id, person_id, slot_id
    ), sold AS (
        UPDATE appointments_slot SET state = 'booked', held_until = NULL FROM booked WHERE appointments_slot.id = booked.slot_id
    ), kept AS (
        INSERT INTO edge_idempotentrequest (caller_id, key, body_hash, status, answer, created_at)
        SELECT %(user)s::bigint, %(key)s::text, %(body_hash)s::text, 201, %(answer)s::jsonb, %(now)s::timestamptz FROM booked
    ), {_TOLD}
    SELECT seconds, (SELECT count(*) FROM booked) FROM waits
"""  # noqa: S608 (text of this program alone)
# First a place that nobody else is taking. When there is none, the one that somebody is taking now: perhaps she lets go.
_BOOK = Prepared("appointments_book_at_once", _STATEMENT.format("SKIP LOCKED"), by_index=True)
_BOOK_LAST = Prepared("appointments_book_last", _STATEMENT.format(""), by_index=True)

_REFUSE = Prepared(
    "appointments_refuse_at_once",
    f"""
    WITH {WAITS}, kept AS (
        INSERT INTO edge_idempotentrequest (caller_id, key, body_hash, created_at)
        SELECT %(user)s::bigint, %(key)s::text, %(body_hash)s::text, %(now)s::timestamptz FROM waits WHERE seconds = 0
        ON CONFLICT DO NOTHING
    )
    SELECT seconds FROM waits
    """,  # noqa: S608 (text of this program alone)
    by_index=True,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request: who wants what, under which key. `starts` is `day` and `at` by the office's wall clock."""

    user_id: int
    person_id: int
    offered_id: int
    case_id: int | None
    day: date
    at: time
    starts: datetime
    key: str
    body_hash: str


def book_at_once(asked: Asked, answer: dict[str, Any], *, limit: Limit, now: datetime) -> dict[str, Any] | None:
    """`answer` with the number of the new appointment, kept for a repeated request; None when nothing happened.

    Raises `LimitExceeded`."""
    kept = {"number": new_number(), **answer}
    actor = Actor("person", asked.user_id)
    parameters = {
        **counting([[(limit, (asked.user_id,))]]),
        **parameters_of(BookingConfirmed, actor, now, Pace(now, 0)),
        "now": now,
        "number": kept["number"],
        "answer": json.dumps(kept),
        "user": asked.user_id,
        "person": asked.person_id,
        "offered": asked.offered_id,
        "case": asked.case_id,
        "day": asked.day,
        "at": asked.at,
        "starts": asked.starts,
        "starts_told": asked.starts.astimezone(UTC).isoformat(),
        "key": asked.key,
        "body_hash": asked.body_hash,
    }
    found = _rows(_BOOK, parameters) or _rows(_BOOK_LAST, parameters)
    if not found:
        return None
    ((wait, booked),) = found
    if wait:
        raise LimitExceeded(retry_after=wait)
    if not booked:
        raise AssertionError("a place was locked, the limit lets through, and nothing was booked")
    nudge_relay_soon()
    return kept


def refuse_at_once(asked: Asked, *, limit: Limit, now: datetime) -> NoReturn:
    """Nobody can take a place at that time. The request counts and its key belongs to it, as on the long way.

    Raises `SlotTaken`, `LimitExceeded`."""
    named = {"user": asked.user_id, "key": asked.key, "body_hash": asked.body_hash, "now": now}
    ((wait,),) = _REFUSE.rows({**counting([[(limit, (asked.user_id,))]]), **named})
    if wait:
        raise LimitExceeded(retry_after=wait)
    raise SlotTaken


def _rows(statement: Prepared, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The statement is a transaction of its own. What a constraint or a lock refuses has not happened: the long way says why."""
    try:
        if connection.in_atomic_block:  # of a test
            with transaction.atomic():
                return statement.rows(parameters)
        return statement.rows(parameters)
    except (IntegrityError, OperationalError):
        return []


__all__ = ["Asked", "book_at_once", "refuse_at_once"]
