from celery import shared_task

from employment.batches.services import sweep_batches as sweep


@shared_task
def sweep_batches() -> None:
    """Run by beat: the rows of lists whose thirty days are over go."""
    sweep()
