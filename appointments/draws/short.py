"""`POST /api/v1/appointments/draws/requests/` on the short way: read who asks in one question, send the request in one statement.

None: not ordinary, nothing has happened, the long way (`appointments.draws.api.RequestsApi`) does it or says why not."""

import re
import uuid
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer

from appointments.api_parts import ME
from appointments.draws.api import MOST_DAYS
from appointments.draws.doors import ASKS
from appointments.draws.models import DrawRequest
from appointments.draws.services.at_once import Asked, ask_at_once
from portal import clock
from portal.edge.api import parse_object
from portal.edge.idempotency import HEADER, body_hash, is_key
from portal.edge.prepared import Prepared
from portal.edge.sessions import stored_key
from portal.edge.short_session import is_forged, is_session_of

_FIELDS: Final = {"draw", "days", "part"}
_NUMBER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Applicants only: staff need their second factor, and have no profile.
_WHO = Prepared(
    "draws_who",
    """
    SELECT session.session_data, account.id, account.password, person.id
    FROM edge_session session
    JOIN accounts_user account ON account.id = session.user_id AND account.is_active AND NOT account.is_staff
    JOIN profiles_person person ON person.user_id = account.id
    WHERE session.session_key = %(session)s::text AND session.expire_date > %(now)s::timestamptz
    """,
    by_index=True,
)


def answer_request(request: HttpRequest) -> HttpResponse | None:
    """Raises `LimitExceeded`."""
    key, wanted = request.headers.get(HEADER, ""), _wanted(request.body)
    if wanted is None or not is_key(key) or is_forged(request):
        return None
    now = clock.now()
    asked = _asked(request, wanted, key, now)
    kept = asked and ask_at_once(asked, _answer(asked, now), limit=ASKS, now=now)
    if not kept:
        return None
    return HttpResponse(JSONRenderer().render(kept), content_type="application/json", status=201)


def _wanted(body: bytes) -> dict[str, Any] | None:
    """The three fields in the form in which programs write them, for the caller herself."""
    try:
        told = parse_object(body)
    except ParseError:
        return None
    if told.keys() != _FIELDS or not isinstance(told["draw"], str) or not _NUMBER.fullmatch(told["draw"]):
        return None
    days = told["days"]
    if not isinstance(days, list) or not 1 <= len(days) <= MOST_DAYS or told["part"] not in DrawRequest.Part.values:
        return None
    return told if all(isinstance(day, str) and _DAY.fullmatch(day) for day in days) else None


def _asked(request: HttpRequest, wanted: dict[str, Any], key: str, now: datetime) -> Asked | None:
    try:
        days = sorted({date.fromisoformat(day) for day in wanted["days"]})
    except ValueError:
        return None
    found = _WHO.rows({"session": stored_key(request.COOKIES[settings.SESSION_COOKIE_NAME]), "now": now})
    if not found:
        return None
    session_data, user_id, password, person_id = found[0]
    if not is_session_of(session_data, user_id, password):
        return None
    return Asked(
        user_id=user_id,
        person_id=person_id,
        draw=uuid.UUID(wanted["draw"]),
        days=days,
        part=DrawRequest.Part(wanted["part"]),
        key=key,
        body_hash=body_hash(f"POST {request.get_full_path()}", request.body),
    )


def _answer(asked: Asked, now: datetime) -> dict[str, Any]:
    """`appointments.draws.api.RequestShape` of a new request; its number and code come with it."""
    return {
        "number": "",
        "draw": str(asked.draw),
        "code": "",
        "days": [day.isoformat() for day in asked.days],
        "part": asked.part.value,
        "state": DrawRequest.State.SENT.value,
        "sent_at": localtime(now).isoformat(),
        "rank": None,
        "place": None,
        "booking": None,
        "trouble": "",
        "for": ME,
    }


__all__ = ["answer_request"]
