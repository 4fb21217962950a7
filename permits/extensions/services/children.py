"""The children whose stay follows a document that an order moved: at the end of the piece, inside its transaction.

No handler of a million events: one question of the database names the parents whose children are behind (or, after a repeal, ahead),
and only they are gone through one by one. Doing it again finds nobody. A piece ends early where it holds many children (`MOST`), so
that it stays short however they lie among the documents."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection

from permits.extensions import sql
from permits.extensions.extendable import entry_of
from permits.extensions.models import ExtensionOrder
from permits.extensions.services.runs import Span
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from permits.selectors import civil_today
from permits.services import bring_children_along, take_children_back
from portal import clock
from profiles.acting import parents_of
from profiles.models import Guardianship

MOST: Final = 50  # children in one piece: each takes some 20 statements, all of them about a second


@dataclass(frozen=True)
class Led:
    """A parent's document that an order moved, and a child's permit that is not where the parent's is. `before` is the parent's last day
    before the order or its repeal did, `now` the one of today."""

    document: int
    parent: int
    child: int
    before: date
    now: date


def behind(order: ExtensionOrder, span: Span, *, limit: int | None = MOST + 1) -> list[Led]:
    """The children who have not gone along yet with the documents in the span that the order moved: the first ones, `MOST` and one more.

    Ask when the order has gone through all documents, the children's own among them."""
    return _found(order, span, f"l.after > l.before AND c.valid_until < d.{span.entry.last_day}", limit=limit)


def ahead(order: ExtensionOrder, span: Span) -> list[Led]:
    """The children who may have gone along with the documents in the span that a repeal is about to shorten: `MOST` and one more."""
    stated, last_day = span.entry.stated, span.entry.last_day
    return _found(order, span, f"c.valid_until > {stated} AND c.valid_until <= d.{last_day}", limit=MOST + 1)


def narrowed(span: Span, found: list[Led]) -> Span:
    """The span, or as much of it as holds `MOST` of the children that were found."""
    return replace(span, upto=found[MOST - 1].document) if len(found) > MOST else span


def bring_along(found: list[Led], *, order: ExtensionOrder) -> int:
    """How many children went along. Each parent is looked at once."""
    return sum(bring_children_along(one.parent, on=_today(one), order_id=order.pk, alive_on=one.before) for one in _parents(found))


def follow_entered(order: ExtensionOrder, span: Span) -> int:
    """A document was entered and the order extended it: its holder's children go along. Not those whose own document the order covers
    and whose own event is still to come."""
    own = Permit._meta.db_table
    covered = f"EXISTS (SELECT FROM {own} d WHERE d.id = c.id AND {sql.covered(entry_of(Permit.Kind.TEMPORARY_STAY), order.terms)})"
    condition = f"l.after > l.before AND c.valid_until < d.{span.entry.last_day} AND NOT {covered}"
    return bring_along(_found(order, span, condition), order=order)


def go_back(order: ExtensionOrder, span: Span) -> int:
    """Take back the children's stay with the documents in the span that the repeal of the order has shortened. A child's own document
    that the order extended is left to its own piece."""
    marks, rows = span.entry.take_back._meta.db_table, entry_of(Permit.Kind.TEMPORARY_STAY).ledger._meta.db_table
    before = f"(SELECT t.before FROM {marks} t WHERE t.extension_id = l.id)"  # noqa: S608 (text of this program alone)
    own = f"EXISTS (SELECT FROM {rows} r WHERE r.order_id = l.order_id AND r.document_id = c.id)"
    condition = f"NOT {own} AND c.valid_until > d.{span.entry.last_day} AND c.valid_until <= {before}"
    found = _parents(_found(order, span, condition, before=before))
    return sum(take_children_back(one.parent, through=one.now, before=one.before, on=_today(one), order_id=order.pk) for one in found)


def follow_parents(permit: Permit) -> int:
    """A child's document came to be after an order had moved the parent's: it goes as far. Twice changes nothing."""
    if permit.kind != Permit.Kind.TEMPORARY_STAY or permit.ground != CHILD:
        return 0
    return sum(bring_children_along(parent, on=civil_today(permit)) for parent in parents_of(permit.person_id))


def _found(order: ExtensionOrder, span: Span, condition: str, *, before: str = "l.before", limit: int | None = None) -> list[Led]:
    """One row per parent and child, by the parent's document. Everything is looked up by a key: the ledger's rows of the piece, their
    documents, the children."""
    item = span.entry
    kinds = sorted(item.leads & set(order.kinds))
    if not kinds:
        return []
    statement = f"""
    SELECT l.document_id, {item.person}, c.id, {before}, d.{item.last_day}
    FROM {item.ledger._meta.db_table} l JOIN {item.table} d ON d.id = l.document_id
         JOIN {Guardianship._meta.db_table} g ON g.guardian_id = {item.person} AND g.ended_on IS NULL AND g.majority_at > %(moment)s
         JOIN {Permit._meta.db_table} c ON c.person_id = g.child_id AND c.kind = %(stay)s AND c.ground = %(child)s
              AND c.status = %(in_force)s
    WHERE l.order_id = %(order)s AND l.document_id > %(after)s AND l.document_id <= %(upto)s AND {item.kind} = ANY(%(leading)s::text[])
      AND {condition}
    ORDER BY l.document_id, c.id LIMIT %(limit)s
    """  # noqa: S608 (text of this program alone)
    values: dict[str, Any] = {
        **sql.parameters(order.terms), "moment": clock.now(), "stay": Permit.Kind.TEMPORARY_STAY, "child": CHILD, "order": order.pk,
        "in_force": Permit.Status.IN_FORCE, "after": span.after, "upto": span.upto, "leading": kinds, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Led(*row) for row in cursor.fetchall()]


def _parents(found: list[Led]) -> list[Led]:
    """One of each parent and day, in the order of the children's keys: whoever works on two orders at once locks them in one order."""
    ordered = sorted(found, key=lambda one: (one.child, one.document), reverse=True)
    return sorted({(one.parent, one.before): one for one in ordered}.values(), key=lambda one: one.child)


def _today(one: Led) -> date:
    return civil_today(Permit.objects.get(pk=one.child))


__all__ = ["MOST", "Led", "ahead", "behind", "bring_along", "follow_entered", "follow_parents", "go_back", "narrowed"]
