from celery import shared_task

from portal.jobs.services import run_due_jobs


@shared_task
def run_jobs() -> None:
    """Run by a nudge on commit and by beat every few seconds. Two at once take different jobs."""
    run_due_jobs()
