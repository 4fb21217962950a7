"""A list of 100 rows and one of 10,000, asked about by registered checks: the aim is under 100 times the time, in the same memory."""

import io
import resource
import time
import uuid

from employment.batches.models import Batch
from employment.batches.results import result_lines
from employment.batches.services import start_batch, upload_batch
from portal import clock
from portal.events.actor import Actor
from portal.jobs.services import run_due_jobs
from tests.employment.watch_world import make_organisation

FEW, MANY = 100, 10_000
AIM = 100


def run() -> None:
    _measured(FEW)  # what is read once is read
    few = min(_measured(FEW) for _try in range(3))
    before = _peak()
    many = _measured(MANY)
    after = _peak()
    ratio = many / few
    print(f"A list of checks: {FEW:,} rows, {MANY:,} rows, ratio (aim: under {AIM})")
    print(f"  upload, check, result {few:>8.2f} s{many:>9.2f} s   {ratio:>6.1f}{'' if ratio < AIM else '   above the aim'}")
    print(f"  peak memory           {before:>8.0f} MB{after:>8.0f} MB   {after / before:>6.2f}")


def _measured(rows: int) -> float:
    """Seconds from the file to the last line of the result."""
    organisation = make_organisation()
    actor = Actor("person", organisation.members.get().user_id)
    table = "series,number,reference\n" + "".join(f"77,{2600000000 + n},R{n}\n" for n in range(rows))
    begun = time.perf_counter()
    batch = upload_batch(
        organisation_id=organisation.pk, file=io.BytesIO(table.encode()), shown_name="b.csv", submission_key=uuid.uuid4(), actor=actor
    )
    start_batch(batch_id=batch.pk, actor=actor, on=clock.today())
    while Batch.objects.filter(pk=batch.pk, job__state__in=["waiting", "running"]).exists():
        run_due_jobs()
    assert sum(1 for _line in result_lines(batch)) == rows + 2
    return time.perf_counter() - begun


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
