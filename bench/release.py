"""Everybody at the same second: a day of places that opens, and a draw that begins to take requests, against `manage.py up`.

python -m bench release                        python -m bench release people=500 desks=2 seconds=20
python -m bench release form=1                 places and the draw are asked for by the forms of the pages, as without a program

Each person has a session and a connection of her own and sends one request in the second in which it begins; she waits for her first
answer however long it takes, and does not ask again. `desks` times 50 places are sold each time. Raises `AssertionError` for a
request without answer, an answer that is neither the place nor "somebody has just taken it", a place sold twice, a draw that
`manage.py verify_draw` does not confirm."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2

from bench import people as crowd
from bench.burst import Answers, Request, answers_to
from bench.cpu import seconds_of
from portal.runtime import addresses
from portal.runtime.children import die_with_parent

OWN_SERVER = True
ROOT = Path(__file__).resolve().parents[1]
_SOLD = """
    SELECT count(*), count(DISTINCT slot_id), count(DISTINCT person_id) FROM appointments_booking
    WHERE offered_id = %s AND state IN ('held', 'booked')
"""


def run(*, people: int = 10_000, desks: int = 20, seconds: int = 60, port: int = 8212, form: int = 0) -> None:
    """`seconds` between the preparation and the moment: enough for everybody to be ready. `form`: 1 presses the time on the page, which
    keeps it for 10 minutes and offers the nearest times to who came too late; 0 books by the API. The draw likewise."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, _stack(Path(folder), port) as (env, pid):
        crowd.ask(env, "make", people)
        cookies = crowd.ask(env, "sign_in", people)
        used = seconds_of(pid)
        _places(env, cookies, port, desks, seconds, by_form=bool(form))
        print(f"  {1000 * (seconds_of(pid) - used) / people:.1f} ms of CPU of the whole stack for each request")
        _draw(env, cookies, port, desks, seconds, by_form=bool(form))


def _places(env: dict[str, str], cookies: list[str], port: int, desks: int, seconds: int, *, by_form: bool) -> None:
    sale = _world(env, "places", str(seconds), str(desks))

    def request(number: int, cookie: str) -> Request:
        at = sale["times"][number % len(sale["times"])]
        if by_form:
            token = secrets.token_hex(16)
            told = {"day": sale["day"], "at": at, "csrfmiddlewaretoken": token}
            path = f"/appointments/book/{sale['service']}/{sale['office']}/?who=me"
            return _post(path, cookie, "application/x-www-form-urlencoded", token=token), urlencode(told)
        told = {name: sale[name] for name in ("service", "office", "day")}
        head = f"{_post('/api/v1/appointments/', cookie, 'application/json')}\r\nIdempotency-Key: {secrets.token_hex(16)}"
        return head, json.dumps({**told, "at": at})

    answers = answers_to(
        port, len(cookies), [request(*one) for one in enumerate(cookies)], begins=sale["opens"], patience=_patience(cookies)
    )
    sold = min(sale["places"], len(cookies))
    taken, refused = ("302", "200") if by_form else ("201", "409")
    expected = {taken: sold, refused: len(cookies) - sold}
    print(f"A release: {sale['places']:,} places, {len(cookies):,} people in one second, {'by the form' if by_form else 'by the API'}")
    _print(answers, f"{answers.statuses.get(taken, 0):,} {'kept' if by_form else 'booked'}")
    assert answers.statuses == {status: times for status, times in expected.items() if times}, (answers.statuses, answers.bodies)
    if not by_form:
        assert all('"slot_taken"' in body for body in answers.bodies), answers.bodies
    assert _rows(env, _SOLD, sale["offered"]) == (sold,) * 3, "a place or a person twice"
    print("  sold twice: 0")


def _draw(env: dict[str, str], cookies: list[str], port: int, desks: int, seconds: int, *, by_form: bool) -> None:
    draw = _world(env, "announce", str(seconds), str(desks))
    path = f"/appointments/draws/{draw['number']}/"

    def request(cookie: str) -> Request:
        if by_form:
            token = secrets.token_hex(16)
            told = {"who": "me", "days": draw["day"], "part": "any", "csrfmiddlewaretoken": token}
            return _post(f"{path}ask/", cookie, "application/x-www-form-urlencoded", token=token), urlencode(told)
        head = _post("/api/v1/appointments/draws/requests/", cookie, "application/json")
        wanted = {"draw": draw["number"], "days": [draw["day"]], "part": "any"}
        return f"{head}\r\nIdempotency-Key: {secrets.token_hex(16)}", json.dumps(wanted)

    answers = answers_to(port, len(cookies), [request(one) for one in cookies], begins=draw["opens"], patience=_patience(cookies))
    taken, way = ("302", "by the form") if by_form else ("201", "by the API")
    print(f"A draw: {draw['places']:,} places, {len(cookies):,} people ask in its first second, {way}")
    _print(answers, f"{answers.statuses.get(taken, 0):,} requests taken")
    assert answers.statuses == {taken: len(cookies)}, (answers.statuses, answers.bodies)
    done = _world(env, "cast", draw["number"])
    won = min(draw["places"], len(cookies))
    assert done == {"state": "settled", "requests": len(cookies), "won": won}, done
    assert _rows(env, _SOLD, draw["offered"]) == (won,) * 3, "a place or a person twice"
    address = f"http://127.0.0.1:{port}{path}draw.json"
    command = [sys.executable, "manage.py", "verify_draw", address]
    verified = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
    print(f"  sold twice: 0; {won:,} won; manage.py verify_draw: {verified.stdout.strip().splitlines()[-1]}")


def _patience(cookies: list[str]) -> float:
    return 300 + len(cookies) * 0.5


def _world(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.release_world", *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout)
    return told


def _rows(env: dict[str, str], statement: str, key: int) -> Any:
    sockets = addresses.socket_dir(Path(env["VAR_DIR"]))
    connection = psycopg2.connect(host=str(sockets), user=addresses.SUPERUSER, dbname=addresses.DATABASE)
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        found = cursor.fetchone()
    connection.close()
    return found


def _post(path: str, cookie: str, kind: str, *, token: str = "") -> str:
    token = token or secrets.token_hex(16)
    cookies = f"Cookie: sessionid={cookie}; csrftoken={token}\r\nX-CSRFToken: {token}"
    return f"POST {path} HTTP/1.1\r\nContent-Type: {kind}\r\n{cookies}\r\nConnection: close"


def _print(answers: Answers, what: str) -> None:
    rate = len(answers.times) / answers.seconds
    first, middle, most, last = (answers.share(of) / 1000 for of in (0, 0.5, 0.99, 1))
    print(f"  {what}; answers by status: {answers.statuses}; all in {answers.seconds:.1f} s, {rate:.0f} a second")
    print(f"  first answer to a person after (s): least {first:.2f}, middle {middle:.1f}, 99 of 100 {most:.1f}, last {last:.1f}")


@contextmanager
def _stack(folder: Path, port: int) -> Iterator[tuple[dict[str, str], int]]:
    """The portal as `make run` starts it. Its settings, and the process above all others."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PORTAL_DB_ROLE", "PYTEST_DB", "REDIS_URL", "DATABASE_URL")}
    kept.pop("DATABASE_OWNER_URL", None)
    env = {**kept, "VAR_DIR": str(folder), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "portal.settings.embedded"}
    command = [sys.executable, "-u", "manage.py", "up"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)  # noqa: PLW1509
    try:
        assert process.stdout
        for line in process.stdout:
            if "The portal is ready" in line:
                break
        assert process.poll() is None, "the portal did not start"
        yield env, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        time.sleep(1)
        process.send_signal(signal.SIGINT)  # nobody waits for the letters of this run
        process.wait(120)
