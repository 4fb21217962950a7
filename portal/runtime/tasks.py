"""Periodic work of operation itself."""

from celery import shared_task

from portal.runtime import health


@shared_task
def heartbeat() -> None:
    """Beat sent this and a worker ran it: both are alive."""
    health.record_heartbeat()
