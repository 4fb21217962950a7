import random
from itertools import chain

from django.db import connection

from permits.extensions.extendable import Extendable, entries
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.extensions.rules.reckoning import result_of
from permits.extensions.selectors import facts_of
from permits.extensions.services.pieces import missed
from portal.runtime.invariants import invariant

SAMPLED = 500
EVERY_KEY = 2**62


@invariant("documents whose last day is not what their ledger of extensions makes")
def last_day_differs() -> int:
    return sum(_count(_unlike_the_ledger(item)) for item in entries())


@invariant("documents that an applied order covers and has not extended")
def not_extended() -> int:
    """One that was entered a moment ago is extended by its event within seconds."""
    orders = ExtensionOrder.objects.filter(status=ExtensionOrder.Status.APPLIED)
    return sum(sum(missed(item, order, after=0, upto=EVERY_KEY)) for order in orders for item in entries(order.kinds))


@invariant("extensions of permits that the rule would reckon otherwise (500 at random)")
def reckoned_otherwise() -> int:
    bounds = PermitExtension.objects.order_by("pk").values_list("pk", flat=True)
    first, last = bounds.first(), bounds.last()
    if first is None or last is None:
        return 0
    keys = range(first, last + 1) if last - first < SAMPLED else (random.randint(first, last) for _n in range(SAMPLED))  # noqa: S311
    rows = PermitExtension.objects.select_related("document", "order").in_bulk(list(keys)).values()
    return sum(_is_otherwise(row) for row in rows)


@invariant("extensions of repealed orders that were not taken back")
def not_taken_back() -> int:
    repealed = ExtensionOrder.Status.REPEALED
    return sum(_count(f"SELECT count(*) {item.of_the_ledger} AND o.status = '{repealed.value}'") for item in entries())


def _is_otherwise(row: PermitExtension) -> bool:
    facts = facts_of(row.document)
    return facts is None or result_of(facts, row.order.terms).gives != row.gives


def _unlike_the_ledger(item: Extendable) -> str:
    given = f"SELECT l.document_id, max({item.gives_now}) AS gives {item.of_the_ledger} GROUP BY 1"
    return (
        f"SELECT count(*) FROM {item.table} d LEFT JOIN ({given}) l ON l.document_id = d.id"  # noqa: S608 (text of this program alone)
        f" WHERE d.{item.last_day} IS DISTINCT FROM GREATEST({item.stated}, l.gives)"
    )


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return sum(chain.from_iterable(cursor.fetchall()))


__all__ = ["last_day_differs", "not_extended", "not_taken_back", "reckoned_otherwise"]
