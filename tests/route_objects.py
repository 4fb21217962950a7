"""What addresses name: for each part of an address, how the owner's own object is made. `tests/test_routes.py` asks once for a world."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from patents.credential.lists import build_block
from patents.credential.models import StatusBlock
from portal.jobs.models import Job


def _job(world: Any) -> Any:
    return Job.objects.create(kind="tests.rows", owner=world.owner, total=3, next_attempt_at=timezone.now()).pk


def _list_block(_world: Any) -> int:
    StatusBlock.objects.get_or_create(number=0)
    build_block(0)
    return 0


MADE: dict[str, Callable[[Any], Any]] = {
    "job_id": _job,
    "list_kind": lambda _world: "revoked",
    "list_block": _list_block,
}
