"""Killed while it answers, the portal has lost no question that it acknowledged: neither the web server's death nor the database's."""

import http.client
import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.test import override_settings

from patents.public_check import PER_ADDRESS, hashed
from portal.edge.limits import _key
from portal.runtime import addresses
from tests.stack import Stack, children, wait_for

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
SECRET = "of-a-portal-that-is-killed-and-of-no-other-0123456789"
ASKERS = 8


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path / "killed")
    stack.env |= {"TRUSTED_PROXY_COUNT": "1", "SECRET_KEY": SECRET}
    stack.start()
    try:
        yield stack
    finally:
        if stack.is_running:
            stack.stop()


class Askers:
    """People who ask without pause, each question once and from an address of its own, and write down which ones were answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answered: list[int] = []
        self.failed = 0
        self._serials = itertools.count(1)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _n in range(ASKERS)]

    def __enter__(self) -> "Askers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self._stop.is_set():
            serial = next(self._serials)
            try:
                connection.request("GET", path_of(serial), headers={"X-Forwarded-For": address_of(serial)})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                self.failed += 1
                time.sleep(0.05)
                continue
            if answer.status == 200 and b"not_found" in body:
                self.answered.append(serial)
            else:
                self.failed += 1
        connection.close()


def number_of(serial: int) -> str:
    return f"26{serial:08d}"


def path_of(serial: int) -> str:
    return f"/api/v1/patent-check/?series=77&number={number_of(serial)}"


def address_of(serial: int) -> str:
    return f"10.{serial >> 16 & 255}.{serial >> 8 & 255}.{serial & 255}"


def kept(stack: Stack) -> tuple[list[bytes], set[str]]:
    """What was asked, once for each row, and the keys of the limits."""
    session = psycopg2.connect(host=str(addresses.socket_dir(stack.var)), user=addresses.OWNER_ROLE, dbname=addresses.DATABASE)
    with closing(session), session.cursor() as cursor:
        cursor.execute("SELECT asked FROM patents_question")
        asked = [bytes(row[0]) for row in cursor]
        cursor.execute("SELECT key FROM edge_limitwindow WHERE count > 0")
        return asked, {row[0] for row in cursor}


def test_no_acknowledged_question_is_lost(stack):
    with Askers(stack.port) as askers:
        for part in ("worker of web", "web", "postgres"):
            before = len(askers.answered)
            wait_for(f"answers before {part} dies", lambda before=before: len(askers.answered) > before + 200)
            web = stack.main_process("web")
            os.kill(children(web)[0] if part == "worker of web" else stack.main_process(part), signal.SIGKILL)
        before = len(askers.answered)
        wait_for("answers after all of it", lambda: len(askers.answered) > before + 200)
    assert askers.failed > 0  # they were hit
    rows, windows = kept(stack)
    with override_settings(SECRET_KEY=SECRET):
        expected = {hashed("asked", "77", number_of(serial)) for serial in askers.answered}
        limits = {_key(PER_ADDRESS, (address_of(serial),)) for serial in askers.answered}
    assert len(expected) == len(askers.answered)
    assert expected <= set(rows)
    assert len(rows) == len(set(rows))
    assert limits <= windows
