"""Documents about which an order asks the staff: issued after the last day of issue that it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from permits.extensions import sql
from permits.extensions.extendable import Extendable, all_kinds, entries
from permits.extensions.models import ExtensionOrder

PAGE = 50


@dataclass(frozen=True)
class Asked:
    title: str
    kind: Any
    issued_on: date
    stated: date
    url: str


@dataclass(frozen=True)
class Place:
    """Where a page begins: above this key, in this one of the tables that the order's kinds lie in."""

    table: int = 0
    key: int = 0

    def __str__(self) -> str:
        return f"{self.table}-{self.key}"


def place_of(text: str) -> Place:
    """The first page for what is no place."""
    table, _dash, key = text.partition("-")
    if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (table, key)):
        return Place(int(table), int(key))
    return Place()


def documents_to_ask(order: ExtensionOrder, *, regions: Sequence[str], after: Place) -> tuple[list[Asked], Place | None]:
    """A page of documents of these regions, and where the next one begins, None at the end."""
    if order.terms.last_issue_day is None:
        return [], None
    found: list[Asked] = []
    for number, item in enumerate(entries(order.kinds)):
        if number < after.table:
            continue
        missing = PAGE - len(found)
        rows = _rows(item, order, regions=regions, above=after.key if number == after.table else 0, most=missing + 1)
        found += [_asked(item, row) for row in rows[:missing]]
        if len(rows) > missing:
            return found, Place(number, rows[missing - 1][0] if missing else 0)
    return found, None


def _rows(item: Extendable, order: ExtensionOrder, *, regions: Sequence[str], above: int, most: int) -> list[tuple[Any, ...]]:
    terms = order.terms
    statement = f"""
    SELECT d.id, {item.title}, {item.kind}, {item.issued_on}, {item.stated} FROM {item.table} d
    WHERE d.id > %(above)s AND {item.region} = ANY(%(asked_in)s) AND {sql.to_ask(item, terms)} ORDER BY d.id LIMIT %(most)s
    """  # noqa: S608 (text of this program alone)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**sql.parameters(terms), "above": above, "most": most, "asked_in": list(regions)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _asked(item: Extendable, row: tuple[Any, ...]) -> Asked:
    key, title, kind, issued_on, stated = row
    return Asked(title=title, kind=all_kinds().get(kind, kind), issued_on=issued_on, stated=stated, url=item.address(key))


__all__ = ["Asked", "Place", "documents_to_ask", "place_of"]
