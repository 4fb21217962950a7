"""The rows of a list are asked about piece by piece; a dead worker loses one unfinished piece and repeats it."""

import json
from datetime import date
from typing import Final

import structlog
from django.db import DatabaseError, transaction

from employment.batches.asking import ask
from employment.batches.models import Batch, BatchRow
from employment.batches.services.finishing import finish_batch
from employment.batches.services.starting import KIND
from employment.models import PatentCheck
from portal import clock
from portal.errors import DomainError
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs

log = structlog.get_logger(__name__)
ROWS_AT_ONCE: Final = 50


@runs(KIND)
def ask_rows(job: Job) -> Chunk:
    batch = Batch.objects.select_related("organisation", "uploaded_by").get(job=job)
    rows = list(batch.rows.filter(done_at__isnull=True).order_by("number")[:ROWS_AT_ONCE])
    failed = sum(not _answer(batch, row, on=clock.today()) for row in rows)
    BatchRow.objects.bulk_update(rows, ["done_at", "problem", "result", "valid_through", "receipt", "asked"])
    more = len(rows) == ROWS_AT_ONCE and batch.rows.filter(done_at__isnull=True).exclude(pk__in=[row.pk for row in rows]).exists()
    if not more:
        finish_batch(batch)
    return Chunk(done=len(rows), failed=failed, more=more)


def _answer(batch: Batch, row: BatchRow, *, on: date) -> bool:
    """Fill the row: a result with its receipt, or a problem. What was typed is wiped, except a patent's number, which names nobody."""
    asked = json.loads(row.asked)
    row.done_at = clock.now()
    try:
        receipt = _in_its_own_step(batch, row.number, asked, on=on)
    except DomainError as error:
        row.problem = error.code[:60]
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 (one row that breaks stops no list: it says so, and an operator reads the log)
        log.error("batch_row_failed", batch=batch.pk, row=row.number, error=type(error).__name__)
        row.problem = "failed"
    else:
        row.receipt, row.result, row.valid_through = receipt, receipt.result if receipt else "", receipt.valid_through if receipt else None
        row.problem = "" if receipt else "code_refused"
    row.asked = row.asked if "series" in asked else ""
    return not row.problem


def _in_its_own_step(batch: Batch, number: int, asked: dict[str, str], *, on: date) -> PatentCheck | None:
    """What a row that breaks had written goes; what a refused code has counted stays."""
    with transaction.atomic():
        return ask(batch, number, asked, on=on)


__all__ = ["ask_rows"]
