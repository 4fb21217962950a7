"""What addresses name: for each part of an address, how the owner's own object is made. `tests/test_routes.py` asks once for a world."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from patents.card.models import Card, CardBatch
from patents.services import open_charge
from portal import clock
from portal.events.actor import SYSTEM
from portal.jobs.models import Job
from tests.factories import make_office, make_payment


def _job(world: Any) -> Any:
    return Job.objects.create(kind="tests.rows", owner=world.owner, total=3, next_attempt_at=timezone.now()).pk


def _card(world: Any) -> Any:
    return Card.objects.create(patent=world.patent).pk


def _card_batch(world: Any) -> Any:
    now = timezone.now()
    job = Job.objects.create(kind="patents.cards", owner=world.officer, state="done", next_attempt_at=now, finished_at=now)
    return CardBatch.objects.create(job=job, office=make_office()).pk


def _payment(world: Any) -> Any:
    return make_payment(world.patent).pk


def _charge(world: Any) -> Any:
    return open_charge(patent_id=world.patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=clock.today()).pk


MADE: dict[str, Callable[[Any], Any]] = {
    "job_id": _job,
    "card_id": _card,
    "card_batch_id": _card_batch,
    "payment_id": _payment,
    "charge_id": _charge,
}
