"""The whole portal as `make run` starts it, for tests that cross its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180.0
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORTAL_DB_ROLE", "SITE_URL", "SECRET_KEY", "DATA_KEYS", "EMAIL_URL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.1)


def environment(**changes: str) -> dict[str, str]:
    """Ours without what points at the test database."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {**kept, "DJANGO_SETTINGS_MODULE": os.environ.get("STACK_SETTINGS", "portal.settings.embedded"), **changes}


def _read(path: str) -> bytes:
    """A file of /proc; empty when the process has gone."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def _stat(pid: int) -> list[bytes]:
    """The fields after the name: state, parent, ..."""
    return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()


def is_alive(pid: int) -> bool:
    return _stat(pid)[:1] not in ([], [b"Z"])


def children(pid: int) -> list[int]:
    pids = sorted(int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [child for child in pids if _stat(child)[1:2] == [str(pid).encode()]]


def descendants(pid: int) -> set[int]:
    """All living processes below `pid`."""
    found: set[int] = set()
    frontier = {pid}
    while frontier:
        frontier = {child for parent in frontier for child in children(parent)} - found
        found |= frontier
    return found


class Stack:
    """`manage.py up` on a state folder of its own. What it prints is in `output()`."""

    def __init__(self, var: Path, *, demo: bool = False) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = environment(VAR_DIR=str(var), PORT=str(self.port), DEMO=str(demo))
        self._output = var.with_name(f"{var.name}.output")
        self.process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        self._output.parent.mkdir(parents=True, exist_ok=True)
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def start(self) -> None:
        """Until it says that it is ready."""
        self.spawn()
        wait_for("the ready line", lambda: "The portal is ready" in self.output() or not self.is_running)
        assert self.is_running, self.output()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def output(self) -> str:
        return self._output.read_text(errors="replace")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit status after a signal."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `manage.py` command on the same state."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def status(self, path: str) -> int:
        """The HTTP status of a page; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def main_process(self, part: str) -> int | None:
        """The pid of web, worker, beat, postgres or redis; None while it does not run."""
        marks = {"web": b"gunicorn", "worker": b"worker", "beat": b"beat", "postgres": b"bin/postgres", "redis": b"redis-server"}
        for pid in children(self.pid):
            if marks[part] in _read(f"/proc/{pid}/cmdline") and is_alive(pid):
                return pid
        return None
