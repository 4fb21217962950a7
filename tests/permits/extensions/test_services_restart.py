"""Rules 2, 6 and 8 with a real worker, beat, Redis and PostgreSQL: whichever of them is restarted while an order is applied, the
run finishes by itself: nothing extended twice, nobody missed, nobody told twice. Nobody presses anything and no lease is ended by hand."""

import itertools
from collections.abc import Iterator

import pytest

from tests.permits.extensions.own_portal import OwnPortal
from tests.stack import wait_for

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("order_services")]
PERMITS = 600  # so many that the run is not over before a service is
_year = itertools.count(2028)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPortal]:
    own = OwnPortal(tmp_path_factory.mktemp("orders").resolve())
    try:
        own.start()
        yield own
    finally:
        own.stop()


def begun(portal: OwnPortal, *, percent: int = 30) -> int:
    """An order whose run, worked on by the real worker, is so far; it is not finished."""
    order = portal.begin_run(year=next(_year), permits=PERMITS)
    wait_for("the worker to begin", lambda: extended(portal, order) >= PERMITS * percent // 100)
    return order


def extended(portal: OwnPortal, order: int) -> int:
    return int(portal.ask("SELECT count(*) FROM permit_extensions_permitextension WHERE order_id = %s", order))


def status(portal: OwnPortal, order: int) -> str:
    return str(portal.ask("SELECT status FROM permit_extensions_extensionorder WHERE id = %s", order))


def assert_done_once(portal: OwnPortal, order: int) -> None:
    wait_for("the run to finish", lambda: status(portal, order) == "applied")
    news = "FROM events_event e WHERE e.name = 'extensions.PermitExtended' AND (e.payload->>'order_id')::int = %s"
    wait_for("the messages", lambda: told(portal, order) == PERMITS)
    assert extended(portal, order) == PERMITS
    assert portal.ask(f"SELECT count(*) {news}", order) == PERMITS
    assert portal.ask(f"SELECT count(DISTINCT subject_id) {news}", order) == PERMITS
    moved = "SELECT count(*) FROM permits_permit p JOIN permit_extensions_permitextension l ON l.document_id = p.id"
    assert portal.ask(f"{moved} WHERE l.order_id = %s AND p.valid_until = p.valid_until_stated + 90", order) == PERMITS
    job = "SELECT state FROM jobs_job j JOIN permit_extensions_orderrun r ON r.job_id = j.id WHERE order_id = %s"
    assert portal.ask(job, order) == "done"
    portal.run("manage.py", "verify_invariants")


def told(portal: OwnPortal, order: int) -> int:
    """Messages in inboxes about this order."""
    return int(
        portal.ask(
            "SELECT count(*) FROM notifications_message m JOIN events_event e ON e.id = m.event_id WHERE m.channel = 'inbox'"
            " AND e.name = 'extensions.PermitExtended' AND (e.payload->>'order_id')::int = %s",
            order,
        )
    )


@pytest.mark.parametrize("data", ["lost", "kept"])
def test_the_broker_is_restarted_in_the_middle(portal, data):
    if data == "kept":
        portal.stop_broker()
        portal.keep_what_the_broker_holds()
        portal.redis.start()
    order = begun(portal)
    portal.stop_broker()
    assert status(portal, order) == "applying"
    portal.redis.start()
    assert_done_once(portal, order)


def test_the_worker_dies_while_the_broker_is_away_and_the_beat_finds_the_run(portal):
    """No nudge is left anywhere: the message died with the broker, the work with the worker."""
    order = begun(portal)
    portal.stop_broker()
    portal.kill_worker()
    assert status(portal, order) == "applying"
    for left in (portal.var / "redis").rglob("*.*"):
        left.unlink()
    portal.worker.start()
    portal.redis.start()
    assert_done_once(portal, order)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_database_is_restarted_in_the_middle(portal, mode):
    order = begun(portal)
    portal.stop_database(mode)
    portal.postgres.start()
    assert status(portal, order) == "applying"
    assert_done_once(portal, order)


def test_a_worker_that_starts_while_the_database_is_away_finds_the_run_later(portal):
    order = begun(portal)
    portal.stop_database("immediate")
    portal.kill_worker()
    portal.worker.start()
    portal.postgres.start()
    assert_done_once(portal, order)


def test_a_worker_killed_again_and_again_is_no_matter(portal):
    order = begun(portal, percent=1)
    for percent in (20, 50, 90):
        wait_for(f"{percent} %", lambda percent=percent: extended(portal, order) >= PERMITS * percent // 100)
        portal.kill_worker()
        portal.worker.start()
    assert_done_once(portal, order)
