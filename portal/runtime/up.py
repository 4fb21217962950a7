"""`manage.py up`: everything from one command, and everything stops with it."""

import os
import shutil
import sys
import time
from pathlib import Path
from typing import IO

import psycopg2
from django.conf import settings
from django.db import connection

from portal.runtime import addresses, assets, demo, preparation, processes
from portal.runtime.children import Child
from portal.runtime.errors import CannotStart
from portal.runtime.folders import state_folder, take_lock
from portal.runtime.models import Heartbeat
from portal.runtime.preflight import check_disk, check_port
from portal.runtime.readiness import missing_parts
from portal.runtime.services import Services
from portal.runtime.supervisor import Stopped, Supervisor

# Longer than the longest task; a second Ctrl-C does not wait.
_STOP_SECONDS = settings.CELERY_TASK_TIME_LIMIT + 20
_SLOW_START_SECONDS = 45


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """The exit status of the command."""
    try:
        return _up()
    except CannotStart as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Cannot start: {error.strerror or error} ({error.filename or addresses.var_dir()})", file=sys.stderr)
        return 1


def _up() -> int:
    var = state_folder(addresses.var_dir())
    host, port = os.environ.get("BIND_HOST", "127.0.0.1"), _port()
    url = f"http://{host}:{port}"
    lock = take_lock(var / "lock")
    if lock is None:
        say(f"The portal is already running: {(var / 'lock').read_text(encoding='utf-8').strip() or 'it is just starting'}")
        return 0
    with lock:
        check_disk(var)
        check_port(host, port)
        _write_address(lock, url)
        Stack(var, url).run()
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotStart(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _write_address(lock: IO[str], url: str) -> None:
    lock.truncate(0)
    lock.write(f"{url}\n")
    lock.flush()


class Stack:
    """The services and the three processes of the portal on one state folder, whose lock the caller holds."""

    def __init__(self, var: Path, url: str) -> None:
        self.var, self.url = var, url
        self.supervisor = Supervisor(say)
        self.services = Services(var)
        self.environment = {"SITE_URL": os.environ.get("SITE_URL", url), **self.services.environment()}
        self.environment["PROMETHEUS_MULTIPROC_DIR"] = str(var / "run" / "metrics")
        self.processes = [
            self._python("web", processes.web()),
            self._python("worker", processes.worker()),
            self._python("beat", processes.beat(processes.beat_schedule(var))),
        ]

    def run(self) -> None:
        """Until the person asks to stop."""
        self.supervisor.listen()
        try:
            self._start()
            self._wait_until_ready()
            while True:
                self.supervisor.tick()
        except Stopped:
            say("Stopping... (Ctrl-C again does not wait for work in hand)")
        finally:
            self.supervisor.stop(self.processes, _STOP_SECONDS)
            self.services.stop()
        say("Stopped.")

    def _python(self, name: str, argv: list[str]) -> Child:
        return Child(name=name, argv=argv, log=self.var / "logs" / f"{name}.log", env=self.environment, cwd=addresses.BASE_DIR)

    def _start(self) -> None:
        self.services.start()
        for child in self.services.children:
            self.supervisor.add(child)
        self._prepare()
        shutil.rmtree(self.environment["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
        Path(self.environment["PROMETHEUS_MULTIPROC_DIR"]).mkdir()
        for child in self.processes:
            child.start()
            self.supervisor.add(child)

    def _prepare(self) -> None:
        """Build and migrate what is due, each in one process of its own; usually nothing is."""
        if not assets.are_built():
            self._manage("build_assets", "Building pages' styles, scripts and translations...", {})
        _check_database()
        if preparation.due():
            self._manage("prepare_database", "Preparing the database...", {"PORTAL_DB_ROLE": "owner"})
        Heartbeat.objects.all().delete()  # those of the last run would look like life
        connection.close()

    def _manage(self, command: str, what: str, env: dict[str, str]) -> None:
        say(what)
        child = self._python(command, [sys.executable, "manage.py", command])
        child.env = {**child.env, **env}
        if self.supervisor.run_to_end(child):
            raise CannotStart(f"{command} failed. The end of {child.log}:\n{child.last_words(30)}")

    def _wait_until_ready(self) -> None:
        warn_at = time.monotonic() + _SLOW_START_SECONDS
        while missing := missing_parts(self.url):
            if time.monotonic() > warn_at:
                warn_at += _SLOW_START_SECONDS
                say(f"Still waiting for {', '.join(f'{part} ({why})' for part, why in missing.items())}. Logs: {self.var / 'logs'}")
            for _ in range(2):
                self.supervisor.tick()
        for line in demo.people():
            say(line)
        say(f"The portal is ready: {self.url}   (Ctrl-C stops it; logs are in {self.var / 'logs'})")


def _check_database() -> None:
    """A server named by DATABASE_URL may be anything; say so before Django does at length."""
    try:
        connection.ensure_connection()
    except Exception as error:
        if isinstance(error.__cause__, psycopg2.OperationalError):
            raise CannotStart(f"The database does not answer. Check DATABASE_URL.\n{error.__cause__}".strip()) from error
        raise
