"""What our processes do when Celery starts them."""

import contextlib
import os
from pathlib import Path
from typing import Any

from celery.signals import beat_init, heartbeat_sent, worker_process_init
from kombu.exceptions import OperationalError

from portal.runtime.children import die_with_parent


@worker_process_init.connect
def _die_with_the_worker(**_: Any) -> None:
    """A child of a killed worker must not go on alone."""
    die_with_parent()


@beat_init.connect
def _show_life_at_once(**_: Any) -> None:
    """The first beat is not a whole period late: a restarted portal is ready as soon as it is."""
    from portal.runtime.tasks import heartbeat

    with contextlib.suppress(OperationalError):  # the schedule sends it again
        heartbeat.delay()


@heartbeat_sent.connect
def _leave_a_sign_of_life(**_: Any) -> None:
    """Every few seconds, while the worker talks to the broker: a container's health check looks at the file's age."""
    if path := os.environ.get("WORKER_ALIVE_FILE"):
        Path(path).touch()
