"""`POST /api/v1/appointments/` on the short way: read who asks for what in one question, book in one statement, or say in one that
somebody was faster: at a release most people hear that.

None: not ordinary, nothing has happened, the long way (`appointments.api.BookingsApi`) does it or says why not."""

import re
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer

from appointments.api import HOLDS
from appointments.api_parts import ME
from appointments.services.at_once import Asked, book_at_once, refuse_at_once
from cases.models import Case
from portal import clock
from portal.edge.api import parse_object
from portal.edge.idempotency import HEADER, body_hash, is_key
from portal.edge.prepared import Prepared
from portal.edge.sessions import stored_key
from portal.edge.short_session import is_forged, is_session_of

_SHAPES: Final = {
    "service": re.compile(r"[-a-zA-Z0-9_]{1,40}"),
    "office": re.compile(r"[0-9]{3}-[0-9]{3}"),
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "at": re.compile(r"[0-9]{2}:[0-9]{2}"),
}
# Applicants only: staff need their second factor, and have no profile. First appointments and first requests only, and only of
# those whose profile says who they are. The last columns
# are the application that the visit belongs to, in the order of `appointments.purpose`, and whether anybody could take a place then.
_WHO_AND_WHAT = Prepared(
    "appointments_who_and_what",
    f"""
    SELECT session.session_data, account.id, account.password, person.id, offered.id, reception.zone,
           (SELECT application.id FROM cases_case application
            LEFT JOIN cases_informationrequest invited
                   ON invited.case_id = application.id AND invited.answered_at IS NULL AND invited.counter <> '[]'
            WHERE application.person_id = person.id AND application.procedure = ANY(service.procedures)
              AND application.status IN ({", ".join(f"'{status}'" for status in sorted(Case.OPEN))})
            ORDER BY invited.id IS NULL, coalesce(invited.answer_by, application.decide_by), application.id LIMIT 1),
           EXISTS (SELECT FROM appointments_slot slot
                   WHERE slot.offered_id = offered.id AND slot.day = %(day)s::date AND slot.at = %(at)s::time
                     AND slot.channel = 'everybody' AND slot.state IN ('free', 'held')
                     AND (slot.state = 'free' OR slot.held_until <= %(now)s::timestamptz))
    FROM edge_session session
    JOIN accounts_user account ON account.id = session.user_id AND account.is_active AND NOT account.is_staff
    JOIN profiles_person person ON person.user_id = account.id
    CROSS JOIN appointments_serviceatoffice offered
    JOIN appointments_service service ON service.id = offered.service_id
    JOIN appointments_reception reception ON reception.id = offered.reception_id
    JOIN accounts_office office ON office.id = reception.office_id
    WHERE session.session_key = %(session)s::text AND session.expire_date > %(now)s::timestamptz
      AND service.code = %(service)s::text AND office.code = %(office)s::text
      AND offered.is_offered AND reception.is_open
      AND NOT EXISTS (
          SELECT FROM appointments_booking own WHERE own.person_id = person.id AND own.service_id = offered.service_id)
      AND NOT EXISTS (
          SELECT FROM appointments_booking own WHERE own.booked_by_id = account.id AND own.service_id = offered.service_id)
      AND person.birth_date IS NOT NULL AND person.family_name || person.given_names <> ''
      AND EXISTS (SELECT FROM profiles_identitydocument document WHERE document.person_id = person.id AND document.is_current)
      AND NOT EXISTS (SELECT FROM edge_idempotentrequest kept WHERE kept.caller_id = account.id AND kept.key = %(key)s::text)
    """,  # noqa: S608 (text of this program alone)
    by_index=True,
)


def answer_booking(request: HttpRequest) -> HttpResponse | None:
    """Raises `SlotTaken`, `LimitExceeded`."""
    key = request.headers.get(HEADER, "")
    wanted = _wanted(request.body)
    if wanted is None or not is_key(key) or is_forged(request):
        return None
    now = clock.now()
    asked, is_left = _asked(request, wanted, key, now)
    if asked is not None and is_left:
        kept = book_at_once(asked, _answer(wanted, asked), limit=HOLDS, now=now)
        if kept is not None:
            return HttpResponse(JSONRenderer().render(kept), content_type="application/json", status=201)
        asked, is_left = _asked(request, wanted, key, now)  # somebody may have taken the last place at this moment
    if asked is not None and not is_left:
        refuse_at_once(asked, limit=HOLDS, now=now)
    return None


def _wanted(body: bytes) -> dict[str, str] | None:
    """The four fields in the form in which programs write them."""
    try:
        told = parse_object(body)
    except ParseError:
        return None
    if told.keys() != _SHAPES.keys() or not all(
        isinstance(told[name], str) and shape.fullmatch(told[name]) for name, shape in _SHAPES.items()
    ):
        return None
    return told


def _asked(request: HttpRequest, wanted: dict[str, str], key: str, now: datetime) -> tuple[Asked | None, bool]:
    """The request, and whether a place is left then."""
    try:
        day, at = date.fromisoformat(wanted["day"]), time.fromisoformat(wanted["at"])
    except ValueError:
        return None, False
    names = {"service": wanted["service"], "office": wanted["office"], "day": day, "at": at, "key": key}
    found = _WHO_AND_WHAT.rows({"session": stored_key(request.COOKIES[settings.SESSION_COOKIE_NAME]), "now": now, **names})
    if not found:
        return None, False
    session_data, user_id, password, person_id, offered_id, zone, case_id, is_left = found[0]
    if not is_session_of(session_data, user_id, password):
        return None, False
    try:
        starts = datetime.combine(day, at, ZoneInfo(zone))
        starts.astimezone(ZoneInfo(settings.TIME_ZONE))
    except OverflowError:
        return None, False
    asked = Asked(
        user_id=user_id,
        person_id=person_id,
        offered_id=offered_id,
        case_id=case_id,
        day=day,
        at=at,
        starts=starts,
        key=key,
        body_hash=body_hash(f"POST {request.get_full_path()}", request.body),
    )
    return asked, is_left


def _answer(wanted: dict[str, str], asked: Asked) -> dict[str, Any]:
    """`appointments.api.BookingShape` of a new appointment, but for its number."""
    return {
        "service": wanted["service"],
        "office": wanted["office"],
        "day": wanted["day"],
        "at": wanted["at"],
        "starts_at": localtime(asked.starts).isoformat(),
        "state": "booked",
        "hold_until": None,
        "version": 1,
        "for": ME,
    }


__all__ = ["answer_booking"]
