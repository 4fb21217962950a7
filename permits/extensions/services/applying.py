"""An approved order is applied, paused, taken up again, and repealed: long work that any worker can go on with."""

from datetime import date
from typing import Final

from django.db import transaction

from permits.extensions.errors import (
    NeedsSecondSupervisor,
    OrderChangedSince,
    OrderMovedOn,
    OrderNotInForceYet,
    OrderNotSound,
    RunDoesNotAddUp,
)
from permits.extensions.events import OrderApplied, OrderMoved, OrderRepealBegun, OrderRepealed, OrderRepealProposed
from permits.extensions.extendable import Extendable, entries
from permits.extensions.models import ExtensionOrder, OrderRun, PermitExtension
from permits.extensions.models.order import CONTENT
from permits.extensions.services import children, kept, pieces
from permits.extensions.services.drafting import guard_sound, guard_unchanged
from permits.extensions.services.locking import guard_move, lock_order, move, one_into_force_at_a_time
from permits.extensions.services.runs import Span, Work, continue_run, open_run, piece, start_run, stop_run, told_from
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from portal.jobs.models import Job
from portal.jobs.registry import Chunk

Status = ExtensionOrder.Status
BEYOND: Final = 2**63 - 1  # no key is greater
_IN_FORCE = f"SELECT * FROM {ExtensionOrder._meta.db_table} WHERE status = ANY(%s) AND kinds && %s::varchar[] ORDER BY id FOR SHARE"  # noqa: S608


@transaction.atomic
def begin_applying(*, order_id: int, actor: Actor, on: date) -> ExtensionOrder:
    """Begin to apply an approved order. `on` is the day in Moscow.

    Raises `OrderMovedOn`, `OrderNotInForceYet`, `OrderChangedSince`, and `OrderNotSound` when an order to which this one adds is not in
    force any more, or the act was repealed."""
    order = lock_order(order_id)
    guard_move(order, Status.APPLYING)
    if order.status != Status.APPROVED:
        raise OrderMovedOn(status=order.get_status_display())
    guard_unchanged(order, shown=order.content_hash)
    if on < order.effective_from:
        raise OrderNotInForceYet(day=order.effective_from)
    one_into_force_at_a_time()
    guard_sound({name: getattr(order, name) for name in CONTENT}, but=order)
    move(order, Status.APPLYING)
    start_run(order, OrderRun.Purpose.APPLY, actor=actor)
    emit(OrderMoved(order_id=order.pk, status=order.status), actor=actor)
    return order


@transaction.atomic
def pause_order(*, order_id: int, actor: Actor) -> ExtensionOrder:
    """After the piece that is being done. What is extended stays extended."""
    run = OrderRun.objects.filter(order_id=order_id, purpose=OrderRun.Purpose.APPLY, finished_at=None).first()
    if run is not None:
        stop_run(run)
    order = lock_order(order_id)
    move(order, Status.PAUSED)
    emit(OrderMoved(order_id=order.pk, status=order.status), actor=actor)
    return order


@transaction.atomic
def resume_order(*, order_id: int, actor: Actor) -> ExtensionOrder:
    """Go on with a paused order, or with work that an error has stopped."""
    order = lock_order(order_id)
    run = open_run(order)
    if run is None or run.job.state in Job.OPEN:
        raise OrderMovedOn(status=order.get_status_display())
    if order.status == Status.PAUSED:
        move(order, Status.APPLYING)
    elif order.status not in {Status.APPLYING, Status.REPEALING}:
        raise OrderMovedOn(status=order.get_status_display())
    continue_run(run, actor=actor)
    emit(OrderMoved(order_id=order.pk, status=order.status), actor=actor)
    return order


@transaction.atomic
def propose_repeal(*, order_id: int, act: str, actor: Actor, act_en: str = "") -> ExtensionOrder:
    """A supervisor proposes to take an order back; `act` is what repeals it, `act_en` its name for who reads English. Nobody is told
    before another confirms."""
    order = lock_order(order_id)
    guard_move(order, Status.REPEALING)
    if not act.strip():
        raise OrderNotSound({"repeal_act": [OrderNotSound.message]})
    order.repeal_act, order.repeal_act_en = act.strip(), act_en.strip()
    order.repeal_proposed_by_id, order.repeal_proposed_at = actor.human_id, clock.now()
    order.version += 1
    order.save(update_fields=["repeal_act", "repeal_act_en", "repeal_proposed_by", "repeal_proposed_at", "version"])
    emit(OrderRepealProposed(order_id=order.pk), actor=actor)
    return order


@transaction.atomic
def confirm_repeal(*, order_id: int, expected_version: int, actor: Actor) -> ExtensionOrder:
    """A second supervisor confirms the repeal: every document is reckoned anew without the order, and people are told.

    Raises `StaleVersion` when the page showed another proposal, `NeedsSecondSupervisor` for its author."""
    run = OrderRun.objects.filter(order_id=order_id, purpose=OrderRun.Purpose.APPLY, finished_at=None).first()
    if run is not None:
        stop_run(run)
    order = lock_order(order_id, expected_version=expected_version)
    guard_move(order, Status.REPEALING)
    if order.repeal_proposed_by_id is None:
        raise OrderChangedSince()
    if order.repeal_proposed_by_id == actor.human_id:
        raise NeedsSecondSupervisor()
    one_into_force_at_a_time()
    order.repeal_confirmed_by_id = actor.human_id
    move(order, Status.REPEALING, "repeal_confirmed_by")
    OrderRun.objects.filter(order=order, finished_at=None).update(finished_at=clock.now())
    start_run(order, OrderRun.Purpose.REPEAL, actor=actor)
    emit(OrderRepealBegun(order_id=order.pk), actor=actor)
    return order


def apply_some(run: OrderRun, job: Job) -> Chunk:
    """One piece of an application. When all documents are extended, they are gone through once more to see that none is missing."""
    if run.order.status != Status.APPLYING:
        return Chunk(done=0, more=False)
    actor = Actor("officer", job.owner_id)
    chunk = piece(run, lambda span: _check(run, span, actor) if run.is_checking else Work(_extend(run, span, actor)))
    if not chunk.more:
        order = _end(run)
        order.applied_at = run.finished_at
        move(order, Status.APPLIED, "applied_at")
        emit(OrderApplied(order_id=run.order_id, documents=run.counts.get("extended", 0)), actor=actor)
    return chunk


def take_back_some(run: OrderRun, job: Job) -> Chunk:
    """One piece of a repeal. After everything is taken back the holders of later documents hear that those keep their days."""
    if run.order.status != Status.REPEALING:
        return Chunk(done=0, more=False)
    actor = Actor("officer", job.owner_id)
    chunk = piece(run, lambda span: _tell_of_later(run, span, actor) if span.is_later else _take_back(run, span, actor))
    if not chunk.more:
        _tell_of_latest(run, actor)
        order = _end(run)
        order.repealed_at = run.finished_at
        move(order, Status.REPEALED, "repealed_at")
        emit(OrderRepealed(order_id=run.order_id, documents=run.counts.get("extended", 0)), actor=actor)
    return chunk


def extend_entered(item: Extendable, document_id: int) -> int:
    """A document was entered while orders are in force: extend it at once. Returns how many orders did. Twice changes nothing.

    The orders are locked against being repealed meanwhile, so that a repeal that begins later finds what is written here."""
    moment, done = clock.now(), 0
    for order in ExtensionOrder.objects.raw(_IN_FORCE, [list(ExtensionOrder.IN_FORCE), list(item.kinds)]):
        span = Span(item, document_id - 1, document_id)
        written = pieces.extend(item, order, after=span.after, upto=span.upto, actor=SYSTEM, moment=moment, told_from=moment)
        if written.extended:
            children.follow_entered(order, span)
        done += written.extended
    return done


def _extend(run: OrderRun, span: Span, actor: Actor) -> dict[str, int]:
    moment = clock.now()
    start = told_from(run, moment)
    done = pieces.extend(span.entry, run.order, after=span.after, upto=span.upto, actor=actor, moment=moment, told_from=start)
    run.counts["told_until"] = pieces.end_of_news(start, done.told).timestamp()
    return {"extended": done.extended, "told": done.told}


def _take_back(run: OrderRun, whole: Span, actor: Actor) -> Work:
    span = children.narrowed(whole, children.ahead(run.order, whole))
    moment = clock.now()
    start = told_from(run, moment)
    done = pieces.take_back(span.entry, run.order, after=span.after, upto=span.upto, actor=actor, moment=moment, told_from=start)
    run.counts["told_until"] = pieces.end_of_news(start, done.told).timestamp()
    followed = children.go_back(run.order, span)
    return Work({"extended": done.extended, "told": done.told, "children": followed}, span.upto)


def _tell_of_later(run: OrderRun, span: Span, actor: Actor) -> Work:
    moment = clock.now()
    start = told_from(run, moment)
    told = kept.tell_holders(run.order, span, actor=actor, moment=moment, told_from=start)
    run.counts["told_until"] = pieces.end_of_news(start, told).timestamp()
    return Work({"kept": told})


def _tell_of_latest(run: OrderRun, actor: Actor) -> None:
    """Documents that were decided while the repeal went on have keys above those that it went through. Whoever issues one after an
    extended document locks that one first, so each that holds days of the order was here before its piece was taken back."""
    ends = {name: last for name, _first, last, *later in run.tables if later}
    for item in entries():
        if item.ledger is PermitExtension:
            did = _tell_of_later(run, Span(item, ends.get(item.name, 0), BEYOND, is_later=True), actor)
            run.counts["kept"] = run.counts.get("kept", 0) + did.counts["kept"]


def _check(run: OrderRun, whole: Span, actor: Actor) -> Work:
    """A document that is missing is extended now and counted: it was entered while the run went by. Anything else is not ours to
    mend: the work stops, and an operator sees it. Every document has been reached by then, so the children who are still behind their
    parents go along now."""
    found = children.behind(run.order, whole)
    span = children.narrowed(whole, found)
    absent, short = pieces.missed(span.entry, run.order, after=span.after, upto=span.upto)
    if short:
        raise RunDoesNotAddUp
    extended = {} if not absent else _extend(run, span, actor)
    if absent:
        found = children.behind(run.order, span, limit=None)
    followed = children.bring_along([one for one in found if one.document <= span.upto], order=run.order)
    return Work({"checked": span.upto - span.after, **extended, "children": followed}, span.upto)


def _end(run: OrderRun) -> ExtensionOrder:
    """The order, locked, once its run is over."""
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at", "counts"])
    return lock_order(run.order_id)


__all__ = [
    "apply_some",
    "begin_applying",
    "confirm_repeal",
    "extend_entered",
    "pause_order",
    "propose_repeal",
    "resume_order",
    "take_back_some",
]
