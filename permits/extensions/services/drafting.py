"""An order is written down, tried and approved: by two people, and only as it was tried."""

from typing import Any

from django.db import transaction

from permits.extensions.errors import (
    ActWasRepealed,
    AddsToNothing,
    NeedsSecondSupervisor,
    OrderChangedSince,
    OrderNotSound,
    OrderOverlaps,
    SameOrder,
)
from permits.extensions.events import OrderApproved, OrderChanged, OrderDrafted, OrderReturned
from permits.extensions.extendable import all_kinds
from permits.extensions.models import ExtensionOrder
from permits.extensions.models.order import CONTENT
from permits.extensions.rules.soundness import Errors, is_same, meet, problems
from permits.extensions.selectors import orders_decided
from permits.extensions.services.locking import content_hash, guard_move, lock_order, move, one_into_force_at_a_time
from permits.extensions.shipped import shipped
from permits.services import draw_serial
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

EMPTY: dict[str, Any] = {
    "citation": "", "act_en": "", "citation_en": "", "link": "",
    "kinds": [], "citizenships": [], "regions": [], "window_from": None, "window_to": None,
    "is_open_ended": False, "mode": "", "until": None, "days": None, "suspended_from": None, "suspended_to": None, "effective_from": None,
    "last_issue_day": None, "only_in_country": False, "note": "", "adds_to": [],
}  # fmt: skip


@transaction.atomic
def draft_order(*, content: dict[str, Any], actor: Actor, example: str | None = None) -> ExtensionOrder:
    """Write an order down. Raises `OrderNotSound` with errors by field."""
    content = {**EMPTY, **content}
    guard_sound(content)
    year = clock.today().year
    number = f"{year}-{draw_serial('extension_order', '', year):03d}"
    order = ExtensionOrder(number=number, example=example, drafted_by_id=actor.human_id, drafted_at=clock.now())
    _fill(order, content)
    order.save(force_insert=True)
    emit(OrderDrafted(order_id=order.pk), actor=actor)
    return order


def draft_example(*, example: str, actor: Actor) -> ExtensionOrder:
    """A draft of an order that ships with the portal. Raises `KeyError` for a name that none has."""
    content = {name: value for name, value in shipped()[example].items() if name != "example"}
    return draft_order(content=content, actor=actor, example=example)


@transaction.atomic
def change_order(*, order_id: int, expected_version: int, content: dict[str, Any], actor: Actor) -> ExtensionOrder:
    """Edit a draft, or an order that waits for approval: it becomes a draft again, and its dry run counts no more. Who edits it is
    its author from then on.

    Raises `StaleVersion`, `OrderMovedOn`, `OrderNotSound`."""
    order = lock_order(order_id, expected_version=expected_version)
    if order.status != ExtensionOrder.Status.DRAFT:
        move(order, ExtensionOrder.Status.DRAFT)
    content = {**EMPTY, **content}
    guard_sound(content, but=order)
    _fill(order, content)
    order.drafted_by_id, order.content_hash, order.version = actor.human_id, "", order.version + 1
    order.save(update_fields=[*CONTENT, "drafted_by", "content_hash", "version"])
    emit(OrderChanged(order_id=order.pk), actor=actor)
    return order


@transaction.atomic
def approve_order(*, order_id: int, content_hash: str, actor: Actor) -> ExtensionOrder:
    """A second supervisor approves what the dry run looked at. `content_hash` is that of the page.

    Raises `NeedsSecondSupervisor` for the author, `OrderChangedSince`, `OrderMovedOn`, and `OrderNotSound` when an order that was
    approved meanwhile does the same or overlaps it. Orders are approved one after another: of two that overlap and do not say so, the
    second one is refused."""
    order = lock_order(order_id)
    guard_move(order, ExtensionOrder.Status.APPROVED)
    if order.drafted_by_id == actor.human_id:
        raise NeedsSecondSupervisor()
    guard_unchanged(order, shown=content_hash)
    one_into_force_at_a_time()
    guard_sound({name: getattr(order, name) for name in CONTENT}, but=order)
    order.approved_by_id, order.approved_at = actor.human_id, clock.now()
    move(order, ExtensionOrder.Status.APPROVED, "approved_by", "approved_at")
    emit(OrderApproved(order_id=order.pk, content_hash=content_hash), actor=actor)
    return order


@transaction.atomic
def return_order(*, order_id: int, reason: str, actor: Actor) -> ExtensionOrder:
    """Back to a draft, with words: instead of an approval, or before an approved order is applied."""
    order = lock_order(order_id)
    if order.status == ExtensionOrder.Status.DRY_RUN:
        guard_move(order, ExtensionOrder.Status.APPROVED)  # says in which state it is
    order.approved_by, order.approved_at = None, None
    move(order, ExtensionOrder.Status.DRAFT, "approved_by", "approved_at")
    emit(OrderReturned(order_id=order.pk, reason=reason), actor=actor)
    return order


def guard_unchanged(order: ExtensionOrder, *, shown: str) -> None:
    """Raises `OrderChangedSince` unless page, dry run and order are about the same words."""
    if not order.content_hash or order.content_hash != shown or content_hash(order) != shown:
        raise OrderChangedSince()


def all_problems(content: dict[str, Any], *, but: ExtensionOrder | None = None) -> Errors:
    """What is wrong with the words of an order, alone and beside the orders of before."""
    found = problems(content, kinds=all_kinds())
    repealed = _repealed(content["act"], content["citation"])
    if repealed is not None:
        found.setdefault("act", []).append(ActWasRepealed(number=repealed.number))
    if found:
        return found
    draft, number = ExtensionOrder(**content), but.number if but else None
    others = [other for other in orders_decided() if other.number != number]
    same = [other for other in others if is_same(draft.terms, other.terms)]
    if same:
        return {"kinds": [SameOrder(number=other.number) for other in same]}
    return _overlaps(draft, number, others)


def overlapping(content: dict[str, Any], *, but: ExtensionOrder | None = None) -> list[ExtensionOrder]:
    """The orders, approved or in force, under which some document falls that falls under this content too. The content is sound alone."""
    draft = ExtensionOrder(**content)
    return [other for other in orders_decided() if (but is None or other.pk != but.pk) and meet(draft.terms, other.terms)]


def _overlaps(draft: ExtensionOrder, number: str | None, others: list[ExtensionOrder]) -> Errors:
    """Of two orders that share documents one has to say that it adds to the other; who says it names the right one."""
    met = {other.number: other for other in others if meet(draft.terms, other.terms)}
    silent = [name for name, other in met.items() if name not in draft.adds_to and number not in other.adds_to]
    errors: list[Any] = [OrderOverlaps(number=name) for name in silent]
    errors += [AddsToNothing(number=name) for name in draft.adds_to if name not in met]
    return {"adds_to": errors} if errors else {}


def _repealed(act: str, citation: str) -> ExtensionOrder | None:
    """An order of the same words that was repealed; capitals and spaces make no other act."""
    orders = ExtensionOrder.objects.filter(status__in=["repealing", "repealed"]).order_by("pk")
    asked = _plain(act), _plain(citation)
    return next((order for order in orders if (_plain(order.act), _plain(order.citation)) == asked), None)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def guard_sound(content: dict[str, Any], *, but: ExtensionOrder | None = None) -> None:
    """Raises `OrderNotSound` with errors by field."""
    errors = all_problems(content, but=but)
    if errors:
        raise OrderNotSound(errors)


def _fill(order: ExtensionOrder, content: dict[str, Any]) -> None:
    for name in CONTENT:
        setattr(order, name, content[name])
