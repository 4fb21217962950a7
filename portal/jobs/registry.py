"""Which function does the next piece of which job. `<app>/jobs.py` is found by autodiscovery.

@runs("patents.registry")
def import_lines(job: Job) -> Chunk:
    lines = job.registry_import.lines.filter(counted_at=None).order_by("number")[:200]
    ...                                # write the results of these rows
    return Chunk(done=len(lines), failed=refused, more=len(lines) == 200)
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.jobs.models import Job


@dataclass(frozen=True)
class Chunk:
    """What one piece of work finished: rows done, how many of them with an error, and whether rows are left."""

    done: int
    failed: int = 0
    more: bool = True


Runner = Callable[[Job], Chunk]
_runners: dict[str, Runner] = {}


def runs(kind: str) -> Callable[[Runner], Runner]:
    """Register what does one piece, of seconds at most. It is called inside a transaction that also counts the rows, with the job
    locked: a crash leaves both or nothing. No mail, HTTP or broker call inside it."""

    def register(function: Runner) -> Runner:
        if _runners.setdefault(kind, function) is not function:
            raise ValueError(f"two functions run {kind!r}")
        return function

    return register


def runner(kind: str) -> Runner:
    """Raises `KeyError` for a kind that nobody runs."""
    return _runners[kind]
