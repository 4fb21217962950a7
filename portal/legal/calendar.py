"""The working calendar with the acts that the database knows. The reckoning itself: `portal.legal.rules.calendar`."""

import time
from datetime import date
from typing import Any

from django.db import connection

from portal.legal.explained import Explained
from portal.legal.figures import Term
from portal.legal.models import CalendarOverride, LegalValue
from portal.legal.rules import calendar as rules
from portal.legal.rules.calendar import Override, WorkingCalendar, add_months

VERIFIED_KEY = "calendar.verified"
# A page may show a date reckoned with a calendar this old; inside a transaction, where dates become law, it is read afresh.
KEEP_SECONDS = 30.0

_kept: tuple[float, WorkingCalendar] | None = None


def is_working_day(day: date) -> bool:
    """Do state bodies with a five-day week work on `day`?"""
    return current().reason_off(day) is None


def add_working_days(start: date, days: int) -> Explained[date]:
    """The `days`-th working day after `start` (before it, when negative). `start` is not counted. Raises `DateOutOfRange`."""
    return rules.add_working_days(start, days, working=current())


def add_term(term: Term, start: date, *, moves_from_day_off: bool = False) -> Explained[date]:
    """The last day, inclusive, of `term` running from the day after `start`.

    `moves_from_day_off`: a term of an administrative procedure that ends on a day off ends on the next working day.
    Never for limits of stay, validity of documents or payments."""
    working = current()
    end = rules.add_term(term, start, working=working)
    if not moves_from_day_off:
        return end
    moved = rules.moved_from_day_off(end.value, working=working)
    return Explained(moved.value, (*end.steps, *moved.steps))


def current() -> WorkingCalendar:
    """The calendar as the database has it now (outside a transaction: as it was at most `KEEP_SECONDS` ago)."""
    global _kept
    if connection.in_atomic_block:
        return _read()
    if _kept is None or time.monotonic() - _kept[0] > KEEP_SECONDS:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def forget(**_: Any) -> None:
    """The next look-up reads the database. Called when a row of the calendar is written in this process."""
    global _kept
    _kept = None


def _read() -> WorkingCalendar:
    overrides = {row.day: Override(row.is_working, row.citation) for row in CalendarOverride.objects.all()}
    verified = LegalValue.standing.filter(series__key=VERIFIED_KEY, value__isnull=False).values_list("period", flat=True)
    return WorkingCalendar(overrides, tuple((period.lower, period.upper) for period in verified))


__all__ = ["add_months", "add_term", "add_working_days", "current", "forget", "is_working_day"]
