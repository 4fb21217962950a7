from celery import shared_task


@shared_task
def deliver_messages() -> None:
    """Run by a nudge on commit and by beat every few seconds."""
