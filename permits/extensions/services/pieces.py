"""One piece of work on an order: a range of keys, everything in one statement of the database.

The update takes the rows' locks and comes first, so that `before` and `after` in the ledger are what really happened to the row;
the ledger's unique key decides what is told. A second worker on the same range finds the rows written and tells nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from permits.extensions import sql
from permits.extensions.extendable import Extendable
from permits.extensions.models import ExtensionOrder
from permits.extensions.rules.terms import RULE_VERSION
from portal.events.actor import Actor
from portal.events.bulk import Outbox, Pace, outbox
from portal.events.nudge import nudge_relay

# A million people hear of an order one after another, not before everybody else who waits for news: 100 of them a second.
PACE: Final = 0.01


@dataclass(frozen=True)
class Done:
    """`extended`: rows written to the ledger (or taken back); `told`: documents whose last day moved."""

    extended: int
    told: int


def extend(entry: Extendable, order: ExtensionOrder, *, after: int, upto: int, actor: Actor, moment: datetime, told_from: datetime) -> Done:
    """Extend the documents with keys above `after`, through `upto`, that the order covers. Doing it again changes nothing.

    `IS TRUE` keeps the planner from joining the two results by nested loops: it cannot know how many rows an update will return,
    guesses few, and 16,000 by 16,000 took half a minute. As it stands it looks each row up in a hash."""
    terms, ledger = order.terms, entry.ledger._meta.db_table
    told = _news(entry.extended, order, actor, Pace(told_from, PACE), moment=moment)
    statement = f"""
    WITH moved AS (
        UPDATE {entry.table} AS d SET {entry.effective} = GREATEST(d.{entry.last_day}, {sql.gives(entry, terms)})
        WHERE d.id > %(after)s AND d.id <= %(upto)s AND {sql.covered(entry, terms)}
          AND NOT EXISTS (SELECT FROM {ledger} l WHERE l.order_id = %(order)s AND l.document_id = d.id
                          AND l.document_id > %(after)s AND l.document_id <= %(upto)s)
        RETURNING d.id, {entry.person} AS person_id, {entry.stated} AS stated, OLD.{entry.last_day} AS before,
                  NEW.{entry.last_day} AS after, {sql.gives(entry, terms)} AS gives
    ), booked AS (
        INSERT INTO {ledger} (order_id, document_id, stated, before, gives, after, days, rule_version, applied_at)
        SELECT %(order)s, id, stated, before, gives, after, gives - stated, %(rule_version)s, %(moment)s FROM moved
        ON CONFLICT (order_id, document_id) DO NOTHING RETURNING document_id
    ), news AS (
        SELECT m.* FROM moved m WHERE m.after > m.before AND (m.id IN (SELECT document_id FROM booked)) IS TRUE
    ), {told.ctes}
    SELECT (SELECT count(*) FROM booked), (SELECT count(*) FROM news)
    """  # noqa: S608 (text of this program alone)
    values = {"after": after, "upto": upto, "order": order.pk, "rule_version": RULE_VERSION, "moment": moment}
    if entry.is_busy:
        _lock(entry, order, after=after, upto=upto)
    return _noted(entry, after, upto, _run(statement, {**sql.parameters(terms), **values, **told.parameters}))


def _lock(entry: Extendable, order: ExtensionOrder, *, after: int, upto: int) -> None:
    """Rows that other work writes too are locked by a statement of their own: an update that had to wait for one returns as OLD the
    row as its snapshot had it (PostgreSQL 18), and the ledger would say that a day moved from one that had passed."""
    terms = order.terms
    statement = f"""
    SELECT FROM {entry.table} d WHERE d.id > %(after)s AND d.id <= %(upto)s AND {sql.standing(entry, terms)}
    ORDER BY d.id FOR NO KEY UPDATE OF d
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {**sql.parameters(terms), "after": after, "upto": upto})


def take_back(
    entry: Extendable, order: ExtensionOrder, *, after: int, upto: int, actor: Actor, moment: datetime, told_from: datetime
) -> Done:
    """Reckon anew, without the order, the documents in this range that it extended.

    The rows are locked by a statement of their own: the next one then sees what another order's work had just written about them."""
    ledger, marks = entry.ledger._meta.db_table, entry.take_back._meta.db_table
    values: dict[str, Any] = {"after": after, "upto": upto, "order": order.pk, "moment": moment}
    mine = "row.order_id = %(order)s AND row.document_id > %(after)s AND row.document_id <= %(upto)s"
    told = _news(entry.shortened, order, actor, Pace(told_from, PACE), moment=moment)
    with connection.cursor() as cursor:
        lock = f"SELECT FROM {entry.table} d JOIN {ledger} row ON row.document_id = d.id WHERE {mine} ORDER BY d.id FOR UPDATE OF d"
        cursor.execute(lock, values)
    statement = f"""
    WITH marked AS (
        INSERT INTO {marks} (extension_id, before, after, taken_back_at)
        SELECT row.id, d.{entry.last_day}, GREATEST({entry.stated}, (
                   SELECT max({entry.gives_now}) {entry.of_the_ledger} AND l.document_id = row.document_id AND l.order_id <> %(order)s
               )), %(moment)s
        FROM {ledger} row JOIN {entry.table} d ON d.id = row.document_id WHERE {mine}
        ON CONFLICT (extension_id) DO NOTHING RETURNING extension_id, before, after
    ), news AS (
        UPDATE {entry.table} AS d SET {entry.effective} = m.after
        FROM marked m JOIN {ledger} l ON l.id = m.extension_id WHERE d.id = l.document_id AND m.after < m.before
        RETURNING d.id, {entry.person} AS person_id, {entry.stated} AS stated, m.before, m.after
    ), {told.ctes}
    SELECT (SELECT count(*) FROM marked), (SELECT count(*) FROM news)
    """  # noqa: S608 (text of this program alone)
    return _noted(entry, after, upto, _run(statement, {**values, **told.parameters}))


def missed(entry: Extendable, order: ExtensionOrder, *, after: int, upto: int) -> tuple[int, int]:
    """In this range: covered documents without a row of the ledger, and rows whose document ends before the day that they give."""
    terms, ledger = order.terms, entry.ledger._meta.db_table
    statement = f"""
    SELECT count(*) FILTER (WHERE l.id IS NULL), count(*) FILTER (WHERE d.{entry.last_day} < {entry.gives_now})
    FROM {entry.table} d LEFT JOIN {ledger} l
         ON l.order_id = %(order)s AND l.document_id = d.id AND l.document_id > %(after)s AND l.document_id <= %(upto)s
         LEFT JOIN {ExtensionOrder._meta.db_table} o ON o.id = l.order_id
    WHERE d.id > %(after)s AND d.id <= %(upto)s AND {sql.covered(entry, terms)}
    """  # noqa: S608 (text of this program alone)
    with transaction.atomic(), connection.cursor() as cursor:
        # A ledger that has just been filled has no statistics: it was taken for empty, and each document went through all of its
        # range. 100,000 took 37 seconds; a hash takes the same time whatever the planner believes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement, {**sql.parameters(terms), "after": after, "upto": upto, "order": order.pk})
        absent, short = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
    return absent, short


def end_of_news(told_from: datetime, told: int) -> datetime:
    """When the last of so many messages is due."""
    return told_from + timedelta(seconds=PACE * told)


def _noted(entry: Extendable, after: int, upto: int, done: Done) -> Done:
    if done.told:
        entry.moved(after, upto)
    return done


def _news(event: Any, order: ExtensionOrder, actor: Actor, pace: Pace, *, moment: datetime) -> Outbox:
    """`event` names its document in a field of its own."""
    values = {event.subject_field: "id", "person_id": "person_id", "order_id": str(int(order.pk))}
    days = {name: name for name in ("stated", "before", "after")}
    return outbox(event, source="news", values={**values, **days}, actor=actor, moment=moment, pace=pace)


def _run(statement: str, values: dict[str, Any]) -> Done:
    with connection.cursor() as cursor:
        # The checks of foreign keys run at the commit by plans that a session keeps. One made when events were few reads the whole
        # table for each row; after this they are planned for the table as the piece has left it.
        cursor.execute("DISCARD PLANS")
        cursor.execute(statement, values)
        done = Done(*cursor.fetchone())
    if done.told:
        transaction.on_commit(nudge_relay)
    return done
