from celery import shared_task

from appointments.board.services import close_past_days


@shared_task
def close_days() -> None:
    """Run by beat every ten minutes: when the day of an office is over, who never came has missed the appointment."""
    close_past_days()
