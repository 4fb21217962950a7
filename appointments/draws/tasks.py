from celery import shared_task

from appointments.draws.openings import tell_of_undrawn_days
from appointments.draws.services import tend_draws
from portal import clock
from portal.separately import separately


@shared_task
def tend() -> None:
    """Run by beat every half minute: opens, closes, casts and settles every draw whose moment has come, and tells of days without one."""
    separately(lambda: tend_draws(now=clock.now()), tell_of_undrawn_days)
