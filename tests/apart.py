"""Processes of the portal that a test may kill: each is one of its own, with its own sessions, forked from one that has Django ready.

Starting Python and Django takes seconds of a processor, and none of these tests is about that.
"""

import atexit
import functools
import json
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from typing import NoReturn

_SETTINGS = "portal.settings.test"


class Process:
    """What `subprocess.Popen` gives, as far as the tests ask for it."""

    def __init__(self, *words: str, env: Mapping[str, str]) -> None:
        """`words` as after `python`: "-m" and a module, or "-c" and a program."""
        self.pid: int = _ask({"words": words, "env": dict(env)})
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = _ask({"pid": self.pid})
        return self.returncode

    def wait(self, timeout: float = 120) -> int:
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                self.kill()
                raise TimeoutError(f"process {self.pid} did not end in {timeout} seconds")
            time.sleep(0.002)
        return status

    def kill(self) -> None:
        """As with -9. Until its status is asked for, the number belongs to nobody else."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


def _ask(question: Mapping[str, object]) -> int | None:
    mother = _mother()
    assert mother.stdin
    assert mother.stdout
    mother.stdin.write(json.dumps(question) + "\n")
    mother.stdin.flush()
    return json.loads(mother.stdout.readline())


@functools.cache
def _mother() -> subprocess.Popen[str]:
    """One for each process of the suite; it ends with its standard input."""
    mother = subprocess.Popen(
        [sys.executable, "-m", "tests.apart"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": _SETTINGS},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_dismiss, mother)
    return mother


def _dismiss(mother: subprocess.Popen[str]) -> None:
    mother.kill()
    mother.wait()


def main() -> None:
    """Until nobody asks any more: fork, or say how a child has ended (None: it lives)."""
    import django

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a child prints is no answer
    django.setup()
    for line in sys.stdin:
        question = json.loads(line)
        if "pid" in question:
            ended, status = os.waitpid(question["pid"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        else:
            answer = os.fork() or _become(question["words"], question["env"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _become(words: list[str], env: dict[str, str]) -> NoReturn:
    os.environ.clear()
    os.environ.update(env)
    status = 1
    try:
        how, what = words
        if how == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(compile(what, "<program of a test>", "exec"), {"__name__": "__main__"})
        status = 0
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    except BaseException:  # noqa: BLE001 (the child ends here whatever it was)
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
