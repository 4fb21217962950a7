"""A repeal takes nothing from what a later document states: its holder is told so, once, when everything is taken back.

Later documents are those that hold the order's days (`Permit.orders_counted`) and the successors of documents that it extended. Not those
that the order had extended themselves, which were reckoned anew, and not the children's that went along by themselves, which went back."""

from datetime import datetime
from typing import Any

from django.db import connection

from permits.events import ChildsStayFollowed, ChildsStayShortened
from permits.extensions.events import PermitKeptItsDay
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.extensions.services.pieces import PACE
from permits.models import Permit
from portal import clock
from portal.events.actor import Actor
from portal.events.bulk import Pace, outbox
from portal.events.models import Event

_STATEMENT = """
    WITH RECURSIVE later AS (
        SELECT s.id FROM {ledger} l JOIN {permits} s ON s.predecessor_id = l.document_id WHERE l.order_id = %(order)s
        UNION SELECT s.id FROM later JOIN {permits} s ON s.predecessor_id = later.id
    ), news AS (
        SELECT d.id, d.person_id, d.valid_until
        FROM (SELECT id FROM later UNION SELECT id FROM {permits} WHERE orders_counted @> ARRAY[%(order)s]::bigint[]) found
             JOIN {permits} d ON d.id = found.id
        WHERE d.status = %(in_force)s AND d.valid_until >= %(today)s
          AND NOT EXISTS (SELECT FROM {ledger} l WHERE l.order_id = %(order)s AND l.document_id = d.id)
          AND NOT EXISTS (SELECT FROM {events} e WHERE e.subject_type = %(event_subject)s AND e.subject_id = d.id
                          AND e.name = ANY(%(along)s::text[]))
    ), {told} SELECT count(*) FROM news
"""


def tell_holders(order: ExtensionOrder, *, actor: Actor, moment: datetime, told_from: datetime) -> int:
    """Tell the holders of later documents in force that their last day stays. How many documents. Once, at the end of a repeal: it asks
    every permit whether it holds the order's days."""
    values = {name: name for name in ("person_id", "valid_until")}
    told = outbox(
        PermitKeptItsDay, source="news", values={"permit_id": "id", "order_id": str(int(order.pk)), **values}, actor=actor, moment=moment,
        pace=Pace(told_from, PACE),
    )  # fmt: skip
    tables = {"ledger": PermitExtension._meta.db_table, "permits": Permit._meta.db_table, "events": Event._meta.db_table}
    asked: dict[str, Any] = {
        "order": order.pk, "in_force": Permit.Status.IN_FORCE, "today": clock.today(),
        "along": [ChildsStayFollowed.event_name(), ChildsStayShortened.event_name()],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(told=told.ctes, **tables), {**asked, **told.parameters})
        kept: int = cursor.fetchone()[0]
    return kept


__all__ = ["tell_holders"]
