from celery import shared_task

from appointments.load.noting import note_lead_times
from portal import clock


@shared_task
def note_days_to_first_free() -> None:
    """Run by beat every half hour: each service at each office once a day, from noon on by its clock."""
    note_lead_times(now=clock.now())
