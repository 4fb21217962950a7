"""Terms counted in working days, calendar days, months and years.

Conventions: a term runs from the day after the event (Civil Code art. 191, by analogy); a term of months ends on the same day
number of its last month, or on the last day of that month when it has no such number (art. 192). The week has five working days
and the holidays of Labour Code art. 112. Days are civil dates of the region whose term it is.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.errors import DateOutOfRange
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term, Unit
from portal.legal.wording import listed, said

FIRST_YEAR, LAST_YEAR = 1995, 2100
LONGEST_TERM = 3660
LABOUR_CODE = _("Labour Code, art. 112")
CIVIL_CODE = _("Civil Code, art. 191 and 192 (by analogy)")
WEEKEND = _("weekend")
DAY_OFF = _("day off")  # a weekend of which one day alone is met

_NAMES = {
    "New Year Holidays": _("New Year holidays"),
    "Christmas Day": _("Christmas Day"),
    "Defender of the Fatherland Day": _("Defender of the Fatherland Day"),
    "International Women's Day": _("International Women's Day"),
    "Holiday of Spring and Labor": _("Spring and Labour Day"),
    "Victory Day": _("Victory Day"),
    "Russia Day": _("Russia Day"),
    "Unity Day": _("National Unity Day"),
}
_MOVED = re.compile(r"substituted from ([0-9]{2})/([0-9]{2})/([0-9]{4})")


@dataclass(frozen=True)
class Override:
    """A day that an act makes working or free against the production calendar."""

    is_working: bool
    citation: str


@dataclass(frozen=True)
class WorkingCalendar:
    """The production calendar, the acts that change single days, and the periods in which it has been checked."""

    overrides: Mapping[date, Override] = field(default_factory=dict)
    verified: tuple[tuple[date, date | None], ...] = ()  # half-open

    def reason_off(self, day: date) -> Any:
        """Why nobody works on `day`; None when it is a working day."""
        if override := self.overrides.get(day):
            return None if override.is_working else said(gettext_noop("non-working day (%(act)s)"), act=_(override.citation))
        year = _production_year(day.year)
        if day in year.holidays:
            return _holiday_name(year.holidays[day])
        return WEEKEND if day.weekday() >= calendar.SATURDAY and day not in year.working_weekends else None

    def is_verified(self, day: date) -> bool:
        return any(start <= day and (end is None or day < end) for start, end in self.verified)


@dataclass(frozen=True)
class _Year:
    holidays: Mapping[date, str]
    working_weekends: frozenset[date]


@dataclass(frozen=True)
class _Stretch:
    first: date
    last: date
    reasons: tuple[Any, ...]


def add_working_days(start: date, days: int, *, working: WorkingCalendar) -> Explained[date]:
    """The `days`-th working day after `start`, or before it when `days` is negative. `start` itself is not counted."""
    if days == 0 or abs(days) > LONGEST_TERM:
        raise DateOutOfRange
    end, skipped = _walk(start, days, working)
    steps = [_first_step(start, days)]
    steps += [_skipped_step(stretch) for stretch in sorted(skipped, key=lambda stretch: stretch.first, reverse=days < 0)]
    steps.append(_last_step(end, abs(days)))
    return Explained(end, (*steps, *_doubts(start, end, working)))


def add_term(term: Term, start: date, *, working: WorkingCalendar) -> Explained[date]:
    """The last day, inclusive, of a term that runs from the day after `start`."""
    if term.unit == Unit.WORKING_DAYS:
        reckoned = add_working_days(start, term.amount, working=working)
        return Explained(reckoned.value, (Step(_term_text(term), citation=term.citation), *reckoned.steps))
    end = add_months(start, _months(term)) if term.unit in {Unit.MONTHS, Unit.YEARS} else _shift(start, term.amount)
    steps = [Step(_term_text(term), citation=term.citation), _first_step(start, term.amount)]
    return Explained(end, (*steps, Step(said(gettext_noop("The last day of the term is %(day)s."), day=end), end, CIVIL_CODE)))


def moved_from_day_off(day: date, *, working: WorkingCalendar) -> Explained[date]:
    """`day`, or the next working day when nobody works on it (Civil Code art. 193). Not for stays, documents or payments."""
    end = day
    while working.reason_off(end) is not None:
        end = _shift(end, 1)
    if end == day:
        return Explained(day)
    message = said(gettext_noop("%(day)s is a day off, the term ends on the next working day: %(end)s."), day=day, end=end)
    return Explained(end, (Step(message, end, _("Civil Code, art. 193 (by analogy)")), *_doubts(day, end, working)))


def add_months(day: date, months: int) -> date:
    """The same day number `months` later; the last day of that month where it has no such number."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateOutOfRange
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _walk(start: date, days: int, working: WorkingCalendar) -> tuple[date, list[_Stretch]]:
    """Step over the calendar until the days are counted; also the stretches of days off met on the way."""
    direction, left, day = (1, days, start) if days > 0 else (-1, -days, start)
    off: list[tuple[date, Any]] = []
    while left:
        day = _shift(day, direction)
        reason = working.reason_off(day)
        if reason is None:
            left -= 1
        else:
            off.append((day, reason))
    return day, list(_stretches(sorted(off, key=lambda item: item[0])))


def _stretches(off: list[tuple[date, Any]]) -> Iterator[_Stretch]:
    run: list[tuple[date, Any]] = []
    for item in off:
        if run and item[0] - run[-1][0] > timedelta(days=1):
            yield _stretch(run)
            run = []
        run.append(item)
    if run:
        yield _stretch(run)


def _stretch(run: list[tuple[date, Any]]) -> _Stretch:
    """Weekend days inside holidays need no word of their own."""
    named = [reason for _day, reason in run if reason is not WEEKEND]
    reasons = list(dict.fromkeys(named)) or [WEEKEND if len(run) > 1 else DAY_OFF]
    return _Stretch(run[0][0], run[-1][0], tuple(reasons))


def _first_step(start: date, amount: int) -> Step:
    if amount < 0:
        return Step(said(gettext_noop("We count back from the day before %(day)s."), day=start), citation=CIVIL_CODE)
    return Step(said(gettext_noop("We count from the day after %(day)s."), day=start), citation=CIVIL_CODE)


def _skipped_step(stretch: _Stretch) -> Step:
    why = listed(stretch.reasons)
    if stretch.first == stretch.last:
        return Step(said(gettext_noop("%(day)s is not counted: %(why)s."), day=stretch.first, why=why), citation=LABOUR_CODE)
    message = gettext_noop("%(first)s to %(last)s are not counted: %(why)s.")
    return Step(said(message, first=stretch.first, last=stretch.last, why=why), citation=LABOUR_CODE)


def _last_step(end: date, days: int) -> Step:
    return Step(said(gettext_noop("Working days counted: %(days)s. The last one is %(day)s."), days=days, day=end), end, LABOUR_CODE)


def _term_text(term: Term) -> Any:
    messages = {
        Unit.WORKING_DAYS: gettext_noop("The term in working days: %(amount)s."),
        Unit.CALENDAR_DAYS: gettext_noop("The term in calendar days, days off included: %(amount)s."),
        Unit.MONTHS: gettext_noop("The term in months: %(amount)s."),
        Unit.YEARS: gettext_noop("The term in years: %(amount)s."),
    }
    return said(messages[Unit(term.unit)], amount=term.amount)


def _doubts(start: date, end: date, working: WorkingCalendar) -> tuple[Step, ...]:
    """A step for each year that was counted in and whose calendar nobody has checked against the Government's resolution."""
    first, last = min(start, end), max(start, end)
    years = [year for year in range(first.year, last.year + 1) if not working.is_verified(min(last, date(year, 12, 31)))]
    message = gettext_noop("The working calendar of %(year)s is not confirmed: the date may change.")
    return tuple(Step(said(message, year=year), citation=LABOUR_CODE) for year in years)


def _months(term: Term) -> int:
    return term.amount * 12 if term.unit == Unit.YEARS else term.amount


def _shift(day: date, days: int) -> date:
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        raise DateOutOfRange from None
    if not FIRST_YEAR <= moved.year <= LAST_YEAR:
        raise DateOutOfRange
    return moved


@lru_cache(maxsize=256)
def _production_year(year: int) -> _Year:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateOutOfRange
    known = holidays.country_holidays("RU", years=year, expand=False, language="en_US")
    return _Year(dict(known), frozenset(known.weekend_workdays))


@lru_cache(maxsize=256)
def _holiday_name(name: str) -> Any:
    if moved := _MOVED.search(name):
        month, day, year = (int(part) for part in moved.groups())
        return said(gettext_noop("day off moved from %(day)s"), day=date(year, month, day))
    known = _NAMES.get(name.removesuffix(" (observed)"), _("public holiday"))
    return said(gettext_noop("day off for %(holiday)s"), holiday=known) if name.endswith(" (observed)") else known
