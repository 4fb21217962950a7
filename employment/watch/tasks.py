from celery import shared_task

from employment.watch.services import look_at_due


@shared_task
def look_at_watches() -> None:
    """Run by beat: everything whose day has come is looked at and told, once."""
    look_at_due()
