"""Whatever dies while an order is applied to patents, it finishes, each patent once; and money that arrives meanwhile loses nothing."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from cases.models import Case
from patents.extendable import PATENTS
from patents.ledgers import price_or_none
from patents.models import Patent, PatentExtension, PatentTakeBack
from patents.services import record_payment
from patents.services import recount as counting
from patents.services.payments import Receipt
from permits.extensions import services
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.services import pieces
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.jobs.services import run_due_jobs
from tests.cases.acts import without_locks
from tests.factories import make_applicant, make_case, make_patent, make_user
from tests.patents.orders_world import DAYS, EXTENDED, ISSUED, PAID, approved, begun, two_months
from tests.permits.extensions.test_orders_survive import PATIENCE, end_lease, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)
MADE = 30
WAIT = 1.0  # seconds that a payment waits for an order which hangs at its lock


def many() -> None:
    person, office = make_applicant(), None
    for _n in range(MADE):
        case: Case = make_case("granted", person=person, **({"office": office} if office else {}))
        office = case.office
        make_patent("issued", case=case, issued_on=ISSUED, paid_through=PAID, expires_on=date(2027, 3, 14))


def small_pieces(order: ExtensionOrder, purpose: str) -> OrderRun:
    OrderRun.objects.filter(order=order, purpose=purpose).update(step=2)
    return OrderRun.objects.select_related("job").get(order=order, purpose=purpose)


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_a_worker_killed_at_any_moment_loses_one_piece_and_the_next_goes_on(percent):
    many()
    order = begun(approved())
    run = small_pieces(order, "apply")
    first = worker()
    wait_until(run, run.job.total // 2 * percent // 100, first)
    first.kill()
    first.wait()
    end_lease(run)
    assert worker().wait(PATIENCE) == 0
    order.refresh_from_db()
    assert order.status == "applied"
    assert set(Patent.objects.values_list("valid_through", flat=True)) == {EXTENDED}
    assert PatentExtension.objects.count() == Event.objects.filter(name="patents.PatentExtended").count() == MADE
    assert (last_day_differs(), not_extended()) == (0, 0)


def test_a_repeal_killed_in_the_middle_finishes_and_tells_once():
    many()
    order = begun(approved())
    run_due_jobs()
    first, second = (Actor("officer", make_user("supervisor").pk) for _n in range(2))
    order = services.propose_repeal(order_id=order.pk, act="Repeal", actor=first)
    services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=second)
    repeal = small_pieces(order, "repeal")
    dying = worker()
    wait_until(repeal, repeal.job.total // 2, dying)
    dying.kill()
    dying.wait()
    end_lease(repeal)
    assert worker().wait(PATIENCE) == 0
    order.refresh_from_db()
    assert order.status == "repealed"
    assert set(Patent.objects.values_list("valid_through", flat=True)) == {PAID}
    assert PatentTakeBack.objects.count() == Event.objects.filter(name="patents.PatentDaysTakenBack").count() == MADE
    assert (last_day_differs(), not_taken_back()) == (0, 0)


def meeting(monkeypatch: pytest.MonkeyPatch) -> tuple[Patent, ExtensionOrder]:
    """A payment that has read what orders gave lets an order come between, then writes."""
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: date(2026, 5, 10))
    patent, order = two_months(), begun(approved())
    looked, done = threading.Event(), threading.Event()
    read = counting.extensions

    def read_and_wait(asked: Patent) -> Any:
        found = read(asked)
        looked.set()
        done.wait(WAIT)
        return found

    def extend() -> None:
        looked.wait(PATIENCE)
        with transaction.atomic():
            now = clock.now()
            pieces.extend(PATENTS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)
        done.set()
        connections.close_all()

    monkeypatch.setattr(counting, "extensions", read_and_wait)
    thread = threading.Thread(target=extend)
    thread.start()
    price = price_or_none(patent.region, date(2026, 5, 10))
    assert price is not None
    receipt = Receipt("tax_advance", price, 1, date(2026, 5, 10), "demo", "race")
    record_payment(patent_id=patent.pk, receipts=[receipt], actor=SYSTEM, on=date(2026, 5, 10))
    thread.join()
    patent.refresh_from_db()
    return patent, order


def test_a_payment_and_an_order_at_the_same_moment_lose_neither(monkeypatch):
    patent, _order = meeting(monkeypatch)
    assert patent.paid_through == date(2026, 6, 14)
    assert patent.valid_through == date(2026, 6, 14) + timedelta(days=DAYS)
    assert PatentExtension.objects.get().stated == date(2026, 6, 14)  # it came second
    assert last_day_differs() == 0


def test_without_the_lock_the_payment_writes_over_what_the_order_gave(monkeypatch):
    without_locks(monkeypatch)
    patent, _order = meeting(monkeypatch)
    assert patent.valid_through == patent.paid_through
    assert last_day_differs() == 1


def test_two_workers_on_the_same_patents_at_the_same_moment_write_them_once():
    many()
    order = begun(approved())
    done: list[pieces.Done] = []
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        with transaction.atomic():
            now = clock.now()
            done.append(pieces.extend(PATENTS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now))
        connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(one.extended for one in done) == [0, MADE]
    assert Event.objects.filter(name="patents.PatentExtended").count() == MADE
