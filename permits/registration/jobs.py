"""The rows of a list are filed piece by piece; a dead worker loses one unfinished piece and repeats it."""

import json
import uuid
from typing import Final

from django.db import transaction

from permits.registration.models import ArrivalList, ArrivalListRow
from permits.registration.reading import Problem, data_of
from permits.registration.selectors import civil_today
from permits.registration.services.arrivals import file_arrival
from permits.registration.services.lists import KIND
from portal import clock
from portal.errors import DomainError
from portal.events.actor import Actor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs

ROWS_AT_ONCE: Final = 50


@runs(KIND)
def file_rows(job: Job) -> Chunk:
    found = ArrivalList.objects.select_related("host").get(job=job)
    rows = list(found.rows.filter(done_at=None).order_by("number")[: ROWS_AT_ONCE + 1])
    now = rows[:ROWS_AT_ONCE]
    failed = sum(not _file(found, row, actor=Actor("person", job.owner_id)) for row in now)
    ArrivalListRow.objects.bulk_update(now, ["done_at", "problem", "field", "notice", "told"])
    return Chunk(done=len(now), failed=failed, more=len(rows) > ROWS_AT_ONCE)


def _file(found: ArrivalList, row: ArrivalListRow, *, actor: Actor) -> bool:
    """Fill the row: a notice, or a problem and its column. The key of the notice follows from list and row: twice files once."""
    data, row.done_at = data_of(json.loads(row.told)), clock.now()
    row.told = ""
    if isinstance(data, Problem):
        row.problem, row.field = data.code, data.field
        return False
    key = uuid.uuid5(found.number, str(row.number))
    try:
        with transaction.atomic():
            row.notice = file_arrival(host_id=found.host_id, data=data, submission_key=key, actor=actor, on=civil_today(found.host.region))
    except DomainError as error:
        row.problem = error.code
        return False
    return True
