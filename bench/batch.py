"""A list of 100 rows and one of 10,000, asked about by registered checks: the aim is under 100 times the time, in the same memory."""

import io
import resource
import time
import uuid
from dataclasses import dataclass
from statistics import median

from django.db import connection

from bench.aims import judged
from bench.clock import fastest
from bench.cpu import seconds_of
from employment.batches.models import Batch
from employment.batches.results import result_lines
from employment.batches.services import start_batch, upload_batch
from employment.receipts import PURPOSE, TYP
from portal import clock
from portal.events.actor import Actor
from portal.jobs.services import run_due_jobs
from portal.signing.jws import sign_jws
from portal.signing.keys import signer
from tests.employment.watch_world import make_organisation

FEW, MANY = 100, 10_000
AIM = 100
MORE_MEMORY = 1.5  # the same for ten rows and ten thousand, but for what an allocator keeps
TRIES = 6


def run() -> None:
    """The short list before and after the long one, so that a machine that is busy meanwhile is busy for both."""
    _measured(FEW)  # what is read once is read
    few = [_measured(FEW) for _try in range(TRIES)]
    before = _peak()
    many = _measured(MANY)
    after = _peak()
    few += [_measured(FEW) for _try in range(TRIES)]
    print(f"A list of checks: {FEW:,} rows (middle of {len(few)}), {MANY:,} rows, ratio (aim: under {AIM})")
    _compare("upload, check, result", median(cost.seconds for cost in few), many.seconds)
    _compare("CPU of worker and database", median(cost.cpu for cost in few), many.cpu)
    print(f"  {'peak memory':<28}{before:>8.0f} MB{after:>7.0f} MB   {after / before:>6.2f}", end="")
    print(judged("batch: peak memory", met=after / before < MORE_MEMORY))
    print(f"  {1000 * many.cpu / MANY:.2f} ms of CPU a row, of it {_signing_ms():.2f} for its signature")


def _compare(what: str, few: float, many: float) -> None:
    ratio = many / few
    print(f"  {what:<28}{few:>9.3f} s{many:>8.2f} s   {ratio:>6.1f}{judged(f'batch: {what}', met=ratio < AIM)}")


def _signing_ms() -> float:
    content, key = {"number": "R26000000", "answer": {"result": "valid"}, "law": ["115-FZ, art. 13.3"] * 6}, signer(PURPOSE)
    return fastest(lambda: sign_jws(content, PURPOSE, TYP, by=key), times=500)


@dataclass(frozen=True)
class Cost:
    seconds: float
    cpu: float


def _measured(rows: int) -> Cost:
    """From the file to the last line of the result."""
    organisation = make_organisation()
    actor = Actor("person", organisation.members.get().user_id)
    table = "series,number,reference\n" + "".join(f"77,{2600000000 + n},R{n}\n" for n in range(rows))
    begun, used = time.perf_counter(), _cpu()
    batch = upload_batch(
        organisation_id=organisation.pk, file=io.BytesIO(table.encode()), shown_name="b.csv", submission_key=uuid.uuid4(), actor=actor
    )
    start_batch(batch_id=batch.pk, actor=actor, on=clock.today())
    while Batch.objects.filter(pk=batch.pk, job__state__in=["waiting", "running"]).exists():
        run_due_jobs()
    assert sum(1 for _line in result_lines(batch)) == rows + 2
    return Cost(time.perf_counter() - begun, _cpu() - used)


def _cpu() -> float:
    """Of this process and of the database's session that serves it."""
    return time.process_time() + seconds_of(connection.connection.info.backend_pid)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
