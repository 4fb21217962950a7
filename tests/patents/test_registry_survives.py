"""A worker killed with -9 in the middle of a bank's file loses nothing and counts nothing twice."""

import os
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from patents import invariants as keep
from patents.models import Allocation, Payment, QueueWord, RegistryLine
from patents.services import open_charge
from patents.services import registry as service
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs.models import Job
from tests.apart import Process
from tests.patents.test_moves import issued, officer

TODAY = date(2026, 11, 25)
LINES = 520  # five whole pieces and a rest
PATIENCE = 120


def worker() -> Process:
    """A process of its own that does due jobs on the test database."""
    env = {**os.environ, "WORKER_DB": str(connection.settings_dict["NAME"])}
    return Process("-m", "tests.jobs.worker", env=env)


def file_of_a_bank() -> tuple[bytes, int]:
    """Every tenth line pays for a patent in parts, every twentieth repeats the line before it; the rest waits for an officer."""
    patent = issued()
    uin = open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=date(2026, 3, 15)).uin
    rows = ["УИП;Дата;Сумма;УИН;ИНН плательщика;Плательщик;Назначение платежа"]
    for number in range(LINES):
        told = f"U{number - 1}" if number % 20 == 19 else f"U{number}"
        rows.append(f"{told};20.03.2026;500,00;{uin if number % 10 == 0 else ''};;;")
    return "\r\n".join(rows).encode(), patent.pk


def drawn() -> int:
    """Payments that were begun, also by a piece that is not finished: a sequence is outside every transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM patents_payment_id_seq")
        return int(cursor.fetchone()[0])


def kill_inside_a_piece(process: Process, job: Job, *, after: int) -> int:
    """Kill once `after` lines are done and the next piece has written some payments. Returns how many it had begun."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "the worker ended early"
        assert time.monotonic() < deadline
        done = Job.objects.get(pk=job.pk).done
        begun = drawn() - (Payment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
        if done >= after and 10 < begun < service.PIECE - 10:
            process.kill()
            process.wait()
            return begun
        time.sleep(0.001)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0, 300])
def test_a_worker_killed_inside_a_piece_loses_and_repeats_no_payment(after: int):
    raw, patent_id = file_of_a_bank()
    with transaction.atomic():
        kept = service.upload_registry(raw=raw, actor=officer(), on=TODAY)
        job = service.start_import(registry_id=kept.pk, actor=officer())
    begun = kill_inside_a_piece(worker(), job, after=after)
    job.refresh_from_db()
    assert begun > 10  # the control: it died with payments in its hands
    assert job.done < LINES
    assert RegistryLine.objects.exclude(outcome="").count() == job.done
    assert Payment.objects.filter(source="registry").count() == RegistryLine.objects.filter(outcome__in=["counted", "unmatched"]).count()

    Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(next_attempt_at=clock.now())  # the lease of the dead ends
    assert worker().wait(PATIENCE) == 0
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", LINES)
    told = LINES - LINES // 20  # every twentieth line repeats the one before it
    assert Payment.objects.filter(source="registry").count() == told
    assert RegistryLine.objects.filter(outcome="known").count() == LINES // 20
    counted = Allocation.objects.filter(patent_id=patent_id, payment__source="registry")
    assert counted.count() == LINES // 10
    assert sum(row.payment.amount for row in counted.select_related("payment")) == Decimal(500) * (LINES // 10)
    waiting = told - LINES // 10
    assert Event.objects.filter(name="patents.PaymentUnmatched").count() == waiting
    assert QueueWord.objects.values("payment").distinct().count() == waiting
    assert (keep.counted_twice(), keep.payments_lost(), keep.paid_through_differs(), keep.payments_not_searchable()) == (0, 0, 0, 0)
