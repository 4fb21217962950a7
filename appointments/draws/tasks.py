from celery import shared_task

from appointments.draws.services import tend_draws
from portal import clock


@shared_task
def tend() -> None:
    """Run by beat every half minute: opens, closes, casts and settles every draw whose moment has come."""
    tend_draws(now=clock.now())
