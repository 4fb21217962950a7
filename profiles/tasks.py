"""Doors of the worker."""

from celery import shared_task

from portal.separately import separately
from profiles.services.documents import sweep_stray_files
from profiles.services.family import close_and_warn
from profiles.services.hand_over import hand_over_and_tell
from profiles.services.invitations import end_old_invitations


@shared_task
def sweep_files() -> None:
    """Delete files whose upload or removal was cut off half-way. Beat calls it every hour; twice changes nothing."""
    sweep_stray_files()


@shared_task
def end_guardianships() -> None:
    """Write down what an 18th birthday ended, tell of those that are near, and forget invitations that nobody followed. Beat calls it
    every hour; twice changes nothing."""
    separately(close_and_warn, _end_old_invitations, hand_over_and_tell)


def _end_old_invitations() -> None:
    while end_old_invitations():
        pass
