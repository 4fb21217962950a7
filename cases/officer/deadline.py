"""The deadline of a case as the queue says it: the date, how many working days are left, and how much that presses."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

from portal.legal import calendar
from portal.legal.rules.calendar import WorkingCalendar

SOON = 2  # working days
_FARTHEST = 120  # calendar days; beyond that working days tell a person nothing


@dataclass(frozen=True)
class Deadline:
    """`press` is "overdue", "today", "soon" or "calm": each has its own sign beside the words, never colour alone."""

    day: date
    words: str
    press: str

    @property
    def sign(self) -> str:
        return {"overdue": "warning", "today": "clock", "soon": "clock"}.get(self.press, "")


def deadline(day: date, *, today: date, working: WorkingCalendar | None = None) -> Deadline:
    """`day` is the last day for the decision, inclusive; `today` the civil date of the office."""
    if day == today:
        return Deadline(day, gettext("due today"), "today")
    if abs((day - today).days) > _FARTHEST:
        return _far(day, today)
    working = working or calendar.current()
    if day < today:
        late = _working_days(day, today, working)
        return Deadline(day, _overdue(late), "overdue")
    left = _working_days(today, day, working)
    words = ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}
    return Deadline(day, words, "soon" if left <= SOON else "calm")


def _overdue(days: int) -> str:
    if days == 0:
        return gettext("overdue")
    return ngettext("%(count)d working day overdue", "%(count)d working days overdue", days) % {"count": days}


def _far(day: date, today: date) -> Deadline:
    days = abs((day - today).days)
    if day < today:
        return Deadline(day, ngettext("overdue for %(count)d day", "overdue for %(count)d days", days) % {"count": days}, "overdue")
    return Deadline(day, ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}, "calm")


def _working_days(after: date, until: date, working: WorkingCalendar) -> int:
    """Working days after `after`, up to and with `until`."""
    days = (after + timedelta(days=step) for step in range(1, (until - after).days + 1))
    return sum(working.reason_off(day) is None for day in days)
