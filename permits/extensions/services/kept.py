"""A repeal takes nothing from what a later document states: its holder is told so, once, after everything was taken back.

Later documents are those that hold the order's days (`Permit.orders_counted`) and the successors of documents that it extended. Not those
that the order had extended themselves, which were reckoned anew, and not the children's that went along by themselves, which went back."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from permits.events import ChildsStayFollowed, ChildsStayShortened
from permits.extensions.events import PermitKeptItsDay
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.extensions.services.pieces import PACE
from permits.extensions.services.runs import Span
from permits.models import Permit
from portal import clock
from portal.events.actor import Actor
from portal.events.bulk import Pace, outbox
from portal.events.models import Event
from portal.events.nudge import nudge_relay

# What is asked of the few that were found is asked as a value, row by row by the index: as a join, of which the planner expected one row,
# it was a walk through the whole ledger for each of them.
_STATEMENT = """
    WITH found AS MATERIALIZED (
        SELECT d.id, d.person_id, d.valid_until FROM {permits} d
        WHERE d.id > %(after)s AND d.id <= %(upto)s AND d.status = %(in_force)s AND d.valid_until >= %(today)s
          AND (d.orders_counted @> ARRAY[%(order)s]::bigint[] OR (d.predecessor_id IS NOT NULL AND EXISTS (
                  WITH RECURSIVE earlier AS (
                      SELECT d.predecessor_id AS id
                      UNION SELECT p.predecessor_id FROM earlier JOIN {permits} p ON p.id = earlier.id WHERE p.predecessor_id IS NOT NULL
                  ) SELECT FROM earlier JOIN {ledger} l ON l.document_id = earlier.id AND l.order_id = %(order)s)))
    ), news AS (
        SELECT id, person_id, valid_until FROM found
        WHERE (SELECT l.id FROM {ledger} l WHERE l.order_id = %(order)s AND l.document_id = found.id LIMIT 1) IS NULL
          AND (SELECT e.id FROM {events} e WHERE e.subject_type = %(event_subject)s AND e.subject_id = found.id
               AND e.name = ANY(%(along)s::text[]) LIMIT 1) IS NULL
    ), {told} SELECT count(*) FROM news
"""


def tell_holders(order: ExtensionOrder, span: Span, *, actor: Actor, moment: datetime, told_from: datetime) -> int:
    """Tell the holders of later documents in force, with keys in the span, that their last day stays. How many documents. The piece is
    remembered with it, so each is told once."""
    values = {name: name for name in ("person_id", "valid_until")}
    told = outbox(
        PermitKeptItsDay, source="news", values={"permit_id": "id", "order_id": str(int(order.pk)), **values}, actor=actor, moment=moment,
        pace=Pace(told_from, PACE),
    )  # fmt: skip
    tables = {"ledger": PermitExtension._meta.db_table, "permits": Permit._meta.db_table, "events": Event._meta.db_table}
    asked: dict[str, Any] = {
        "order": order.pk, "in_force": Permit.Status.IN_FORCE, "today": clock.today(), "after": span.after, "upto": span.upto,
        "along": [ChildsStayFollowed.event_name(), ChildsStayShortened.event_name()],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(told=told.ctes, **tables), {**asked, **told.parameters})
        kept: int = cursor.fetchone()[0]
    if kept:
        transaction.on_commit(nudge_relay)
    return kept


__all__ = ["tell_holders"]
