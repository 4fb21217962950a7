"""Rule 8: a worker killed with -9 at any moment loses one unfinished piece; the next one goes on where the count ends."""

import os
import time

import pytest
from django.db import connection, transaction

from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs import registry, services
from portal.jobs.models import Job
from tests.apart import Process
from tests.jobs.worker import KIND, write_facts

ROWS = 400
PATIENCE = 60


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setitem(registry._runners, KIND, write_facts)


def worker() -> Process:
    env = {**os.environ, "WORKER_DB": str(connection.settings_dict["NAME"])}
    return Process("-m", "tests.jobs.worker", env=env)


def wait_until(job: Job, *, done: int, process: Process) -> None:
    deadline = time.monotonic() + PATIENCE
    while Job.objects.get(pk=job.pk).done < done:
        assert process.poll() is None, "the worker ended early"
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("percent", [1, 50, 99])
def test_killed_at_any_moment_every_row_is_done_exactly_once(percent):
    with transaction.atomic():
        job = services.start_job(kind=KIND, total=ROWS, actor=SYSTEM)
    first = worker()
    wait_until(job, done=ROWS * percent // 100, process=first)
    first.kill()
    first.wait()
    job.refresh_from_db()
    assert Event.objects.filter(name="tests.Row").count() == job.done
    Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(next_attempt_at=clock.now())  # the lease of the dead ends
    assert worker().wait(PATIENCE) == 0
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", ROWS)
    assert sorted(Event.objects.filter(name="tests.Row").values_list("subject_id", flat=True)) == list(range(ROWS))
