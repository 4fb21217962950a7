from functools import partial

from celery import shared_task

from appointments.waiting.services import end_entries, lapse_offers, offer_opening_places
from portal import clock
from portal.separately import separately


@shared_task
def tend_waiting_list() -> None:
    """Run by beat every minute: offers that were not answered go to the next one, places that are about to open go to who has joined
    since they were given back, entries whose days passed are closed."""
    now = clock.now()
    separately(partial(lapse_offers, now=now), partial(offer_opening_places, now=now), partial(end_entries, now=now))
