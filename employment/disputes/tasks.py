from celery import shared_task

from employment.disputes.services import announce_overdue, remind_of_overdue
from portal.separately import separately


@shared_task
def announce_overdue_disputes() -> None:
    """Run by beat every minute: tells supervisors and both sides of disputes past their last day, once, and
    reminds supervisors while nobody decides."""
    separately(announce_overdue, remind_of_overdue)
