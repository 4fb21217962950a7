"""A list begins, within what its organisation may ask a day, or is thrown away unasked."""

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F, Sum

from employment.batches.errors import BatchMoved, DailyRowsSpent
from employment.batches.events import BatchStarted
from employment.batches.models import Batch
from employment.models import Organisation
from portal.events.actor import Actor
from portal.events.services import emit
from portal.jobs.services import start_job

KIND: Final = "batches.checks"
DAILY_ROWS: Final = 20_000


@transaction.atomic
def start_batch(*, batch_id: int, actor: Actor, on: date) -> Batch:
    """Ask about every row, in the background. `on` is the civil day (Moscow) whose limit the whole list counts against.

    Twice is once. Raises `BatchMoved`, `DailyRowsSpent`; a list that does not fit starts not at all."""
    # The organisation first: two lists of one organisation share its day.
    organisation = Organisation.objects.select_for_update().get(batches__pk=batch_id)
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.status == Batch.Status.STARTED:
        return batch
    if batch.status != Batch.Status.UPLOADED:
        raise BatchMoved
    rows = batch.total - batch.unreadable
    left = rows_left(organisation.pk, on=on)
    if rows > left:
        raise DailyRowsSpent(limit=DAILY_ROWS, left=left)
    batch.status, batch.started_on = Batch.Status.STARTED, on
    batch.job = start_job(kind=KIND, total=rows, actor=actor)
    batch.save(update_fields=["status", "started_on", "job"])
    emit(BatchStarted(batch_id=batch.pk, organisation_id=organisation.pk, rows=rows), actor=actor)
    return batch


@transaction.atomic
def discard_batch(*, batch_id: int) -> Batch:
    """A list that was not started goes, and its rows with it."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.status == Batch.Status.DISCARDED:
        return batch
    if batch.status != Batch.Status.UPLOADED:
        raise BatchMoved
    batch.status = Batch.Status.DISCARDED
    batch.save(update_fields=["status"])
    batch.rows.all().delete()
    return batch


def rows_left(organisation_id: int, *, on: date) -> int:
    """How many rows the organisation may still ask on `on` by lists."""
    started = Batch.objects.filter(organisation_id=organisation_id, started_on=on)
    return max(0, DAILY_ROWS - (started.aggregate(rows=Sum(F("total") - F("unreadable")))["rows"] or 0))


__all__ = ["DAILY_ROWS", "KIND", "discard_batch", "rows_left", "start_batch"]
