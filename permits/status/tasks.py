from celery import shared_task

from permits.status.services import remind_everybody

PIECES = 20  # then the task ends well below its time limit, and beat calls it again


@shared_task
def remind_of_duties() -> None:
    """Run by beat. Goes on with the round of the day; twice at once, or again after it is finished, sends nothing twice."""
    remind_everybody(pieces=PIECES)
