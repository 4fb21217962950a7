from celery import shared_task

from permits.interim.services import renew_certificates


@shared_task
def renew_interim_certificates() -> None:
    """Run by beat every hour: who waits for a decision never holds a code that has ended."""
    renew_certificates()
