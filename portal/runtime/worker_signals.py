"""What our processes do when Celery forks: a child of a killed worker must not go on alone."""

from typing import Any

from celery.signals import worker_process_init

from portal.runtime.children import die_with_parent


@worker_process_init.connect
def _die_with_the_worker(**_: Any) -> None:
    die_with_parent()
