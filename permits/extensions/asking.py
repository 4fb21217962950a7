"""Documents about which an order asks the staff: issued after the last day of issue that it speaks of."""

from typing import Any

from django.db import connection

from permits.extensions import sql
from permits.extensions.models import ExtensionOrder
from permits.extensions.own_kinds import PERMITS
from permits.models import Permit

PAGE = 50


def documents_to_ask(order: ExtensionOrder, *, after: int = 0) -> tuple[list[Permit], int | None]:
    """A page of permits with keys above `after`, and the key after which the next page begins, None at the end."""
    terms = order.terms
    if terms.last_issue_day is None:
        return [], None
    statement = f"SELECT d.id FROM {PERMITS.table} d WHERE d.id > %(after)s AND {sql.to_ask(PERMITS, terms)} ORDER BY d.id LIMIT {PAGE + 1}"  # noqa: S608
    values: dict[str, Any] = {**sql.parameters(terms), "after": after}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        keys = [key for (key,) in cursor.fetchall()]
    found = Permit.objects.in_bulk(keys[:PAGE])
    return [found[key] for key in keys[:PAGE]], keys[PAGE - 1] if len(keys) > PAGE else None
