"""A run goes through the tables of documents piece by piece, remembers where it is, and can be taken up by anybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from permits.extensions.extendable import Extendable, entries, entry
from permits.extensions.models import ExtensionOrder, OrderRun, PermitExtension
from permits.extensions.services.locking import content_hash
from portal import clock
from portal.events.actor import Actor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk
from portal.jobs.services import cancel_job, start_job

KINDS: Final = {"dry_run": "permits.dry_run", "apply": "permits.apply", "repeal": "permits.repeal"}
PIECE_SECONDS: Final = 1.0  # a pause is heard between two pieces, and the bar moves
SMALLEST, LARGEST = 1_000, 1_000_000  # keys in a piece
# A dry run locks nothing, and the database counts best when it is asked few times.
COUNTING_SECONDS: Final = 4.0
COUNTED_AT_ONCE: Final = 20_000_000


@dataclass(frozen=True)
class Span:
    """The keys of one piece in one table: above `after`, through `upto`. `is_later`: the documents are asked, at the end of a repeal,
    whether they hold days of the order (`kept`)."""

    entry: Extendable
    after: int
    upto: int
    is_later: bool = False


@dataclass(frozen=True)
class Work:
    """What was done with a piece: counts to add to those of the run, and the last key that was done, None for all of the piece."""

    counts: dict[str, int]
    upto: int | None = None


def start_run(order: ExtensionOrder, purpose: str, *, actor: Actor) -> OrderRun:
    """Queue the run of an order whose row is locked. What is entered after this moment is extended by its event."""
    tables = _tables(order, purpose)
    passes = 2 if purpose == OrderRun.Purpose.APPLY else 1  # the second one checks
    job = start_job(kind=KINDS[purpose], total=passes * sum(last - first + 1 for _name, first, last, *_later in tables), actor=actor)
    return OrderRun.objects.create(
        order=order,
        purpose=purpose,
        job=job,
        content_hash=content_hash(order),
        tables=tables,
        after=tables[0][1] - 1 if tables else 0,
        step=COUNTED_AT_ONCE if purpose == OrderRun.Purpose.DRY_RUN else SMALLEST,
        started_at=clock.now(),
    )


@transaction.atomic
def stop_run(run: OrderRun) -> None:
    """After the piece that is being done. The job's row is locked before the order's, as the worker does."""
    cancel_job(job_id=run.job_id)


def continue_run(run: OrderRun, *, actor: Actor) -> OrderRun:
    """With a new job that goes on where the old one stood: so does its bar."""
    old: Job = run.job
    run.job = start_job(kind=old.kind, total=old.total, done=old.done, actor=actor)
    run.save(update_fields=["job"])
    return run


def open_run(order: ExtensionOrder) -> OrderRun | None:
    return OrderRun.objects.filter(order=order, finished_at=None).select_related("job").first()


def locked_run(job: Job) -> OrderRun:
    """The run of a job, locked for one piece. The caller's transaction holds the job, and who pauses or repeals an order asks for
    the job first: so its status cannot move before this piece is done, and the order itself is not locked against anybody."""
    run = OrderRun.objects.select_for_update(of=("self",)).get(job=job)
    run.order = ExtensionOrder.objects.get(pk=run.order_id)
    return run


def piece(run: OrderRun, work: Callable[[Span], Work]) -> Chunk:
    """Do the next piece of a run and remember it. The size of the next one follows the clock. `more` is False after the last."""
    span = _span(run)
    if span is None:
        return Chunk(done=0, more=False)
    begun = time.monotonic()
    did = work(span)
    for name, count in did.counts.items():
        run.counts[name] = run.counts.get(name, 0) + count
    span = span if did.upto is None else replace(span, upto=did.upto)
    _move_on(run, span, time.monotonic() - begun)
    return Chunk(done=span.upto - span.after, more=_span(run) is not None)


def told_from(run: OrderRun, moment: datetime) -> datetime:
    """When the next message of this run is due: after those that wait already."""
    waiting = run.counts.get("told_until")
    return moment if waiting is None else max(moment, datetime.fromtimestamp(waiting, moment.tzinfo))


def _span(run: OrderRun) -> Span | None:
    if run.place >= len(run.tables):
        return None
    name, _first, last, *later = run.tables[run.place]
    return Span(entry(name), run.after, min(run.after + run.step, last), is_later=bool(later))


def _move_on(run: OrderRun, span: Span, seconds: float) -> None:
    run.step = _next_step(run, seconds)
    run.after = span.upto
    if span.upto >= run.tables[run.place][2]:
        run.place += 1
        if run.place >= len(run.tables) and run.purpose == OrderRun.Purpose.APPLY and not run.is_checking:
            run.is_checking, run.place = True, 0
        run.after = run.tables[run.place][1] - 1 if run.place < len(run.tables) else 0
    run.save(update_fields=["step", "after", "place", "is_checking", "counts", "found"])


def _next_step(run: OrderRun, seconds: float) -> int:
    """At most four times as many keys as before, at least half as many."""
    counting = run.purpose == OrderRun.Purpose.DRY_RUN
    wanted, largest = (COUNTING_SECONDS, COUNTED_AT_ONCE) if counting else (PIECE_SECONDS, LARGEST)
    return int(max(SMALLEST, min(run.step * max(0.5, min(4.0, wanted / max(seconds, 0.01))), largest)))


def _tables(order: ExtensionOrder, purpose: str) -> list[list[Any]]:
    """First and last key of each table; those that hold nothing are left out. A repeal goes through all permits at its end, by "later"."""
    repeal = purpose == OrderRun.Purpose.REPEAL
    bounds: list[tuple[Extendable, tuple[int, int] | None, list[str]]]
    bounds = [(item, _written(item, order) if repeal else _keys(item), []) for item in entries(order.kinds)]
    if repeal:
        bounds += [(item, _keys(item), ["later"]) for item in entries() if item.ledger is PermitExtension]
    return [[item.name, *found, *later] for item, found, later in bounds if found is not None]


def _keys(item: Extendable) -> tuple[int, int] | None:
    return _bounds(f"SELECT min(id), max(id) FROM {item.table}", [])  # noqa: S608 (text of this program alone)


def _written(item: Extendable, order: ExtensionOrder) -> tuple[int, int] | None:
    table = item.ledger._meta.db_table
    return _bounds(f"SELECT min(document_id), max(document_id) FROM {table} WHERE order_id = %s", [order.pk])  # noqa: S608


def _bounds(statement: str, values: list[Any]) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        first, last = cursor.fetchone()
    return None if first is None else (first, last)
