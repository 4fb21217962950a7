"""A command beside its own PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack import ROOT, environment, is_alive, wait_for

pytestmark = pytest.mark.stack

_ROUND_TRIP = """
import environ, os, psycopg2, redis
from urllib.parse import urlsplit
for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
    found = environ.Env().db_url(name)
    with psycopg2.connect(host=found["HOST"], user=found["USER"], dbname=found["NAME"]) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT current_user")
        print(cursor.fetchone()[0])
socket = urlsplit(os.environ["REDIS_URL"]).path
print(redis.Redis(unix_socket_path=socket).ping())
"""


@pytest.fixture
def with_services(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start it with arguments; its temporary folders are below `tmp_path`."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        started.append(_start(*arguments, tmpdir=tmp_path))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _start(*arguments: str, tmpdir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "portal.runtime.with_services", "--throwaway", *arguments],
        cwd=ROOT,
        env=environment(TMPDIR=str(tmpdir)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_reaches_both_roles_and_redis(with_services):
    run = with_services("--", sys.executable, "-c", _ROUND_TRIP)
    output, errors = run.communicate()
    assert output.split() == ["portal_app", "portal_owner", "True"], errors


def test_its_exit_status_is_the_commands_and_nothing_is_left(with_services, tmp_path):
    run = with_services("--", "sh", "-c", "exit 7")
    assert run.wait() == 7
    assert list(tmp_path.iterdir()) == []


def test_a_command_ended_by_a_signal_gives_the_shells_status(with_services):
    assert with_services("--", "sh", "-c", "kill -9 $$").wait() == 128 + 9


def test_a_command_that_does_not_exist_is_named(with_services):
    run = with_services("--", "no-such-command")
    _, errors = run.communicate()
    assert run.returncode == 127
    assert "no-such-command" in errors


def test_sigterm_reaches_the_command_and_the_services_are_stopped(with_services, tmp_path):
    run = with_services("--", "sh", "-c", "echo $$; exec sleep 1000")
    command = int(run.stdout.readline())
    run.send_signal(signal.SIGTERM)
    assert run.wait() == 128 + signal.SIGTERM
    assert not is_alive(command)
    assert list(tmp_path.iterdir()) == []


def test_when_it_is_killed_the_command_ends_too(with_services):
    run = with_services("--", "sh", "-c", "echo $$; exec sleep 1000")
    command = int(run.stdout.readline())
    os.kill(run.pid, signal.SIGKILL)
    wait_for("the command's end", lambda: not is_alive(command))


def test_state_that_is_in_use_is_refused(with_services, tmp_path):
    first = with_services("--var", str(tmp_path / "kept"), "--", "sh", "-c", "echo started; exec sleep 1000")
    first.stdout.readline()
    second = with_services("--var", str(tmp_path / "kept"), "--", "true")
    _, errors = second.communicate()
    first.send_signal(signal.SIGTERM)
    first.wait()
    assert second.returncode == 1
    assert errors == f"Cannot start: The services on {tmp_path / 'kept'} are already running.\n"


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs the copy that runs as nobody")
def test_root_without_user_namespaces_runs_postgresql_as_nobody(tmp_path):
    copies = Path("/var/lib/portal")
    before = [path.name for path in copies.iterdir() if path.name.startswith("state-")] if copies.exists() else []
    forbidden = "root.namespaces_allowed = lambda: False"
    main = f"import sys; from portal.runtime import root, with_services; {forbidden}; sys.exit(with_services.main(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", main, "--throwaway", "--", sys.executable, "-c", _ROUND_TRIP],
        cwd=ROOT,
        env=environment(TMPDIR=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.split() == ["portal_app", "portal_owner", "True"], run.stderr
    assert list(tmp_path.iterdir()) == []
    assert [path.name for path in copies.iterdir() if path.name.startswith("state-")] == before
