"""Child processes that never outlive the process that started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask Linux to send this process `number` when its parent is gone, however the parent went.

    Call it in the child, after any change of user: that change clears it. Elsewhere than on Linux it does nothing.
    """
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)


@dataclass(kw_only=True)
class Child:
    """A program that is run in the foreground with its output in a log file.

    `stop_signal` asks for an orderly end; `orphan_signal` is what it gets when the parent dies.
    """

    name: str
    argv: Sequence[str]
    log: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL
    cwd: Path | None = None
    as_user: tuple[int, int] | None = None
    before_start: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it from the main thread: the kernel ties the orphan signal to the thread that forks."""
        if self.before_start:
            self.before_start()
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if self.log else None
        try:
            self.process = subprocess.Popen(  # noqa: S603
                self.argv,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                stdin=subprocess.DEVNULL if self.log else None,
                stdout=output,
                stderr=output,
                start_new_session=self.log is not None,
                preexec_fn=self._before_exec(os.getpid()),  # noqa: PLW1509 (this process has one thread)
            )
        finally:
            if output is not None:
                os.close(output)

    def _before_exec(self, parent: int) -> Callable[[], None]:
        def prepare() -> None:
            if self.as_user:
                os.setgroups([])
                os.setgid(self.as_user[1])
                os.setuid(self.as_user[0])
            die_with_parent(self.orphan_signal)
            if os.getppid() != parent:  # it died before the kernel knew our wish
                os._exit(1)

        return prepare

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.running and self.process:
            self.process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> bool:
        """True when it ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.running

    def kill_group(self) -> None:
        """End whatever is left of it and of the processes it forked."""
        if self.process is None or self.log is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, for the person at the terminal."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
