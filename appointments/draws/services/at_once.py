"""The ordinary request for a place in one statement: what `send_request` does for a person who had no appointment and has no request.

Ten thousand people may ask in the first second although being fast gives nothing. Whatever is not ordinary (a history, a repeated
request, a limit, a refusal) is left to `send_request`: here nothing happens then. Constraints, limit, record of events and the kept
answer are those of the long way; a test compares the rows."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, OperationalError, connection, transaction

from appointments.draws.events import RequestSent
from appointments.draws.models import DrawRequest
from appointments.draws.rules.code import new_code
from appointments.models import Booking
from appointments.models.whom import KEY
from portal.edge.limits import Limit, counting, waits_if
from portal.edge.prepared import Prepared
from portal.errors import LimitExceeded
from portal.events.actor import Actor
from portal.events.bulk import Pace, ctes_of, parameters_of
from portal.events.nudge import nudge_relay_soon

_TOLD = ctes_of(RequestSent, source="asked", values={"request_id": "id", "person_id": "person_id", "draw_id": "draw_id"})
_ACTIVE: Final = ", ".join(f"'{state}'" for state in sorted(Booking.ACTIVE))
# `draw` is empty unless everything is ordinary, and everything else follows from it: then nothing is written, not even the limit.
# Its lock is shared with others who ask; the close waits for them all, and who waited for the close reads the state anew.
_STATEMENT = f"""
    WITH draw AS (
        SELECT draw.id, offered.service_id
        FROM draws_draw draw JOIN appointments_serviceatoffice offered ON offered.id = draw.offered_id
        WHERE draw.number = %(draw)s::uuid AND draw.state IN ('announced', 'open')
          AND draw.requests_from <= %(now)s::timestamptz AND draw.requests_until > %(now)s::timestamptz
          AND draw.first_day <= %(first)s::date AND draw.last_day >= %(last)s::date
          AND NOT EXISTS (
              SELECT FROM appointments_booking own
              WHERE own.person_id = %(person)s::bigint AND own.service_id = offered.service_id)
          AND NOT EXISTS (
              SELECT FROM appointments_booking own
              WHERE own.booked_by_id = %(user)s::bigint AND own.service_id = offered.service_id)
          AND NOT EXISTS (
              SELECT FROM profiles_person person
              JOIN profiles_identitydocument document ON document.person_id = person.id AND document.is_current
              JOIN appointments_booking own ON own.identity = {KEY.format(person="person", document="document")}
                   AND own.service_id = offered.service_id AND own.state IN ({_ACTIVE}) AND own.identity <> ''
              WHERE person.id = %(person)s::bigint)
          AND NOT EXISTS (
              SELECT FROM draws_drawrequest own
              WHERE own.person_id = %(person)s::bigint AND own.service_id = offered.service_id AND own.state = 'sent')
          AND NOT EXISTS (SELECT FROM edge_idempotentrequest kept WHERE kept.caller_id = %(user)s::bigint AND kept.key = %(key)s::text)
        FOR SHARE OF draw
    ), {waits_if("EXISTS (SELECT FROM draw)")}, asked AS (
        INSERT INTO draws_drawrequest (number, draw_id, person_id, service_id, code, days, part, state, sent_at, trouble)
        SELECT %(number)s::uuid, draw.id, %(person)s::bigint, service_id, %(code)s::text, %(days)s::date[], %(part)s::text, 'sent',
               %(now)s::timestamptz, ''
        FROM draw CROSS JOIN waits WHERE waits.seconds = 0
        RETURNING id, person_id, draw_id
    ), kept AS (
        INSERT INTO edge_idempotentrequest (caller_id, key, body_hash, status, answer, created_at)
        SELECT %(user)s::bigint, %(key)s::text, %(body_hash)s::text, 201, %(answer)s::jsonb, %(now)s::timestamptz FROM asked
    ), {_TOLD}
    SELECT seconds, (SELECT count(*) FROM asked) FROM waits
"""  # noqa: S608 (text of this program alone)
_ASK = Prepared("draws_ask_at_once", _STATEMENT, by_index=True)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request: who asks for what, under which key. `days` in order, none twice."""

    user_id: int
    person_id: int
    draw: uuid.UUID
    days: Sequence[date]
    part: DrawRequest.Part
    key: str
    body_hash: str


def ask_at_once(asked: Asked, answer: dict[str, Any], *, limit: Limit, now: datetime) -> dict[str, Any] | None:
    """`answer` with number and code of the new request, kept for a repeated one; None when nothing happened.

    Raises `LimitExceeded`."""
    kept = {**answer, "number": str(uuid.uuid4()), "code": new_code()}
    parameters = {
        **counting([[(limit, (asked.user_id,))]]),
        **parameters_of(RequestSent, Actor("person", asked.user_id), now, Pace(now, 0)),
        "now": now,
        "draw": asked.draw,
        "first": asked.days[0],
        "last": asked.days[-1],
        "days": list(asked.days),
        "part": asked.part.value,
        "person": asked.person_id,
        "user": asked.user_id,
        "number": kept["number"],
        "code": kept["code"],
        "key": asked.key,
        "body_hash": asked.body_hash,
        "answer": json.dumps(kept),
    }
    found = _rows(parameters)
    if not found:
        return None
    ((wait, made),) = found
    if wait:
        raise LimitExceeded(retry_after=wait)
    if not made:
        raise AssertionError("the draw takes requests, the limit lets through, and nothing was sent")
    nudge_relay_soon()
    return kept


def _rows(parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The statement is a transaction of its own. What a constraint or a lock refuses has not happened: the long way says why."""
    try:
        if connection.in_atomic_block:  # of a test
            with transaction.atomic():
                return _ASK.rows(parameters)
        return _ASK.rows(parameters)
    except (IntegrityError, OperationalError):
        return []


__all__ = ["Asked", "ask_at_once"]
