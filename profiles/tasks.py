"""Doors of the worker."""

from celery import shared_task

from profiles.services.documents import sweep_stray_files


@shared_task
def sweep_files() -> None:
    """Delete files whose upload or removal was cut off half-way. Beat calls it every hour; twice changes nothing."""
    sweep_stray_files()
