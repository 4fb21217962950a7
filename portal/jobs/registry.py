"""Which function does the next piece of which job. `<app>/jobs.py` is found by autodiscovery.

@runs("patents.registry")
def import_lines(job: Job) -> Chunk:
    lines = job.registry_import.lines.filter(counted_at=None).order_by("number")[:200]
    ...                                # write the results of these rows
    return Chunk(done=len(lines), failed=refused, more=len(lines) == 200)
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.accounts.selectors import pk_of
from portal.jobs.models import Job


@dataclass(frozen=True)
class Chunk:
    """What one piece of work finished: rows done, how many of them with an error, and whether rows are left."""

    done: int
    failed: int = 0
    more: bool = True


Runner = Callable[[Job], Chunk]
# How far a job is, to whoever watches it, in her language: "3 of 20 rows, 1 with an error".
Words = Callable[[Job], str]
_runners: dict[str, Runner] = {}
# Who may watch work of a kind besides its owner.
Watchers = Callable[[User | AnonymousUser], bool]
_words: dict[str, Words] = {}
_watchers: dict[str, Watchers] = {}


def runs(kind: str, *, words: Words | None = None, watched_by: Watchers | None = None) -> Callable[[Runner], Runner]:
    """Register what does one piece, of seconds at most. It is called inside a transaction that also counts the rows, with the job
    locked: a crash leaves both or nothing. No mail, HTTP or broker call inside it.

    `words` for work whose rows are not called rows, or whose failures are no errors. `watched_by` for work that several people share:
    who sees how far it is besides who began it."""

    def register(function: Runner) -> Runner:
        if _runners.setdefault(kind, function) is not function:
            raise ValueError(f"two functions run {kind!r}")
        _words[kind] = words or _rows
        if watched_by is not None:
            _watchers[kind] = watched_by
        return function

    return register


def runner(kind: str) -> Runner:
    """Raises `KeyError` for a kind that nobody runs."""
    return _runners[kind]


def may_watch(user: User | AnonymousUser, job: Job) -> bool:
    return job.owner_id == pk_of(user) or (job.kind in _watchers and _watchers[job.kind](user))


def words_of(job: Job) -> str:
    """How far it is. Also of a kind that nobody runs any more."""
    return _words.get(job.kind, _rows)(job)


def _rows(job: Job) -> str:
    done = _("%(done)s of %(total)s rows") % {"done": job.done, "total": job.total}
    if not job.failed:
        return done
    failed = ngettext("%(failed)s with an error", "%(failed)s with errors", job.failed) % {"failed": job.failed}
    return f"{done}, {failed}"
