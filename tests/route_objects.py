"""What addresses name: for each part of an address, how the owner's own object is made. `tests/test_routes.py` asks once for a world."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from portal.jobs.models import Job
from tests.factories import make_payment


def _job(world: Any) -> Any:
    return Job.objects.create(kind="tests.rows", owner=world.owner, total=3, next_attempt_at=timezone.now()).pk


def _payment(world: Any) -> Any:
    return make_payment(world.patent).pk


MADE: dict[str, Callable[[Any], Any]] = {
    "job_id": _job,
    "payment_id": _payment,
}
