"""The rows of a list are asked about piece by piece; a dead worker loses one unfinished piece and repeats it."""

import json
from collections.abc import Sequence
from typing import Final

from django.db import connection

from employment.batches.asking import Asked, Outcome, ask_all
from employment.batches.models import Batch, BatchRow
from employment.batches.services.finishing import finish_batch
from employment.batches.services.starting import KIND
from portal import clock
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs

ROWS_AT_ONCE: Final = 100

# One statement whatever the size of the piece. A share code and a birth date are wiped; a patent's number names nobody.
_FILL = """
    UPDATE batches_batchrow AS kept
       SET done_at = %s, problem = new.problem, result = new.result, valid_through = new.valid_through, receipt_id = new.receipt,
           asked = CASE WHEN new.wiped THEN '' ELSE kept.asked END
      FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::bigint[], %s::bool[])
           AS new (id, problem, result, valid_through, receipt, wiped)
     WHERE kept.id = new.id
"""


@runs(KIND)
def ask_rows(job: Job) -> Chunk:
    batch = Batch.objects.get(job=job)
    to_do = batch.rows.filter(done_at__isnull=True).order_by("number")
    rows = list(to_do[:ROWS_AT_ONCE])
    asked = [Asked(row.number, json.loads(row.asked)) for row in rows]
    outcomes = ask_all(batch, asked, on=clock.today())
    _fill(rows, asked, outcomes)
    more = to_do.exists()
    if not more:
        finish_batch(batch)
    return Chunk(done=len(rows), failed=sum(bool(outcome.problem) for outcome in outcomes), more=more)


def _fill(rows: Sequence[BatchRow], asked: Sequence[Asked], outcomes: Sequence[Outcome]) -> None:
    receipts = [outcome.receipt for outcome in outcomes]
    columns = (
        [row.pk for row in rows],
        [outcome.problem for outcome in outcomes],
        [receipt.result if receipt else "" for receipt in receipts],
        [receipt.valid_through if receipt else None for receipt in receipts],
        [receipt.pk if receipt else None for receipt in receipts],
        ["series" not in one.cells for one in asked],
    )
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [clock.now(), *columns])


__all__ = ["ask_rows"]
