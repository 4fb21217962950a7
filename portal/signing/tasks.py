from celery import shared_task

from portal.signing.revocations import refresh_revocation_lists


@shared_task
def refresh_revocations() -> None:
    """Run by beat: no list of revoked certificates comes near its end."""
    refresh_revocation_lists()
