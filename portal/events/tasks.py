from celery import shared_task

from portal.events.relay import dispatch_pending


@shared_task
def dispatch_events() -> None:
    """Run by a nudge on commit and by beat every few seconds."""
    dispatch_pending()
