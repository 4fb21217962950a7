"""Bookings per second through the whole stack, on one day that everybody wants and at one time that everybody wants, beside sites
that do nothing but book.

python -m bench bookings                       python -m bench bookings rounds=2 places=100 desks=50

Every booking is one POST, of another person with a session of her own, that ends with a row. Of the portal it is the API's `book`:
sign-in by session, check against forged requests, limits, key of the request, history of changes, record of events. The sites take
turns under the same gunicorn settings, on a PostgreSQL that flushes every commit; ratios are taken inside a round. See
docs/appointments.md."""

import json
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg2 import sql

from bench import people
from bench.burst import Answers, Request, answers_to
from bench.contenders.urls_bare_booking import BOOK
from bench.cpu import seconds_of
from bench.side_by_side import compare, ratios, spread, table
from bench.site import durable_postgres, environment, gunicorn, manage
from portal import clock
from portal.runtime import addresses
from portal.runtime.postgres import EmbeddedPostgres
from portal.runtime.redis_server import EmbeddedRedis

OWN_SERVER = True
CLIENTS = 16
TOO_LATE = 0.02  # so many more people than places
TIMES_OF_A_DAY = 50  # every 10 minutes from 9:00
_TABLES = """
    CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date timestamptz NOT NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO {app};
    INSERT INTO accounts_office (id, code, region, name_ru, name_en, address_ru, address_en, phone, receives_applications)
    VALUES (9001, '779-001', '77', 'Отделение', 'Office', '', '', '', false);
    INSERT INTO appointments_reception (id, office_id, zone, step_free, hearing_loop, languages, way_ru, way_en, is_open)
    VALUES (9001, 9001, 'Europe/Moscow', false, false, '{{}}', '', '', true);
    INSERT INTO appointments_desk (id, reception_id, name, is_open) SELECT 9000 + n, 9001, n::text, true FROM generate_series(1, {desks}) n;
"""
_OFFERED = """
    INSERT INTO appointments_service (id, code, name_ru, name_en, bring_ru, bring_en, procedures, confirms, changes, changes_days)
    VALUES (%(key)s, 'bench-' || %(key)s, 'Услуга', 'Service', '', '', '{}', '{}', 3, 30);
    INSERT INTO appointments_serviceatoffice (id, reception_id, service_id, minutes, lead_hours, horizon_days, opens_at, walk_in_percent,
                                              urgent_percent, urgent_days, is_drawn, is_offered)
    VALUES (%(key)s, 9001, %(key)s, 10, 2, 14, '10:00', 0, 0, 7, false, true);
    INSERT INTO appointments_slot (offered_id, desk_id, day, at, starts_at, ends_at, opens_at, channel, state)
    SELECT %(key)s, 9000 + desk, %(day)s, at, (%(day)s + at) AT TIME ZONE 'Europe/Moscow',
           (%(day)s + at) AT TIME ZONE 'Europe/Moscow' + interval '10 minutes', now() - interval '1 day', 'everybody', 'free'
    FROM generate_series(1, %(desks)s) AS desk,
         (SELECT time '09:00' + number * interval '10 minutes' AS at FROM generate_series(0, %(times)s - 1) AS number) AS times;
"""
_OUTCOME = """
    SELECT count(*), count(DISTINCT slot_id), count(DISTINCT person_id),
           (SELECT count(*) FROM appointments_slot WHERE offered_id = %(key)s AND state = 'booked')
    FROM appointments_booking WHERE offered_id = %(key)s AND state = 'booked'
"""


@dataclass(frozen=True)
class Wanted:
    """What is on sale in one run: a service of its own, because a person has one appointment for each, on a day of its own."""

    key: int
    day: date
    times: int
    desks: int
    people: int

    @property
    def places(self) -> int:
        return self.times * self.desks

    def at(self, person: int) -> str:
        minutes = 9 * 60 + person % self.times * 10
        return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True)
class Seller:
    """One site, and how a person asks it for a place."""

    name: str
    port: int
    pid: int
    request: Callable[[Wanted, int], Request]


def run(*, rounds: int = 6, places: int = 1000, desks: int = 500) -> None:
    """`places` of the day that everybody wants, `desks` that receive at the time that everybody wants."""
    per_time = max(1, places // TIMES_OF_A_DAY)
    crowd = int(max(per_time * TIMES_OF_A_DAY, desks, 200) * (1 + TOO_LATE))
    with durable_postgres() as server, _redis(server):
        world = _World(server, desks=max(per_time, desks, 8), crowd=crowd)
        with world.sellers() as sellers:
            for one in sellers:  # every thread has a connection and knows its statements
                world.measure(one, TIMES_OF_A_DAY, 1 + 8 * CLIENTS // TIMES_OF_A_DAY)
            for title, times, at_once in (("one day", TIMES_OF_A_DAY, per_time), ("one time", 1, desks)):
                found: dict[str, list[dict[str, float]]] = {one.name: [] for one in sellers}
                limits = []
                for turn in range(rounds):
                    for one in sellers[:: 1 if turn % 2 == 0 else -1]:
                        found[one.name].append(world.measure(one, times, at_once))
                    limits.append(world.pgbench(times, at_once))
                print(f"Bookings: {title}, {times * at_once:,} places, {int(times * at_once * (1 + TOO_LATE)):,} people, ", end="")
                print(f"{CLIENTS} clients, {rounds} rounds; sold twice: 0")
                _print(found, limits)


@contextmanager
def _redis(server: EmbeddedPostgres) -> Iterator[None]:
    """For the nudges of events. No worker takes them: what follows a booking is not measured."""
    redis = EmbeddedRedis(server.var)
    try:
        redis.start()
        yield
    finally:
        redis.child.ask_to_stop()
        redis.child.wait(10)
        redis.child.kill_group()


class _World:
    """A database with people and desks, and everything on sale one after the other."""

    def __init__(self, server: EmbeddedPostgres, *, desks: int, crowd: int) -> None:
        self.server, self.crowd, self.sold = server, crowd, 0
        manage(server, "prepare_database")
        people.ask(environment(server), "make", crowd)
        self._do(sql.SQL(_TABLES).format(app=sql.Identifier(addresses.APP_ROLE), desks=sql.Literal(desks)))
        self._do("VACUUM ANALYZE")

    def _do(self, statement: Any, values: dict[str, Any] | None = None, *, rows: bool = False) -> Any:
        connection = self.server.connect(addresses.DATABASE)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            found = cursor.fetchall() if rows else None
        connection.close()
        return found

    @contextmanager
    def sellers(self) -> Iterator[list[Seller]]:
        env = environment(self.server)
        with ExitStack() as stack:
            found = []
            for name in ("portal", "bare", "ordinary", "default"):
                mine = env if name == "portal" else {**env, "DJANGO_SETTINGS_MODULE": f"bench.contenders.settings_{name}_booking"}
                wsgi = "portal.wsgi" if name == "portal" else "bench.contenders.wsgi"
                cookies = [] if name == "bare" else people.ask(mine, "sign_in", self.crowd)
                port, pid = stack.enter_context(gunicorn(wsgi, mine, asked="/healthz"))
                found.append(Seller(name, port, pid, _requests(name, cookies)))
            yield found

    def _put_on_sale(self, times: int, desks: int) -> Wanted:
        self.sold += 1
        wanted = Wanted(9000 + self.sold, clock.today() + timedelta(days=2 + self.sold), times, desks, int(times * desks * (1 + TOO_LATE)))
        self._do(_OFFERED, {"key": wanted.key, "day": wanted.day, "times": times, "desks": desks})
        self._do("VACUUM ANALYZE appointments_slot, appointments_booking")
        self._do("CHECKPOINT")
        return wanted

    def measure(self, seller: Seller, times: int, desks: int) -> dict[str, float]:
        """One run. Raises `AssertionError` for a place sold twice, an answer too many, a request without answer."""
        assert self.server.child.process
        wanted = self._put_on_sale(times, desks)
        requests = [seller.request(wanted, person) for person in range(wanted.people)]
        processes = (seller.pid, self.server.child.process.pid)
        before = [seconds_of(pid) for pid in processes]
        answers = answers_to(seller.port, CLIENTS, requests)
        web, database = (seconds_of(pid) - used for pid, used in zip(processes, before, strict=True))
        self._check(seller.name, wanted, answers)
        return {
            "per_second": wanted.places / answers.seconds,
            "middle_ms": answers.share(0.5),
            "p99_ms": answers.share(0.99),
            "web_us": 1e6 * web / wanted.places,
            "database_us": 1e6 * database / wanted.places,
        }

    def _check(self, name: str, wanted: Wanted, answers: Answers) -> None:
        expected = {"201": wanted.places, "409": wanted.people - wanted.places}
        assert answers.statuses == {status: times for status, times in expected.items() if times}, (name, answers.statuses, answers.bodies)
        self._check_rows(name, wanted, wanted.places)

    def _check_rows(self, name: str, wanted: Wanted, bookings: int) -> None:
        (outcome,) = self._do(_OUTCOME, {"key": wanted.key}, rows=True)
        assert outcome == (bookings,) * 4, f"{name}: bookings, their places, their people, sold places: {outcome}"

    def pgbench(self, times: int, desks: int) -> float:
        """The bare statement, prepared, as often a second as the database can do it: each client books for people of its own."""
        wanted = self._put_on_sale(times, desks)
        each = wanted.places // CLIENTS
        at = f"(time '09:00' + (:person % {times}) * interval '10 minutes')"
        parameters = {"offered": str(wanted.key), "day": f"'{wanted.day}'", "at": at}
        people_of_client = {"number": f"'P' || {wanted.key} || '-' || :person::text", "person": ":person::bigint"}
        variables = f"\\set mine :mine + 1\n\\set person {people.FIRST} + :client_id * {each} + :mine\n"
        script = f"{variables}{BOOK.format(**parameters, **people_of_client)};\n"
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            command = [*self.server._command("pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-t", str(each)]
            told = subprocess.run(
                [*command, "-D", "mine=-1", "-f", file.name, "-h", str(self.server.sockets), "-U", addresses.SUPERUSER, addresses.DATABASE],
                check=True, capture_output=True, text=True, cwd="/",
            ).stdout  # fmt: skip
        self._check_rows("pgbench", wanted, each * CLIENTS)
        return float(next(line for line in told.splitlines() if line.startswith("tps")).split()[2])


def _requests(name: str, cookies: list[str]) -> Callable[[Wanted, int], Request]:
    """How person n asks. Who sells from a new project knows the keys; the portal is asked in its own words."""

    def portal(wanted: Wanted, person: int) -> Request:
        head = f"{_post('/api/v1/appointments/', cookies[person])}\r\nIdempotency-Key: {secrets.token_hex(16)}"
        told = {"service": f"bench-{wanted.key}", "office": "779-001", "day": wanted.day.isoformat(), "at": wanted.at(person)}
        return head, json.dumps(told)

    def project(wanted: Wanted, person: int) -> Request:
        told = {"offered": wanted.key, "day": wanted.day.isoformat(), "at": wanted.at(person)}
        return _post("/book/", cookies[person]), json.dumps(told)

    def bare(wanted: Wanted, person: int) -> Request:
        told = {"offered": wanted.key, "day": wanted.day.isoformat(), "at": wanted.at(person), "person": people.FIRST + person}
        return _post("/book/", ""), json.dumps(told)

    return {"portal": portal, "bare": bare}.get(name, project)


def _post(path: str, cookie: str) -> str:
    """From an address of one's own, with what a page of the site would send along."""
    token, address = secrets.token_hex(16), f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"
    signed_in = f"\r\nCookie: sessionid={cookie}; csrftoken={token}\r\nX-CSRFToken: {token}" if cookie else ""
    return f"POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/json\r\nX-Forwarded-For: {address}{signed_in}"


def _print(found: dict[str, list[dict[str, float]]], limits: list[float]) -> None:
    words = {
        "portal": "the portal",
        "bare": "bare Django: the statement alone",
        "ordinary": "Django and DRF, connection kept",
        "default": "Django and DRF as a new project",
    }
    table(found, words, "bookings a second")
    print(f"  {'pgbench: the statement in SQL':<34}{spread(limits, 0):>20}")
    compare("portal / bare, per second", ratios(found, "per_second", "portal", "bare"), at_least=0.5)
    compare("bare / portal, CPU a booking", ratios(found, "cpu_us", "bare", "portal"))
    compare("portal / DRF, connection kept", ratios(found, "per_second", "portal", "ordinary"))
    compare("portal / DRF as a new project", ratios(found, "per_second", "portal", "default"), at_least=3)
    compare("bare / DRF, connection kept", ratios(found, "per_second", "bare", "ordinary"))
