"""The children whose stay follows a document that an order moved: at the end of the piece, inside its transaction.

No handler of a million events: one question of the database names the parents whose children are behind (or, after a repeal, ahead),
and only they are gone through one by one. Doing it again finds nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from permits.extensions import sql
from permits.extensions.extendable import Extendable, entry_of
from permits.extensions.models import ExtensionOrder
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from permits.selectors import civil_today
from permits.services import bring_children_along, take_children_back
from portal import clock
from profiles.acting import parents_of
from profiles.models import Guardianship


@dataclass(frozen=True)
class _Behind:
    parent: int
    child: int  # key of the child's permit
    before: date
    now: date


def follow(item: Extendable, order: ExtensionOrder, *, after: int, upto: int, but_covered: bool = False) -> int:
    """Bring along the children of those whose documents in (after, upto] the order moved. How many went along.

    Call it when the order has gone through all documents, the children's own among them. `but_covered`: of a document that has just been
    entered, where a child's own document that the order covers may wait for its event."""
    own = Permit._meta.db_table
    covered = f"EXISTS (SELECT FROM {own} d WHERE d.id = c.id AND {sql.covered(entry_of(Permit.Kind.TEMPORARY_STAY), order.terms)})"
    apart = f"NOT {covered}" if but_covered else "true"
    found = _found(item, order, f"l.after > l.before AND c.valid_until < d.{item.last_day} AND {apart}", after=after, upto=upto)
    return sum(bring_children_along(one.parent, on=_today(one), order_id=order.pk, alive_on=one.before) for one in found)


def go_back(item: Extendable, order: ExtensionOrder, *, after: int, upto: int) -> int:
    """Take back the children's stay with the documents in (after, upto] that the repeal of the order has shortened. A child's own document
    that the order extended is left to its own piece."""
    marks, rows = item.take_back._meta.db_table, entry_of(Permit.Kind.TEMPORARY_STAY).ledger._meta.db_table
    taken = f"EXISTS (SELECT FROM {marks} t WHERE t.extension_id = l.id)"
    own = f"EXISTS (SELECT FROM {rows} r WHERE r.order_id = l.order_id AND r.document_id = c.id)"
    beyond = f"c.valid_until > d.{item.last_day} AND c.valid_until <= {_BEFORE.format(marks=marks)}"
    found = _found(item, order, f"{taken} AND NOT {own} AND {beyond}", after=after, upto=upto, before=_BEFORE.format(marks=marks))
    return sum(take_children_back(one.parent, through=one.now, before=one.before, on=_today(one), order_id=order.pk) for one in found)


def follow_parents(permit: Permit) -> int:
    """A child's document came to be after an order had moved the parent's: it goes as far. Twice changes nothing."""
    if permit.kind != Permit.Kind.TEMPORARY_STAY or permit.ground != CHILD:
        return 0
    return sum(bring_children_along(parent, on=civil_today(permit)) for parent in parents_of(permit.person_id))


_BEFORE = "(SELECT t.before FROM {marks} t WHERE t.extension_id = l.id)"


def _found(item: Extendable, order: ExtensionOrder, condition: str, *, after: int, upto: int, before: str = "l.before") -> list[_Behind]:
    """One row per parent and child. Everything is looked up by a key: the ledger's rows of the piece, their documents, the children."""
    kinds = sorted(item.leads & set(order.kinds))
    if not kinds:
        return []
    statement = f"""
    SELECT {item.person}, c.id, {before}, d.{item.last_day}
    FROM {item.ledger._meta.db_table} l JOIN {item.table} d ON d.id = l.document_id
         JOIN {Guardianship._meta.db_table} g ON g.guardian_id = {item.person} AND g.ended_on IS NULL AND g.majority_at > %(moment)s
         JOIN {Permit._meta.db_table} c ON c.person_id = g.child_id AND c.kind = %(stay)s AND c.ground = %(child)s AND c.status = %(in_force)s
    WHERE l.order_id = %(order)s AND l.document_id > %(after)s AND l.document_id <= %(upto)s AND {item.kind} = ANY(%(leading)s::text[])
      AND {condition}
    ORDER BY c.id, l.document_id
    """  # noqa: S608 (text of this program alone)
    values: dict[str, Any] = {
        **sql.parameters(order.terms), "moment": clock.now(), "stay": Permit.Kind.TEMPORARY_STAY, "child": CHILD,
        "in_force": Permit.Status.IN_FORCE, "order": order.pk, "after": after, "upto": upto, "leading": kinds,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_Behind(*row) for row in cursor.fetchall()]


def _today(one: _Behind) -> date:
    return civil_today(Permit.objects.get(pk=one.child))


__all__ = ["follow", "follow_parents", "go_back"]
