"""`manage.py up` from a path with spaces: it starts, survives the death of any part, stops, and starts again."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg2
import pytest

from portal.runtime import addresses
from tests.stack import ROOT, Stack, descendants, environment, is_alive, wait_for

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("a path with spaces") / "состояние")
    try:
        yield stack
    finally:
        if stack.is_running:
            stack.stop()


@pytest.fixture
def stack(shared: Stack) -> Stack:
    """Running, on the state that the tests before this one left, whatever they did to it."""
    if not shared.is_running:
        shared.start()
    return shared


@pytest.fixture
def remembered(stack: Stack) -> str:
    """A committed row that every later start must find."""
    _execute(stack, "CREATE TABLE IF NOT EXISTS remembered (word text)", role=addresses.OWNER_ROLE)
    _execute(stack, "INSERT INTO remembered VALUES ('committed')", role=addresses.OWNER_ROLE)
    return "committed"


def _execute(stack: Stack, statement: str, role: str = addresses.APP_ROLE) -> list[tuple]:
    connection = psycopg2.connect(host=str(addresses.socket_dir(stack.var)), user=role, dbname=addresses.DATABASE)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _words(stack: Stack) -> set[str]:
    return {word for (word,) in _execute(stack, "SELECT word FROM remembered", role=addresses.OWNER_ROLE)}


def test_a_started_portal_is_alive_and_ready(stack):
    assert (stack.status("/healthz"), stack.status("/readyz")) == (200, 200)
    assert f"The portal is ready: {stack.url}" in stack.output()


def test_the_application_runs_as_a_role_that_owns_nothing(stack):
    assert _execute(stack, "SELECT count(*) FROM pg_class WHERE relowner = 'portal_app'::regrole") == [(0,)]
    assert _execute(stack, "SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]


def test_cyrillic_case_works_whatever_the_system_locale_is(stack):
    assert _execute(stack, "SELECT lower('ЁЖ'), 'Ёж' ILIKE 'ёЖ'") == [("ёж", True)]


def test_the_database_listens_on_no_port(stack):
    assert _execute(stack, "SHOW listen_addresses") == [("",)]


def test_a_second_start_says_where_the_portal_is_and_changes_nothing(stack):
    second = stack.command("up")
    assert second.returncode == 0
    assert second.stdout == f"The portal is already running: {stack.url}\n"
    assert stack.status("/readyz") == 200


@pytest.mark.parametrize("part", ["web", "worker", "beat", "redis", "postgres"])
def test_a_killed_part_is_started_again(stack, remembered, part):
    killed = stack.main_process(part)
    orphans = descendants(killed)
    os.kill(killed, signal.SIGKILL)
    wait_for(f"another {part}", lambda: stack.main_process(part) not in (None, killed))
    wait_for("the orphans' end", lambda: not any(map(is_alive, orphans)))
    wait_for("a portal that can work", lambda: stack.status("/readyz") == 200)
    assert remembered in _words(stack)


def test_a_terminated_portal_leaves_no_process(stack):
    everything = descendants(stack.pid)
    assert stack.stop(signal.SIGTERM) == 0
    assert stack.output().endswith("Stopped.\n")
    assert not any(map(is_alive, everything))


def test_ctrl_c_stops_the_portal(stack):
    assert stack.stop(signal.SIGINT) == 0


def test_after_the_supervisor_was_killed_nothing_is_left_and_it_starts_with_its_data(stack, remembered):
    everything = descendants(stack.pid)
    assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
    stack.start()
    wait_for("the end of the first portal's processes", lambda: not any(map(is_alive, everything)))
    assert remembered in _words(stack)


def test_after_everything_was_killed_at_once_it_starts_with_its_data(stack, remembered):
    for pid in [stack.pid, *descendants(stack.pid)]:
        with contextlib.suppress(ProcessLookupError):  # it fell with its parent
            os.kill(pid, signal.SIGKILL)
    stack.process.wait()
    stack.start()
    assert remembered in _words(stack)


def test_a_stale_pid_file_that_names_an_innocent_process_harms_neither(stack, remembered):
    stack.stop()
    with subprocess.Popen(["sleep", "1000"]) as innocent:
        (stack.var / "postgres" / "postmaster.pid").write_text(f"{innocent.pid}\n{stack.var / 'postgres'}\n")
        try:
            stack.start()
            assert remembered in _words(stack)
            stack.stop()
            assert is_alive(innocent.pid)
        finally:
            innocent.kill()


def test_a_taken_port_is_named_together_with_the_way_out(stack, tmp_path):
    env = environment(VAR_DIR=str(tmp_path / "var"), PORT=str(stack.port))
    refused = subprocess.run([sys.executable, "manage.py", "up"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Cannot start: Port {stack.port} is taken by another program. "
        f"Stop that program or choose another port: make run PORT={stack.port + 1}\n"
    )
