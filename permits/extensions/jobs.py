"""Dry runs, applications and repeals, a range of documents at a time: a worker that dies loses one piece, which is done again."""

from permits.extensions.services.applying import apply_some, take_back_some
from permits.extensions.services.dry_run import try_some
from permits.extensions.services.runs import KINDS, locked_run
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs


@runs(KINDS["dry_run"])
def dry_run(job: Job) -> Chunk:
    return try_some(locked_run(job), job)


@runs(KINDS["apply"])
def application(job: Job) -> Chunk:
    return apply_some(locked_run(job), job)


@runs(KINDS["repeal"])
def repeal(job: Job) -> Chunk:
    return take_back_some(locked_run(job), job)


__all__ = ["application", "dry_run", "repeal"]
