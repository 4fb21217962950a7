"""What would an order do? Counted where the documents lie, in one pass; nothing is changed."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Final

from django.db import connection, transaction

from permits.extensions import sql
from permits.extensions.errors import OrderMovedOn
from permits.extensions.events import OrderTried
from permits.extensions.extendable import Extendable, entry
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.services.locking import lock_order, move
from permits.extensions.services.runs import Span, Work, piece, start_run, stop_run
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.jobs.models import Job
from portal.jobs.registry import Chunk

BUCKET: Final = 30  # days in one bar of the histogram
SAMPLE: Final = 10
FEW: Final = 1_000_000
# There are few groups, but the planner cannot know it of expressions: it expected so many that it sorted all documents on disk,
# which took as long again as the counting.
_IN_A_HASH: Final = "SET LOCAL enable_sort = off; SET LOCAL work_mem = '64MB'"
DIMENSIONS: Final = ("kind", "citizenship", "region", "bucket")


@transaction.atomic
def begin_dry_run(*, order_id: int, actor: Actor) -> ExtensionOrder:
    """Try a draft, or try an order that waits for approval once more."""
    order = lock_order(order_id)
    if order.status not in ExtensionOrder.EDITABLE:
        raise OrderMovedOn(status=order.get_status_display())
    order.content_hash = ""
    move(order, ExtensionOrder.Status.DRY_RUN, "content_hash")
    start_run(order, OrderRun.Purpose.DRY_RUN, actor=actor)
    return order


@transaction.atomic
def stop_dry_run(*, order_id: int) -> ExtensionOrder:
    """Back to a draft: the dry run is not wanted, or stopped by itself."""
    run = OrderRun.objects.filter(order_id=order_id, purpose=OrderRun.Purpose.DRY_RUN, finished_at=None).first()
    if run is not None:
        stop_run(run)
    order = lock_order(order_id)
    if order.status != ExtensionOrder.Status.DRY_RUN:
        raise OrderMovedOn(status=order.get_status_display())
    move(order, ExtensionOrder.Status.DRAFT)
    OrderRun.objects.filter(order=order, finished_at=None).update(finished_at=clock.now())
    return order


def try_some(run: OrderRun, job: Job) -> Chunk:
    """One piece of a dry run; after the last one the order waits for approval."""
    if run.order.status != ExtensionOrder.Status.DRY_RUN:
        return Chunk(done=0, more=False)
    chunk = piece(run, lambda span: _count(run, span))
    if not chunk.more:
        _finish(run, Actor("officer", job.owner_id))
    return chunk


def _count(run: OrderRun, span: Span) -> Work:
    with connection.cursor() as cursor:
        cursor.execute(_IN_A_HASH)
        cursor.execute(fates(span.entry, run.order), _values(run.order, span))
        rows = cursor.fetchall()
        for row in rows:
            _add(run.found, *row)
        for other in ExtensionOrder.objects.filter(number__in=run.order.adds_to).order_by("pk"):
            cursor.execute(together(span.entry, run.order, other), {**_values(run.order, span), **_of_other(other)})
            _add_together(run.found.setdefault("together", {}).setdefault(other.number, {}), *cursor.fetchone())
    return Work({"looked": span.upto - span.after})


def fates(item: Extendable, order: ExtensionOrder) -> str:
    """One pass over a range: what would become of each document that the order names, by kind, citizenship, region and days."""
    terms = order.terms
    gives = sql.gives(item, terms)
    return f"""
    SELECT CASE WHEN NOT ({sql.in_time(item, terms)}) THEN 'ask_staff' WHEN gives <= stated THEN 'gives_nothing'
                WHEN d.{item.last_day} >= gives THEN 'already_later' ELSE 'extended' END AS fate,
           {item.kind} AS kind, {item.citizenship} AS citizenship, {item.region} AS region, (gives - stated) / {BUCKET} AS bucket,
           count(*) AS documents, min(stated) AS first_stated, max(stated) AS last_stated, min(gives) AS first, max(gives) AS last,
           count(*) FILTER (WHERE gives < %(today)s::date) AS over_already,
           count(*) FILTER (WHERE {item.ended_on} IS NOT NULL) AS ended
    FROM {item.table} d, LATERAL (SELECT {item.stated} AS stated, {gives} AS gives) reckoned
    WHERE d.id > %(after)s AND d.id <= %(upto)s AND {sql.standing(item, terms)}
    GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608 (text of this program alone)


def together(item: Extendable, order: ExtensionOrder, other: ExtensionOrder) -> str:
    """One pass over a range: the documents that fall under both orders, of how many this one moves the day beyond that of the other, and
    the least and the most days by which it does."""
    mine, theirs = sql.covered(item, order.terms), _renamed(sql.covered(item, other.terms))
    return f"""
    SELECT count(*), count(*) FILTER (WHERE mine > theirs), min(mine - theirs) FILTER (WHERE mine > theirs), max(mine - theirs)
    FROM {item.table} d, LATERAL (SELECT {sql.gives(item, order.terms)} AS mine, {_renamed(sql.gives(item, other.terms))} AS theirs) both_of
    WHERE d.id > %(after)s AND d.id <= %(upto)s AND {mine} AND {theirs}
    """  # noqa: S608 (text of this program alone)


def _renamed(expression: str) -> str:
    """The same expression, with the parameters of the other order (`_of_other`)."""
    return expression.replace("%(", "%(other_")


def _of_other(other: ExtensionOrder) -> dict[str, Any]:
    return {f"other_{name}": value for name, value in sql.parameters(other.terms).items()}


def _values(order: ExtensionOrder, span: Span) -> dict[str, Any]:
    return {**sql.parameters(order.terms), "after": span.after, "upto": span.upto, "today": clock.today()}


def _add(found: dict[str, Any], fate: str, *row: Any) -> None:
    """Add a line of the answer, which speaks of one kind, citizenship, region and bar of days, to what is known of its fate."""
    *keys, documents, first_stated, last_stated, first, last, over, ended = row
    total = found.setdefault(fate, {})
    for name, count in (("documents", documents), ("over_already", over), ("ended", ended)):
        total[name] = total.get(name, 0) + count
    for name, key in zip(DIMENSIONS, keys, strict=True):
        counts = total.setdefault(name, {})
        counts[str(key)] = counts.get(str(key), 0) + documents
    edges = {"first_stated": (min, first_stated), "last_stated": (max, last_stated), "first": (min, first), "last": (max, last)}
    for name, (best, day) in edges.items():
        total[name] = best(total.get(name, day.isoformat()), day.isoformat())


def _add_together(total: dict[str, int], both: int, further: int, least: int | None, most: int | None) -> None:
    """Add to what is known of one other order: `both`, `further`, and the `least` and `most` days where there are any."""
    total["both"] = total.get("both", 0) + both
    total["further"] = total.get("further", 0) + further
    if further and least is not None and most is not None:
        total["least"] = min(total.get("least", least), least)
        total["most"] = max(total.get("most", most), most)


def _finish(run: OrderRun, actor: Actor) -> None:
    samples = [sample(entry(name), run.order, keys=last - first + 1) for name, first, last in run.tables]
    run.found["sample"] = [row for rows in zip_longest(*samples) for row in rows if row][:SAMPLE]  # of each table as many
    run.finished_at = clock.now()
    run.save(update_fields=["found", "finished_at"])
    order = lock_order(run.order_id)
    order.content_hash = run.content_hash
    move(order, ExtensionOrder.Status.READY, "content_hash")
    documents = run.found.get("extended", {}).get("documents", 0)
    emit(OrderTried(order_id=run.order_id, documents=documents), actor=actor)


def sample(item: Extendable, order: ExtensionOrder, *, keys: int) -> list[list[Any]]:
    """Documents picked at random from those that would be extended. Of a large table, pages picked at random, more of them until it is
    enough; of one with few `keys` that would be neighbours, so all of it is looked at."""
    for percent in (100,) if keys <= FEW else (0.1, 1, 10, 100):
        rows = list(_picked(item, order, percent))
        if len(rows) >= SAMPLE:
            break
    return rows


def _picked(item: Extendable, order: ExtensionOrder, percent: float) -> Iterable[list[Any]]:
    terms = order.terms
    statement = f"""
    SELECT d.id, {item.stated}, d.{item.last_day}, {sql.gives(item, terms)} FROM {item.table} d TABLESAMPLE SYSTEM (%(percent)s)
    WHERE {sql.covered(item, terms)} AND {sql.gives(item, terms)} > d.{item.last_day} ORDER BY random() LIMIT {SAMPLE}
    """  # noqa: S608 (text of this program alone)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**sql.parameters(terms), "percent": percent})
        for key, *days in cursor.fetchall():
            yield [item.name, key, *(day.isoformat() for day in days)]


__all__ = ["begin_dry_run", "fates", "sample", "stop_dry_run", "together", "try_some"]
