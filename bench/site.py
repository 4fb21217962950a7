"""Servers for a measurement that must be like production: PostgreSQL that waits for the disk, gunicorn as it is configured."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import seconds_of
from portal.runtime import addresses
from portal.runtime.children import die_with_parent
from portal.runtime.folders import state_folder
from portal.runtime.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 60.0


@contextmanager
def durable_postgres() -> Iterator[EmbeddedPostgres]:
    """A server of its own that flushes every commit; the one beside `make bench` does not. Nothing of it stays."""
    folder = state_folder(Path(tempfile.mkdtemp(prefix="portal-bench-")).resolve())
    server = EmbeddedPostgres(folder)
    try:
        server.start()
        yield server
    finally:
        server.child.ask_to_stop()
        server.child.wait(30)
        server.child.kill_group()
        server.home.discard()
        shutil.rmtree(addresses.socket_dir(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def environment(server: EmbeddedPostgres, database: str = addresses.DATABASE) -> dict[str, str]:
    """The portal on that server: settings of `make run`, one proxy in front."""
    urls = {
        name: addresses.database_url(role, server.var).removesuffix(addresses.DATABASE) + database
        for name, role in (("DATABASE_URL", addresses.APP_ROLE), ("DATABASE_OWNER_URL", addresses.OWNER_ROLE))
    }
    kept = {name: value for name, value in os.environ.items() if name not in ("PORTAL_DB_ROLE", "PYTEST_DB", "REDIS_URL")}
    ours = {"VAR_DIR": str(server.var), "DEMO": "False", "TRUSTED_PROXY_COUNT": "1", "DJANGO_SETTINGS_MODULE": "portal.settings.embedded"}
    return {**kept, **ours, **urls}


def manage(server: EmbeddedPostgres, *arguments: str) -> None:
    as_owner = {**environment(server), "PORTAL_DB_ROLE": "owner"}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=as_owner, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Site:
    """One gunicorn that answers `/api/v1/patent-check/`, and the database server behind it."""

    port: int
    patents: int
    pid: int
    database_pid: int

    def measure(self, seconds: float) -> dict[str, float]:
        """One round of load from another process. Raises `AssertionError` when an answer was not 200.

        `web_us` and `database_us` are microseconds of CPU for each answer, those of the warm-up included."""
        command = [sys.executable, "-m", "bench.load", str(self.port), str(seconds), str(self.patents)]
        web, database = seconds_of(self.pid), seconds_of(self.database_pid)
        found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=seconds + 60).stdout)
        web, database = seconds_of(self.pid) - web, seconds_of(self.database_pid) - database
        assert set(found.pop("statuses")) == {"200"}, "answers that were not 200"
        answers = found.pop("answers")
        return {**found, "web_us": 1e6 * web / answers, "database_us": 1e6 * database / answers}


@contextmanager
def site(wsgi: str, env: dict[str, str], patents: int, server: EmbeddedPostgres) -> Iterator[Site]:
    """Run `wsgi` under the portal's own gunicorn settings until the end of the block."""
    assert server.child.process
    with gunicorn(wsgi, env, asked="/api/v1/patent-check/?series=77&number=2600000017") as (port, pid):
        yield Site(port, patents, pid, server.child.process.pid)


@contextmanager
def gunicorn(wsgi: str, env: dict[str, str], *, asked: str) -> Iterator[tuple[int, int]]:
    """Port and process of a web server that answers; `asked` is an address that answers when it does."""
    port, metrics = _free_port(), tempfile.mkdtemp(prefix="portal-bench-metrics-")  # as `manage.py up` counts
    command = [sys.executable, "-m", "gunicorn", "--config", "python:portal.runtime.gunicorn_conf", "--log-level", "warning", wsgi]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**env, "PORT": str(port), "PROMETHEUS_MULTIPROC_DIR": metrics},
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509
    )
    try:
        _wait_until_it_answers(process, f"http://127.0.0.1:{port}{asked}")
        yield port, process.pid
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(40)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(metrics, ignore_errors=True)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
