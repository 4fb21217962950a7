from celery import shared_task

from permits.proof.sweeping import forget_questions


@shared_task
def sweep_questions() -> None:
    """Run by beat every hour: what the public check was asked goes on its day."""
    forget_questions()
