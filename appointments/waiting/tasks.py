from celery import shared_task

from appointments.waiting.services import end_entries, lapse_offers
from portal import clock


@shared_task
def tend_waiting_list() -> None:
    """Run by beat every minute: offers that were not answered go to the next one, entries whose days passed are closed."""
    lapse_offers(now=clock.now())
    end_entries(now=clock.now())
