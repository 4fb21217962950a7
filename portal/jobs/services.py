"""Starting long work, doing it piece by piece, and ending it. A worker that dies loses one unfinished piece and nothing else."""

import uuid
from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import F

from portal import clock
from portal.events.actor import Actor
from portal.jobs import registry
from portal.jobs.models import Job
from portal.jobs.nudge import nudge_jobs

log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=60)  # longer than any piece
LONGEST_TURN: Final = timedelta(seconds=120)  # then other jobs have their turn; below the task's time limit
MOST_ATTEMPTS: Final = 5


def start_job(*, kind: str, total: int, actor: Actor, done: int = 0) -> Job:
    """Queue long work of `total` rows, `done` of which an earlier job has finished. Call it in the transaction that writes the rows."""
    registry.runner(kind)
    job = Job.objects.create(kind=kind, owner_id=actor.user_id, total=total, done=done, next_attempt_at=clock.now())
    transaction.on_commit(nudge_jobs)
    return job


@transaction.atomic
def cancel_job(*, job_id: uuid.UUID) -> Job:
    """Stop after the piece that is being done. Finished rows stay finished; a finished job stays as it is."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state in Job.OPEN:
        _end(job, Job.State.CANCELLED)
    return job


def run_due_jobs() -> int:
    """Do what is due, oldest first, until nothing is or this turn is long enough. Returns how many pieces were done."""
    deadline, pieces = clock.now() + LONGEST_TURN, 0
    while clock.now() < deadline and (job_id := _claim()) is not None:
        while clock.now() < deadline and run_piece(job_id):
            pieces += 1
        _give_back(job_id)
    return pieces


def run_piece(job_id: uuid.UUID) -> bool:
    """One piece and its count in one transaction. True while rows are left. A piece that fails is tried again later, at most
    `MOST_ATTEMPTS` times in a row; then the job has failed and says so."""
    try:
        with transaction.atomic():
            job = Job.objects.select_for_update().get(pk=job_id)
            if job.state not in Job.OPEN:
                return False
            chunk = registry.runner(job.kind)(job)
            _count(job, chunk)
            return chunk.more
    except Exception as error:  # noqa: BLE001 (whatever a runner raises, the job waits or ends in sight)
        _record_failure(job_id, error)
        return False


@transaction.atomic
def _claim() -> uuid.UUID | None:
    """The oldest due job, leased to this worker. One whose worker died becomes due again when its lease ends."""
    now = clock.now()
    due = Job.objects.filter(state__in=Job.OPEN, next_attempt_at__lte=now).order_by("next_attempt_at", "id")
    job = due.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.state, job.started_at, job.next_attempt_at = Job.State.RUNNING, job.started_at or now, now + LEASE
    job.save(update_fields=["state", "started_at", "next_attempt_at"])
    return job.pk


def _count(job: Job, chunk: registry.Chunk) -> None:
    job.done, job.failed, job.attempts = job.done + chunk.done, job.failed + chunk.failed, 0
    job.next_attempt_at = clock.now() + LEASE
    job.save(update_fields=["done", "failed", "attempts", "next_attempt_at"])
    if not chunk.more:
        _end(job, Job.State.DONE)


def _end(job: Job, state: str) -> None:
    job.state, job.finished_at = state, clock.now()
    job.save(update_fields=["state", "finished_at"])


def _give_back(job_id: uuid.UUID) -> None:
    """An unfinished job whose turn is over is due at once, behind those that waited."""
    open_ones = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=0)
    open_ones.update(next_attempt_at=clock.now())


@transaction.atomic
def _record_failure(job_id: uuid.UUID, error: Exception) -> None:
    Job.objects.filter(pk=job_id, state__in=Job.OPEN).update(attempts=F("attempts") + 1, last_error=type(error).__name__[:200])
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state not in Job.OPEN:
        return
    log.error("job_piece_failed", job=str(job_id), kind=job.kind, error=type(error).__name__, attempts=job.attempts)
    if job.attempts >= MOST_ATTEMPTS:
        _end(job, Job.State.FAILED)
    else:
        Job.objects.filter(pk=job_id).update(next_attempt_at=clock.now() + timedelta(seconds=2**job.attempts))


__all__ = ["cancel_job", "run_due_jobs", "run_piece", "start_job"]
