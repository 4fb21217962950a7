from celery import shared_task

from appointments.services import expire_holds, remind_due, tidy_seen_documents
from portal import clock


@shared_task
def expire_holds_over() -> None:
    """Run by beat twice a minute: places that nobody confirmed in time are free again, and nobody has one by a document that an officer
    saw with somebody else."""
    expire_holds(now=clock.now())
    tidy_seen_documents()


@shared_task
def remind_of_visits() -> None:
    """Run by beat every five minutes: three days and three hours before the visit."""
    remind_due(now=clock.now())
