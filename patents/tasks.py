from celery import shared_task

from patents.services import announce_lapses, forget_questions, warn_of_ends


@shared_task
def warn_holders() -> None:
    """Run by beat. Two at once, or one after a day of silence, send each warning once."""
    warn_of_ends()
    announce_lapses()


@shared_task
def sweep_questions() -> None:
    """Run by beat every hour: what the public check was asked goes on its day."""
    forget_questions()
