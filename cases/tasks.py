from celery import shared_task

from cases.services import announce_overdue


@shared_task
def announce_overdue_cases() -> None:
    """Run by beat every minute: tells supervisors about cases past their legal deadline."""
    announce_overdue()
