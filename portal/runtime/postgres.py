"""The embedded PostgreSQL: its cluster, its server process, its roles. No TCP port: `trust` is confined to a 0700 folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.runtime import addresses
from portal.runtime.binaries import POSTGRES_MAJOR, postgres_install
from portal.runtime.children import Child
from portal.runtime.errors import CannotStart
from portal.runtime.folders import private_folder
from portal.runtime.root import PostgresHome, postgres_home

START_SECONDS = 60
# The locale is PostgreSQL's own: Cyrillic upper and lower case work whatever the system has.
_INITDB = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--no-instructions")
# Statements, parameters and the DETAIL of an error hold what people typed: none of them is logged.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
# For tests: a crash may lose everything, nothing waits for the disk.
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A server on the data under `var`. The caller holds the state folder's lock."""

    def __init__(self, var: Path, *, throwaway: bool = False) -> None:
        self.var = var
        self.home: PostgresHome = postgres_home(postgres_install(), var)
        self.sockets = private_folder(addresses.socket_dir(var), owner=self.home.owner)
        settings = {**_SETTINGS, **(_THROWAWAY if throwaway else {})}
        self.child = Child(
            name="postgres",
            argv=[*self._command("postgres"), "-D", str(self.home.data), "-k", str(self.sockets)]
            + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")],
            log=var / "logs" / "postgres.log",
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            cwd=Path("/"),
            as_user=self.home.as_user,
            before_start=self._clear_remains,
        )

    def start(self) -> None:
        """Make the cluster if there is none, start the server, make roles and database. Idempotent."""
        if self.home.data.exists():
            self._check_version()
        else:
            self._make_cluster()
        self.child.start()
        self._wait_until_ready()
        self._make_roles()

    def _clear_remains(self) -> None:
        """Clear what a killed server left: the pid in it may by now be an innocent process (never signalled) or unburied.

        Removing the files is safe only when no process of the old server works on the data any more, so that is waited for.
        """
        deadline = time.monotonic() + START_SECONDS
        while pids := processes_in(self.home.data):
            if time.monotonic() > deadline:
                raise CannotStart(f"An earlier PostgreSQL (process {pids[0]}) on {self.home.data} does not end. Stop it and start again.")
            time.sleep(0.1)
        if sys.platform == "linux":  # elsewhere nobody could be seen, and PostgreSQL judges for itself
            (self.home.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """`initdb` into a draft folder: a killed one never gets the real name."""
        data = self.home.data
        draft = data.with_name(f"{data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        result = subprocess.run(  # noqa: S603
            [*self._command("initdb"), "-D", str(draft), "-U", addresses.SUPERUSER, *_INITDB],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=self.home.as_user[0] if self.home.as_user else None,
            group=self.home.as_user[1] if self.home.as_user else None,
            env={**os.environ, "LC_ALL": "C"},
        )
        if result.returncode:
            raise CannotStart(f"PostgreSQL could not make its data folder {data}:\n{result.stderr.strip()}")
        draft.rename(data)

    def _check_version(self) -> None:
        data = self.home.data
        version = (data / "PG_VERSION").read_text().strip()
        if version != POSTGRES_MAJOR:
            raise CannotStart(
                f"{data} was made by PostgreSQL {version}; this is {POSTGRES_MAJOR}. Restore a backup or move the folder away."
            )

    def _command(self, program: str) -> list[str]:
        return [*self.home.prefix, str(self.home.install / "bin" / program)]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.child.running:
                break
            try:
                self.connect("postgres").close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise CannotStart(f"PostgreSQL did not start. The end of {self.child.log}:\n{self.child.last_words()}")

    def connect(self, database: str) -> "psycopg2.extensions.connection":
        """A connection of the superuser, used for roles and the database only."""
        connection = psycopg2.connect(host=str(self.sockets), user=addresses.SUPERUSER, dbname=database, connect_timeout=5)
        connection.autocommit = True
        return connection

    def _make_roles(self) -> None:
        """The owner makes tables (and test databases); the application's role may log in and owns nothing."""
        owner, app = sql.Identifier(addresses.OWNER_ROLE), sql.Identifier(addresses.APP_ROLE)
        connection = self.connect("postgres")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT rolname FROM pg_roles")
                roles = {name for (name,) in cursor}
                if addresses.OWNER_ROLE not in roles:
                    cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(owner))
                if addresses.APP_ROLE not in roles:
                    cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(app))
                cursor.execute(sql.SQL("GRANT {} TO {}").format(app, owner))
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [addresses.DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(addresses.DATABASE), owner))
        finally:
            connection.close()


def processes_in(folder: Path) -> list[int]:
    """The processes whose working folder it is: every process of a PostgreSQL server works in its data folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):  # gone, or somebody else's
            if link.readlink() == folder:
                found.append(int(link.parent.name))
    return found
