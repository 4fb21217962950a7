from celery import shared_task

from portal.codes.lists import build_due


@shared_task
def build_status_lists() -> None:
    """Run by beat: publishes what changed since the last time, and each list once an hour."""
    build_due()
