"""A file becomes the rows of a list, a thousand at a time; nothing is asked yet."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import IO, Final

from django.db import IntegrityError, transaction

from employment.batches.errors import TooManyLists
from employment.batches.models import Batch, BatchRow
from employment.batches.reading import Row, rows_of
from portal import clock
from portal.events.actor import Actor

KEPT: Final = timedelta(days=30)
MOST_WAITING: Final = 5  # uploaded and not started, per organisation
_CHUNK: Final = 1000


def upload_batch(
    *, organisation_id: int, file: IO[bytes], shown_name: str, submission_key: uuid.UUID, actor: Actor, token_id: int | None = None
) -> Batch:
    """The list as it was read. The same `submission_key` again is the list that exists. With `token_id` a program sent it: each row
    is then asked by that token while it works, and `actor` is who made it. Raises `FileRefused`, `TooManyLists`."""
    known = Batch.objects.filter(submission_key=submission_key, organisation_id=organisation_id).first()
    if known is not None:
        return known
    batch = Batch(
        organisation_id=organisation_id,
        uploaded_by_id=actor.human_id,
        token_id=token_id,
        submission_key=submission_key,
        shown_name=shown_name,
        created_at=clock.now(),
        keep_until=clock.today() + KEPT,
    )
    try:
        return _written(batch, file)
    except IntegrityError:  # the same form arrived in another request at the same time
        return Batch.objects.get(submission_key=submission_key, organisation_id=organisation_id)


@transaction.atomic
def _written(batch: Batch, file: IO[bytes]) -> Batch:
    if Batch.objects.filter(organisation_id=batch.organisation_id, status=Batch.Status.UPLOADED).count() >= MOST_WAITING:
        raise TooManyLists(limit=MOST_WAITING)
    batch.save(force_insert=True)
    rows = rows_of(file)
    while chunk := list(islice(rows, _CHUNK)):
        BatchRow.objects.bulk_create(_kept(batch, chunk))
        batch.total += len(chunk)
        batch.unreadable += sum(bool(row.problem) for row in chunk)
    batch.save(update_fields=["total", "unreadable"])
    return batch


def _kept(batch: Batch, chunk: list[Row]) -> Iterator[BatchRow]:
    """A row that cannot be asked about is done from the start: its problem is its result, and what it said is not kept."""
    now = clock.now()
    for row in chunk:
        asked = {name: value for name, value in row.cells.items() if name != "reference" and value}
        yield BatchRow(
            batch=batch,
            number=row.number,
            asked="" if row.problem else json.dumps(asked, ensure_ascii=False),
            reference=row.cells.get("reference", ""),
            problem=row.problem,
            done_at=now if row.problem else None,
        )


__all__ = ["KEPT", "MOST_WAITING", "upload_batch"]
