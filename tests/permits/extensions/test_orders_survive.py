"""Rule 8: whatever dies while an order is applied, it finishes: nothing extended twice, nobody missed, nobody told twice."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections, transaction

from permits.extensions import services
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back
from permits.extensions.models import ExtensionOrder, OrderRun, PermitExtension, PermitTakeBack
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import drafting, pieces
from permits.extensions.services.locking import content_hash
from permits.models import Permit
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Delivery, Event
from portal.jobs.models import Job
from portal.jobs.services import run_due_jobs, run_piece
from tests.apart import Process
from tests.factories import make_applicant, make_permit, make_user
from tests.permits.extensions.documents import make_order

PERMITS_MADE = 200
PATIENCE = 120
STATED = date(2028, 3, 1)


@pytest.fixture
def order(transactional_db: None) -> ExtensionOrder:
    """Approved, over two hundred permits of one person."""
    person = make_applicant()
    first = make_permit(person=person, valid_until_stated=STATED)
    rows = [Permit(**{**_fields(first), "number": f"S{n}"}) for n in range(PERMITS_MADE - 1)]
    Permit.objects.bulk_create(rows)
    order = make_order("approved")
    order.content_hash = content_hash(order)
    order.save(update_fields=["content_hash"])
    return order


def _fields(permit: Permit) -> dict[str, Any]:
    names = ("person_id", "kind", "series", "citizenship", "region", "issued_on", "valid_until_stated", "valid_until")
    return {name: getattr(permit, name) for name in names}


def begin(order: ExtensionOrder) -> OrderRun:
    services.begin_applying(order_id=order.pk, actor=Actor("officer", make_user("supervisor").pk), on=clock.today())
    OrderRun.objects.filter(order=order).update(step=2)
    return OrderRun.objects.select_related("job").get(order=order)


def worker() -> Process:
    return Process("-m", "tests.permits.extensions.worker", env={**os.environ, "WORKER_DB": str(connection.settings_dict["NAME"])})


def wait_until(run: OrderRun, done: int, process: Process) -> None:
    deadline = time.monotonic() + PATIENCE
    while Job.objects.get(pk=run.job_id).done < done:
        assert process.poll() is None, "the worker ended early"
        assert time.monotonic() < deadline
        time.sleep(0.001)


def end_lease(run: OrderRun) -> None:
    Job.objects.filter(pk=run.job_id, state__in=Job.OPEN).update(next_attempt_at=clock.now())


def assert_done_once(order: ExtensionOrder) -> None:
    order.refresh_from_db()
    assert order.status == "applied"
    assert set(Permit.objects.values_list("valid_until", flat=True)) == {STATED + timedelta(days=90)}
    assert PermitExtension.objects.count() == Event.objects.filter(name="extensions.PermitExtended").count() == PERMITS_MADE
    assert Delivery.objects.filter(event__name="extensions.PermitExtended").count() == PERMITS_MADE
    assert (last_day_differs(), not_extended()) == (0, 0)


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_a_worker_killed_at_any_moment_loses_one_piece_and_the_next_goes_on(order, percent):
    run = begin(order)
    first = worker()
    wait_until(run, run.job.total // 2 * percent // 100, first)
    first.kill()
    first.wait()
    end_lease(run)
    assert worker().wait(PATIENCE) == 0
    assert_done_once(order)


def test_a_second_worker_on_the_same_order_changes_nothing(order):
    run = begin(order)
    both = [worker(), worker()]
    deadline = time.monotonic() + PATIENCE
    while any(one.poll() is None for one in both):
        end_lease(run)  # each believes that the other is dead
        assert time.monotonic() < deadline
        time.sleep(0.01)
    end_lease(run)
    run_due_jobs()
    assert_done_once(order)


def test_the_database_drops_every_session_in_the_middle_and_the_run_finishes(order):
    """What a restart does to a worker: its transaction is gone, the next piece begins on a new session."""
    run = begin(order)
    first = worker()
    wait_until(run, run.job.total // 4, first)
    drop_all_sessions_but_ours()
    first.wait(PATIENCE)
    end_lease(run)
    assert worker().wait(PATIENCE) == 0
    assert_done_once(order)


def drop_all_sessions_but_ours() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_two_people_press_apply_and_one_is_heard(order):
    heard: list[str] = []

    def press() -> None:
        try:
            services.begin_applying(order_id=order.pk, actor=SYSTEM, on=clock.today())
            heard.append("begun")
        except Exception as refused:  # noqa: BLE001
            heard.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _n in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(heard) == ["OrderMovedOn", "begun"]
    assert OrderRun.objects.count() == 1


def ready(**fields: Any) -> ExtensionOrder:
    order = make_order("ready", **fields)
    order.content_hash = content_hash(order)
    order.save(update_fields=["content_hash"])
    return order


def approved_at_once(*orders: ExtensionOrder) -> list[str]:
    """What each of the second people hears; all of them have been let in before anybody writes."""
    heard: list[str] = []
    seconds = [Actor("officer", make_user("supervisor").pk) for _order in orders]
    barrier = threading.Barrier(len(orders))

    def press(order: ExtensionOrder, second: Actor) -> None:
        barrier.wait()
        try:
            services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=second)
            heard.append("approved")
        except Exception as refused:  # noqa: BLE001
            heard.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(orders, seconds, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(heard)


@pytest.mark.parametrize("words", [{}, {"days": 30}, {"days": 30, "window_to": date(2029, 12, 31), "citizenships": ["TJ"]}])
def test_of_two_orders_that_overlap_and_are_approved_at_the_same_moment_one_is_refused(transactional_db, words):
    assert approved_at_once(ready(), ready(**words)) == ["OrderNotSound", "approved"]
    assert ExtensionOrder.objects.filter(status="approved").count() == 1


def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the services' lock: both have judged before either has written."""
    judged = threading.Barrier(2)
    judge = drafting.guard_sound

    def slow(*words: Any, **more: Any) -> None:
        judge(*words, **more)
        judged.wait(PATIENCE)

    monkeypatch.setattr(drafting, "one_into_force_at_a_time", lambda: None)
    monkeypatch.setattr(drafting, "guard_sound", slow)


def test_without_lock_and_trigger_both_of_two_orders_that_overlap_would_be_approved(transactional_db, monkeypatch):
    """The control: nobody waits for anybody, and both have judged before either has written."""
    orders = ready(), ready(days=30)
    nobody_waits(monkeypatch)
    with without_trigger():
        assert approved_at_once(*orders) == ["approved", "approved"]


def test_without_the_services_lock_the_table_itself_refuses_the_second_of_two_orders_that_overlap(transactional_db, monkeypatch):
    orders = ready(), ready(days=30)
    nobody_waits(monkeypatch)
    assert approved_at_once(*orders) == ["IntegrityError", "approved"]


@contextmanager
def without_trigger() -> Iterator[None]:
    table, name = ExtensionOrder._meta.db_table, _trigger()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _trigger() -> str:
    (name,) = [one.get_pgid(ExtensionOrder) for one in ExtensionOrder._meta.triggers if one.name == "order_is_alone_in_force"]
    return name


def piece_of(order: ExtensionOrder) -> pieces.Done:
    with transaction.atomic():
        now = clock.now()
        return pieces.extend(PERMITS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)


def test_two_workers_on_the_same_range_at_the_same_moment_write_it_once(order):
    """The ledger's key decides, not the lock of the job: both are let in at once."""
    order = begin(order).order
    done: list[pieces.Done] = []
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        done.append(piece_of(order))
        connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(one.extended for one in done) == [0, PERMITS_MADE]
    assert Event.objects.filter(name="extensions.PermitExtended").count() == PERMITS_MADE


def test_without_the_ledger_a_replay_would_tell_everybody_twice(order, monkeypatch):
    """The control: news taken from the update instead of from what the ledger accepted."""
    order = begin(order).order
    piece_of(order)
    _without_the_guard(monkeypatch)
    piece_of(order)
    assert Event.objects.filter(name="extensions.PermitExtended").count() == 2 * PERMITS_MADE


def _without_the_guard(monkeypatch: Any) -> None:
    run = pieces._run

    def loose(statement: str, values: dict[str, Any]) -> pieces.Done:
        parts = statement.replace("WHERE m.after > m.before AND (m.id IN (SELECT document_id FROM booked)) IS TRUE", "WHERE true")
        exists = parts[parts.index("AND NOT EXISTS") : parts.index("RETURNING d.id")]
        return run(parts.replace(exists, ""), values)

    monkeypatch.setattr(pieces, "_run", loose)


def test_a_repeal_sees_what_another_order_writes_at_that_moment(order):
    """The other order holds a row and has not committed: the repeal waits for it and then reckons with it."""
    order = begin(order).order
    Permit.objects.exclude(pk=Permit.objects.order_by("pk").first().pk).update(status="ended", ended_on=date(2025, 1, 1))
    piece_of(order)
    other = make_order("applied", days=30)
    started, told = threading.Event(), psycopg2.connect(**_session())

    def repeal() -> None:
        started.wait()
        with transaction.atomic():
            now = clock.now()
            pieces.take_back(PERMITS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)
        connections.close_all()

    thread = threading.Thread(target=repeal)
    thread.start()
    with told, told.cursor() as cursor:
        row = PermitExtension.objects.get()
        cursor.execute("UPDATE permits_permit SET valid_until = valid_until WHERE id = %s", [row.document_id])
        cursor.execute(
            "INSERT INTO permit_extensions_permitextension"
            " (order_id, document_id, stated, before, gives, after, days, rule_version, applied_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, 30, 1, now())",
            [other.pk, row.document_id, STATED, row.after, STATED + timedelta(days=30), row.after],
        )
        started.set()
        time.sleep(0.5)  # the repeal stands before the row
        assert not PermitTakeBack.objects.exists()
    told.close()
    thread.join()
    assert Permit.objects.get(pk=row.document_id).valid_until == STATED + timedelta(days=30)
    assert last_day_differs() == 0


def _session() -> dict[str, Any]:
    known = connection.settings_dict
    return {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"] or None,
    }


def test_a_repeal_killed_in_the_middle_finishes_and_tells_once(order):
    run = begin(order)
    run_due_jobs()
    end_lease(run)
    run_due_jobs()
    assert_done_once(order)
    first, second = (Actor("officer", make_user("supervisor").pk) for _n in range(2))
    order = services.propose_repeal(order_id=order.pk, act="Repeal", actor=first)
    services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=second)
    OrderRun.objects.filter(order=order, purpose="repeal").update(step=2)
    repeal = OrderRun.objects.select_related("job").get(order=order, purpose="repeal")
    dying = worker()
    wait_until(repeal, repeal.job.total // 4, dying)  # the second half asks later documents
    dying.kill()
    dying.wait()
    end_lease(repeal)
    assert worker().wait(PATIENCE) == 0
    order.refresh_from_db()
    assert order.status == "repealed"
    assert set(Permit.objects.values_list("valid_until", flat=True)) == {STATED}
    assert PermitTakeBack.objects.count() == Event.objects.filter(name="extensions.PermitShortened").count() == PERMITS_MADE
    assert (last_day_differs(), not_taken_back()) == (0, 0)


def test_a_piece_that_fails_leaves_nothing_behind(order, monkeypatch):
    run = begin(order)
    monkeypatch.setattr("permits.extensions.services.runs._move_on", lambda *_args: 1 / 0)
    assert run_piece(run.job_id) is False
    assert not PermitExtension.objects.exists()
    assert not Event.objects.filter(name="extensions.PermitExtended").exists()
    assert set(Permit.objects.values_list("valid_until", flat=True)) == {STATED}
