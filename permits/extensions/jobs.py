"""Dry runs, applications and repeals, a range of documents at a time: a worker that dies loses one piece, which is done again."""

from typing import Any

from django.utils.translation import gettext as _

from permits.extensions.services.applying import apply_some, take_back_some
from permits.extensions.services.dry_run import try_some
from permits.extensions.services.runs import KINDS, locked_run
from portal.accounts.permissions import is_supervisor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs


def _how_far(job: Job) -> str:
    """In per cent: the rows are places in tables, gone through twice, and no number that anybody compares."""
    return _("%(percent)s %% of the work") % {"percent": job.percent}


# Whoever decides about orders sees how far one is, not only who pressed the button.
shared: dict[str, Any] = {"words": _how_far, "watched_by": is_supervisor}


@runs(KINDS["dry_run"], **shared)
def dry_run(job: Job) -> Chunk:
    return try_some(locked_run(job), job)


@runs(KINDS["apply"], **shared)
def application(job: Job) -> Chunk:
    return apply_some(locked_run(job), job)


@runs(KINDS["repeal"], **shared)
def repeal(job: Job) -> Chunk:
    return take_back_some(locked_run(job), job)


__all__ = ["application", "dry_run", "repeal"]
