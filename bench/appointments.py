"""The month page of an office with 20 desks, in a table of 10,000 places and in one of 1,000,000. The aim: at most 1.2 times, 8 queries."""

import time
from datetime import time as time_of_day
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appointments.models import Desk, Reception, Service, ServiceAtOffice
from bench.aims import judged
from portal import clock
from portal.accounts.models import User
from tests.factories import make_office, make_person, make_user, sign_in

DESKS = 20
FEW, MANY = 10_000, 1_000_000
AIM, MOST_QUERIES = 1.2, 8
TIMES = 200
# 25 places of 20 minutes a day at each desk, from 9:00 by the clock of Moscow; days count from `first`.
_LOAD = """
    INSERT INTO appointments_slot (offered_id, desk_id, day, at, starts_at, ends_at, opens_at, channel, state)
    SELECT %(offered)s, desk, day, at, (day + at) AT TIME ZONE 'Europe/Moscow',
           (day + at) AT TIME ZONE 'Europe/Moscow' + interval '20 minutes', now() - interval '1 day', 'everybody', 'free'
    FROM unnest(%(desks)s::bigint[]) AS desk,
         (SELECT %(first)s::date + number AS day FROM generate_series(0, %(days)s - 1) AS number) AS days,
         (SELECT time '09:00' + number * interval '20 minutes' AS at FROM generate_series(0, 24) AS number) AS times
"""


def run() -> None:
    offered, desks = _office()
    client = sign_in(_visitor())
    page = f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/"
    today = clock.today()
    days_ahead = FEW // (DESKS * 25)
    _load(offered, desks, first=today + timedelta(days=1), days=days_ahead)
    few, queries = _measured(client, page)
    days_before = (MANY - FEW) // (DESKS * 25)
    _load(offered, desks, first=today - timedelta(days=days_before), days=days_before)
    many, queries_of_many = _measured(client, page)
    print(f"Appointments: the month page of an office with {DESKS} desks, {TIMES} times (aims: {AIM}, {MOST_QUERIES} queries)")
    print(f"  {'places':>12}{'p50 ms':>10}{'p95 ms':>10}{'queries':>9}")
    for places, times, asked in ((FEW, few, queries), (MANY, many, queries_of_many)):
        print(f"  {places:>12,}{_share(times, 0.5):>10.1f}{_share(times, 0.95):>10.1f}{asked:>9}")
    ratio = _share(many, 0.95) / _share(few, 0.95)
    print(f"  p95, {MANY:,} / {FEW:,}: {ratio:.2f}{judged('appointments: the month page', met=ratio <= AIM)}")
    print(f"  queries: {queries_of_many}{judged('appointments: queries', met=queries_of_many <= MOST_QUERIES)}")


def _office() -> tuple[ServiceAtOffice, list[int]]:
    reception = Reception.objects.create(office=make_office(), zone="Europe/Moscow")
    service = Service.objects.create(code="bench", name_ru="Услуга", name_en="Service")
    offered = ServiceAtOffice.objects.create(reception=reception, service=service, minutes=20, opens_at=time_of_day(10), horizon_days=60)
    desks = Desk.objects.bulk_create(Desk(reception=reception, name=str(number)) for number in range(1, DESKS + 1))
    return offered, [desk.pk for desk in desks]


def _visitor() -> User:
    user = make_user()
    make_person(user)
    return user


def _load(offered: ServiceAtOffice, desks: list[int], *, first: object, days: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, {"offered": offered.pk, "desks": desks, "first": first, "days": days})
        cursor.execute("VACUUM ANALYZE appointments_slot")


def _measured(client: Client, page: str) -> tuple[list[float], int]:
    """Seconds of many requests, and the queries that the page itself asks of appointments."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    queries = sum("appointments_" in query["sql"] for query in captured.captured_queries)
    times = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        client.get(page)
        times.append(time.perf_counter() - begun)
    return sorted(times[TIMES // 10 :]), queries


def _share(times: list[float], share: float) -> float:
    """Milliseconds."""
    return 1000 * times[min(len(times) - 1, int(len(times) * share))]
