"""An extension order on 1,000,000 of 6,300,000 permits, ledger and outbox included, against one raw statement that writes the same rows.

python -m bench orders                     the whole size
ORDERS_ROWS=630000 python -m bench orders  a tenth

The aims: at most 1.5 times the raw statement, memory flat, progress at least every 5 seconds, other queries' p99 at most twice that of
a quiet table, and a dry run of at most 1.5 times the raw aggregate. Both sides begin with the same table: what the first one wrote is
taken away and the table is vacuumed."""

import os
import resource
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection

from bench.aims import judged
from bench.asking import Askers
from bench.permits import ORDER, load
from bench.site import durable_postgres, environment, manage
from permits.extensions.models import ExtensionOrder, OrderRun, PermitExtension
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import approve_order, begin_applying, begin_dry_run, draft_order
from portal import clock
from portal.events.actor import Actor
from portal.jobs.models import Job
from portal.jobs.services import run_piece
from portal.runtime import addresses
from portal.settings.database import database
from tests.factories import make_user

OWN_SERVER = True
ROWS = int(os.environ.get("ORDERS_ROWS", "6300000"))
AIM = 1.5
P99_AIM = 2.0
GAP_AIM = 5.0  # seconds between two moves of the bar: whoever watches it sees that the work goes on
# Memory of the worker, last tenth of its pieces against the first: a run that remembers what it has done grows with the table.
MEMORY_AIM = 1.1
QUIET_SECONDS = 30  # before each side, so that both are compared with the machine of that moment
HANDLER = "portal.notifications.write_messages"
# What an application writes, by one statement without pieces, ledger by ledger: the same rows in the same tables.
_RAW = """
    WITH moved AS (
        UPDATE permits_permit d SET valid_until = valid_until_stated + 90
        WHERE kind = 'temporary_residence' AND valid_until_stated BETWEEN '2028-07-01' AND '2028-12-31'
        RETURNING id, person_id, valid_until_stated AS stated, OLD.valid_until AS before, NEW.valid_until AS after
    ), booked AS (
        INSERT INTO permit_extensions_permitextension (order_id, document_id, stated, before, gives, after, days, rule_version, applied_at)
        SELECT %(order)s, id, stated, before, after, after, 90, 1, now() FROM moved
    ), happened AS (
        INSERT INTO events_event (name, occurred_at, actor_kind, actor_id, subject_type, subject_id, person_id, payload)
        SELECT 'extensions.PermitExtended', now(), 'officer', 1, 'permits.permit', id, person_id,
               jsonb_build_object('permit_id', id, 'person_id', person_id, 'order_id', %(order)s, 'stated', stated,
                                  'before', before, 'after', after)
        FROM moved RETURNING id
    )
    INSERT INTO events_delivery (event_id, handler, status, attempts, next_attempt_at, last_error)
    SELECT id, %(handler)s, 'pending', 0, now(), '' FROM happened
"""
_RAW_AGGREGATE = """
    SELECT kind, citizenship, region, (valid_until_stated + 90 - valid_until_stated) / 30, count(*), min(valid_until_stated),
           max(valid_until_stated), min(valid_until_stated + 90), max(valid_until_stated + 90)
    FROM permits_permit WHERE kind = 'temporary_residence' AND valid_until_stated BETWEEN '2028-07-01' AND '2028-12-31' GROUP BY 1, 2, 3, 4
"""
_TABLES = "permit_extensions_permittakeback, permit_extensions_permitextension, events_delivery, events_event, notifications_message"


def run() -> None:
    with durable_postgres() as server:
        manage(server, "prepare_database")
        address = environment(server)["DATABASE_URL"]
        connection.close()
        connection.settings_dict.update(database(address, address))
        with closing(server.connect(addresses.DATABASE)) as admin:
            load(admin, first=1, last=ROWS)
            _measure(admin.cursor())
        connection.close()


def _measure(admin: Any) -> None:
    """`admin` is a superuser's cursor: the raw statements know no time limit, and only a superuser may take the rows away again."""
    author, second = (Actor("officer", make_user("supervisor").pk) for _n in range(2))
    order = draft_order(content={**ORDER, **{name: date.fromisoformat(ORDER[name]) for name in ORDER if "_" in name}}, actor=author)
    tries = [(_timed(lambda: admin.execute(_RAW_AGGREGATE)), _tried(order, author)) for _try in range(3)]  # in turns
    aggregate, dry = (min(side) for side in zip(*tries, strict=True))
    order.refresh_from_db()
    documents = order.runs.order_by("-pk")[0].found["extended"]["documents"]
    print(f"An extension order on {documents:,} of {ROWS:,} permits (aims: {AIM}, p99 {P99_AIM})")
    _line("dry run", aggregate, dry, AIM)
    with Askers(ROWS) as quiet_before:
        time.sleep(QUIET_SECONDS)
    with Askers(ROWS) as beside_raw:
        raw = _timed(lambda: admin.execute(_RAW, {"order": order.pk, "handler": HANDLER}))
    _take_away(admin)
    with Askers(ROWS) as quiet:
        time.sleep(QUIET_SECONDS)
    approve_order(order_id=order.pk, content_hash=order.content_hash, actor=second)
    begin_applying(order_id=order.pk, actor=author, on=clock.today())
    with Askers(ROWS) as busy:
        applied, pieces = _worked(order)
    _line("application, checked", raw, applied, AIM)
    _line("  of it until all are extended", raw, applied - _checking(order), AIM)
    _line("others' p99 beside the raw one", 1000 * quiet_before.p99, 1000 * beside_raw.p99, P99_AIM)
    _line("others' p99, ms", 1000 * quiet.p99, 1000 * busy.p99, P99_AIM)
    _seen(pieces)
    print(f"  heap-only updates {_hot(admin):.1%}")
    assert PermitExtension.objects.filter(order=order).count() == documents


def _tried(order: ExtensionOrder, author: Actor) -> float:
    begin_dry_run(order_id=order.pk, actor=author)
    return _worked(order)[0]


@dataclass(frozen=True)
class Piece:
    """When a piece was committed, seconds after the run began, how far the bar stood then, and the worker's memory in MB."""

    at: float
    done: int
    memory: float


def _worked(order: ExtensionOrder) -> tuple[float, list[Piece]]:
    """Seconds of the open run of an order, done by this process as a worker does it, and its pieces."""
    run = OrderRun.objects.get(order=order, finished_at=None)
    begun = time.perf_counter()
    pieces: list[Piece] = []
    more = True
    while more:
        more = run_piece(run.job_id)
        pieces.append(Piece(time.perf_counter() - begun, Job.objects.get(pk=run.job_id).done, _memory()))
        if OrderRun.objects.get(pk=run.pk).is_checking:
            _checks.setdefault(order.pk, time.perf_counter())
    assert Job.objects.get(pk=run.job_id).state == "done", Job.objects.get(pk=run.job_id).last_error
    _ends[order.pk] = time.perf_counter()
    return time.perf_counter() - begun, pieces


def _seen(pieces: list[Piece]) -> None:
    """Progress and memory against their aims: the longest time that the bar stood still, and the memory at the end by that at the start."""
    moved = [0.0]
    bar = 0
    for piece in pieces:
        if piece.done > bar or piece is pieces[-1]:
            moved.append(piece.at)
        bar = piece.done
    gap = max(later - earlier for earlier, later in pairwise(moved))
    print(f"  longest time without progress {gap:.1f} s of {GAP_AIM:.0f}{judged('orders: progress', met=gap <= GAP_AIM)}")
    part = max(len(pieces) // 10, 1)
    first, last = (max(piece.memory for piece in some) for some in (pieces[:part], pieces[-part:]))
    flat = judged("orders: memory", met=last <= MEMORY_AIM * first)
    print(
        f"  memory {first:.0f} MB at the start, {last:.0f} MB at the end of {len(pieces)} pieces: {last / first:.2f} of {MEMORY_AIM}{flat}"
    )


_checks: dict[int, float] = {}
_ends: dict[int, float] = {}


def _checking(order: ExtensionOrder) -> float:
    return _ends[order.pk] - _checks[order.pk]


def _take_away(admin: Any) -> None:
    """Back to the table of before: no row of the first side is left, dead ones neither."""
    admin.execute("SET session_replication_role = replica")
    admin.execute(f"TRUNCATE {_TABLES} CASCADE")
    admin.execute("UPDATE permits_permit SET valid_until = valid_until_stated WHERE valid_until <> valid_until_stated")
    admin.execute("SET session_replication_role = DEFAULT")
    admin.execute("VACUUM FULL ANALYZE permits_permit")
    admin.execute("CHECKPOINT")
    admin.execute("SELECT pg_stat_reset_single_table_counters('permits_permit'::regclass)")


def _hot(admin: Any) -> float:
    admin.execute("SELECT pg_stat_force_next_flush()")
    admin.execute("SELECT n_tup_hot_upd::float / greatest(n_tup_upd, 1) FROM pg_stat_user_tables WHERE relname = %s", [PERMITS.table])
    return float(admin.fetchone()[0])


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _memory() -> float:
    """What this process holds now. Its peak would not do: the world was made by the same process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _line(what: str, raw: float, ours: float, aim: float) -> None:
    ratio = ours / raw
    print(f"  {what:<32}{raw:>9.2f}{ours:>9.2f}   {ratio:>5.2f}{judged(f'orders: {what}', met=ratio <= aim)}")
