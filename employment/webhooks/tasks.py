from celery import shared_task

from employment.webhooks.delivery import deliver_due


@shared_task
def deliver_webhooks() -> None:
    """Run by a nudge on commit and by beat every few seconds. Two at once take different notices."""
    deliver_due()
