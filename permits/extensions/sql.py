"""`rules.reckoning` as expressions of the database, so that a million documents are reckoned where they lie.

`d` is the document's row; everything of the order comes as parameters. A property test compares the two for all modes."""

from typing import Any

from permits.extensions.extendable import Extendable
from permits.extensions.rules.terms import Mode, OrderTerms

LAST_DAY = "date '9999-12-31'"  # `rules.reckoning.later` ends there too


def covered(entry: Extendable, order: OrderTerms) -> str:
    """Whether the order extends the document: kind, citizenship, region, window, not ended before, not counted already, issued in
    time, a later day."""
    return " AND ".join([standing(entry, order), in_time(entry, order), f"{gives(entry, order)} > {entry.stated}"])


def to_ask(entry: Extendable, order: OrderTerms) -> str:
    """Whether a person decides: the document was issued after the last day that the order speaks of."""
    if order.last_issue_day is None:
        return "false"
    late = f"{entry.issued_on} > %(last_issue_day)s::date"
    return " AND ".join([standing(entry, order), late, f"{gives(entry, order)} > {entry.stated}"])


def standing(entry: Extendable, order: OrderTerms) -> str:
    """The order names the document. A document without a last day has no stated day, and no order touches it."""
    parts = [entry.stands, f"{entry.kind} = ANY(%(kinds)s::text[])", f"{entry.stated} >= %(window_from)s::date"]
    if order.window_to is not None:
        parts.append(f"{entry.stated} <= %(window_to)s::date")
    if order.citizenships:
        parts.append(f"{entry.citizenship} = ANY(%(citizenships)s::text[])")
    if order.regions:
        parts.append(f"{entry.region} = ANY(%(regions)s::text[])")
    parts.append(f"({entry.ended_on} IS NULL OR {entry.ended_on} >= %(effective_from)s::date)")
    parts.append(f"(%(key)s::bigint = ANY({entry.orders_counted})) IS NOT TRUE")
    return " AND ".join(parts)


def in_time(entry: Extendable, order: OrderTerms) -> str:
    return "true" if order.last_issue_day is None else f"{entry.issued_on} <= %(last_issue_day)s::date"


def gives(entry: Extendable, order: OrderTerms) -> str:
    """The day that the order alone makes of the document."""
    if order.mode is Mode.FIXED:
        return "%(until)s::date"
    return f"LEAST({entry.stated} + {_days(entry, order)}, {LAST_DAY})"


def _days(entry: Extendable, order: OrderTerms) -> str:
    if order.mode is Mode.PLUS_DAYS:
        return "%(days)s::int"
    lived = f"%(suspended_to)s::date - GREATEST(%(suspended_from)s::date, {entry.begins_on}) + 1"
    return f"(CASE WHEN {entry.stated} >= %(suspended_from)s::date THEN GREATEST({lived}, 0) ELSE 0 END)"


def parameters(order: OrderTerms) -> dict[str, Any]:
    return {
        "kinds": sorted(order.kinds),
        "citizenships": sorted(order.citizenships),
        "regions": sorted(order.regions),
        "window_from": order.window_from,
        "window_to": order.window_to,
        "until": order.until,
        "days": order.days,
        "suspended_from": order.suspended_from,
        "suspended_to": order.suspended_to,
        "effective_from": order.effective_from,
        "last_issue_day": order.last_issue_day,
        "key": order.key,
    }
