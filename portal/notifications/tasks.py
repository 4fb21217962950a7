from celery import shared_task

from portal.notifications.delivery import deliver_due


@shared_task
def deliver_messages() -> None:
    """Run by a nudge on commit and by beat every few seconds. Two at once share the rows."""
    deliver_due()
