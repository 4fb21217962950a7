"""The three processes of the portal, the same under `manage.py up` and in containers.

`python -m portal.runtime.processes web|worker|beat` becomes that process.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from portal.runtime import addresses
from portal.settings.celery import Queues

_CELERY = [sys.executable, "-m", "celery", "--app", "portal.celery"]
WORKER_PROCESSES = 2


def web() -> list[str]:
    return [sys.executable, "-m", "gunicorn", "--config", "python:portal.runtime.gunicorn_conf", "portal.wsgi"]


def worker() -> list[str]:
    """Serves every queue: a task that nobody takes would be work lost without a word."""
    queues = ",".join(Queues.ALL)
    return [*_CELERY, "worker", "--queues", queues, "--concurrency", str(WORKER_PROCESSES), "--loglevel", "INFO", "--without-mingle"]


def beat(schedule: Path) -> list[str]:
    """`schedule` remembers when each job ran last; it may be lost, for every job does all that is due."""
    return [*_CELERY, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "WARNING"]


def beat_schedule(var: Path) -> Path:
    return var / "run" / "beat-schedule"


def main(name: str) -> None:
    commands: dict[str, Callable[[], list[str]]] = {"web": web, "worker": worker, "beat": lambda: beat(beat_schedule(addresses.var_dir()))}
    command = commands[name]()
    beat_schedule(addresses.var_dir()).parent.mkdir(parents=True, exist_ok=True)
    if metrics := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        Path(metrics).mkdir(parents=True, exist_ok=True)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1])
