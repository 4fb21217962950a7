"""The booking alone: no sign-in, no limits, no record; who books is told by the request."""

import json
import secrets

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

# `bench.bookings` gives the same statement to pgbench.
BOOK = """
    WITH place AS (
        SELECT slot.*, offered.service_id FROM appointments_slot slot
        JOIN appointments_serviceatoffice offered ON offered.id = slot.offered_id
        WHERE slot.offered_id = {offered} AND day = {day}::date AND at = {at}::time AND state = 'free' AND channel = 'everybody'
        ORDER BY slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
    ), sold AS (
        UPDATE appointments_slot SET state = 'booked' FROM place WHERE appointments_slot.id = place.id
    )
    INSERT INTO appointments_booking (number, person_id, booked_by_id, service_id, offered_id, slot_id, desk_id, day, at, starts_at,
                                      ends_at, state, version, created_at, confirmed_at)
    SELECT {number}, {person}, {person}, service_id, offered_id, id, desk_id, day, at, starts_at, ends_at, 'booked', 1, now(), now()
    FROM place RETURNING number, starts_at
"""
_BOOK = BOOK.format(**{name: f"%({name})s" for name in ("offered", "day", "at", "number", "person")})


def book(request: HttpRequest) -> HttpResponse:
    asked = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, {**asked, "number": secrets.token_hex(8)})
        row = cursor.fetchone()
    answer = {"number": row[0], "starts_at": row[1], "state": "booked"} if row else {"code": "slot_taken"}
    response = JsonResponse(answer, status=201 if row else 409)
    response["Content-Length"] = str(len(response.content))
    return response


def ready(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


urlpatterns = [path("book/", book), path("healthz", ready)]
