"""PostgreSQL, Redis, worker and beat of one test alone: each may be stopped, killed and started without disturbing other tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from portal.runtime import addresses
from portal.runtime.children import Child
from portal.runtime.folders import state_folder
from portal.runtime.postgres import EmbeddedPostgres
from portal.runtime.redis_server import EmbeddedRedis
from tests.stack import PATIENCE, ROOT, environment

MODES = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class OwnPortal:
    """The database waits for the disk, as in production: what was committed is there after a crash."""

    def __init__(self, var: Path) -> None:
        self.var = state_folder(var)
        self.postgres = EmbeddedPostgres(self.var)
        self.redis = EmbeddedRedis(self.var)
        known = {"DATABASE_URL": addresses.APP_ROLE, "DATABASE_OWNER_URL": addresses.OWNER_ROLE}
        urls = {name: addresses.database_url(role, self.var) for name, role in known.items()}
        self.env = environment(VAR_DIR=str(self.var), DEMO="False", REDIS_URL=addresses.redis_url(self.var), **urls)
        self.worker = self._process("worker", "-m", "tests.permits.extensions.celery_worker")
        schedule = str(self.var / "beat-schedule")
        self.beat = self._process("beat", "-m", "celery", "--app", "portal.celery", "beat", "--schedule", schedule, "--pidfile", "")

    def _process(self, name: str, *arguments: str) -> Child:
        return Child(name=name, argv=[sys.executable, *arguments], log=self.var / "logs" / f"{name}.log", env=self.env, cwd=ROOT)

    def start(self) -> None:
        self.postgres.start()
        self.redis.start()
        self.run("manage.py", "prepare_database", PORTAL_DB_ROLE="owner")
        self.beat.start()
        self.worker.start()

    def stop(self) -> None:
        for child in (self.beat, self.worker):
            child.kill_group()
        for child in (self.redis.child, self.postgres.child):
            child.ask_to_stop()
            child.wait(30)
            child.kill_group()
        self.postgres.home.discard()

    def run(self, *arguments: str, **changes: str) -> str:
        """What a Python program on these services prints. Raises `CalledProcessError`."""
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env={**self.env, **changes}, check=True, stdout=subprocess.PIPE, text=True).stdout

    def ask(self, statement: str, *values: Any) -> Any:
        """The first value of the first row."""
        session = self.postgres.connect(addresses.DATABASE)
        try:
            with session.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchone()[0]
        finally:
            session.close()

    def begin_run(self, *, year: int, permits: int) -> int:
        """Key of an order that is being applied to so many permits ending in `year`."""
        return int(self.run("-m", "tests.permits.extensions.begin_run", str(year), str(permits)))

    def kill_worker(self) -> None:
        assert self.worker.process
        os.kill(self.worker.process.pid, signal.SIGKILL)
        self.worker.process.wait(PATIENCE)

    def stop_broker(self) -> None:
        self.redis.child.ask_to_stop()
        assert self.redis.child.wait(30)

    def keep_what_the_broker_holds(self) -> None:
        """From the next start on, Redis writes everything down and reads it again."""
        command = self.redis.child.argv
        self.redis.child.argv = [*command[: command.index("--appendonly")], "--appendonly", "yes", "--appendfsync", "always"]

    def stop_database(self, mode: str) -> None:
        """As `pg_ctl stop -m MODE`."""
        assert self.postgres.child.process
        self.postgres.child.process.send_signal(MODES[mode])
        assert self.postgres.child.wait(60)
