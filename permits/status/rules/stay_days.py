"""How many days a visa-free entrant has used, and until when the stay may last (115-FZ art. 5).

Until 31.12.2024: at most 90 days in each 180 days. From 01.01.2025: at most 90 days in each calendar year. Under both at most 90 in a
row. The day of entry and the day of exit both count; entering and leaving on one day is one day. All days in the country count, also
those under a patent or a permit: no act says that they are left out. Each day is judged by the rule in force on it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.book import Book
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term, Unit
from portal.legal.wording import said
from profiles.rules.stays import StayDays

KEYS: Final = ("permits.stay_total", "permits.stay_window", "permits.stay_in_a_row", "permits.stay_row_over_new_year")
LONGEST_LOOK: Final = 800  # days: every rule frees a day sooner than that
READING: Final = _("Reading of the portal: the one that cannot leave a person here a day too long")


@dataclass(frozen=True)
class Limits:
    """What holds on a day. `window` None: the total is of a calendar year."""

    total: Term
    window: int | None
    row: Term
    row_goes_on: bool


@dataclass(frozen=True)
class StayLaw:
    """The limits by the day from which they hold, oldest first: of one citizenship."""

    periods: tuple[tuple[date, Limits], ...]

    def on(self, day: date) -> Limits | None:
        place = bisect_right(self._begins, day) - 1
        return self.periods[place][1] if place >= 0 else None

    def ends(self, day: date) -> date:
        """The last day on which the limits of `day` hold."""
        place = bisect_right(self._begins, day)
        return self._begins[place] - timedelta(days=1) if place < len(self._begins) else date.max

    @cached_property
    def _begins(self) -> list[date]:
        return [begins for begins, _limits in self.periods]


def stay_law(book: Book, citizenship: str) -> StayLaw:
    """Raises `MissingLegalParameter` when a figure has a gap."""
    scopes = (citizenship, "")
    days = book.changes(*KEYS, scopes=scopes)
    return StayLaw(tuple((day, _limits(book, day, scopes)) for day in days))


def _limits(book: Book, on: date, scopes: Sequence[str]) -> Limits:
    window = book.term("permits.stay_window", on=on)
    return Limits(
        total=book.term("permits.stay_total", on=on, scopes=scopes),
        window=None if window.unit == Unit.YEARS else window.amount,
        row=book.term("permits.stay_in_a_row", on=on, scopes=scopes),
        row_goes_on=book.text("permits.stay_row_over_new_year", on=on).value == "goes_on",
    )


class Presence:
    """The days in the country, as runs that touch neither each other nor overlap. Days are counted by their ordinal."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for first, last in sorted(runs):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self.firsts = [first for first, _last in merged]
        self.lasts = [last for _first, last in merged]
        self._before = [0]
        for first, last in merged:
            self._before.append(self._before[-1] + last - first + 1)

    def through(self, day: int) -> int:
        """How many of the days up to and with `day` were spent in the country."""
        place = bisect_right(self.firsts, day)
        if place == 0:
            return 0
        return self._before[place] - max(0, self.lasts[place - 1] - day)

    def between(self, first: int, last: int) -> int:
        return self.through(last) - self.through(first - 1) if last >= first else 0

    def run_begins(self, day: int) -> int:
        """The first day of the run that holds `day`, or that ends on the day before it; `day` itself when there is none."""
        place = bisect_right(self.firsts, day) - 1
        return self.firsts[place] if place >= 0 and self.lasts[place] >= day - 1 else day


def presence(stays: Iterable[StayDays], *, through: date) -> Presence:
    """Days of stays whose both ends are known, up to and with `through`; the last one without an exit goes on through it."""
    end = through.toordinal()
    return Presence(
        (stay.entered_on.toordinal(), min(stay.left_on.toordinal() if stay.left_on else end, end))
        for stay in stays
        if stay.entered_on is not None and stay.entered_on <= through
    )


@dataclass(frozen=True)
class Counter:
    """Days that count on a day: `used` of `total`, `in_a_row` of `row`. `since` is the first day of the year or the window."""

    on: date
    since: date
    used: int
    total: int
    in_a_row: int
    row: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.used)


def count(stays: Sequence[StayDays], *, on: date, law: StayLaw) -> Explained[Counter] | None:
    """The counter on a day, that day included when it is one of the stay. None before the first rule that we know."""
    limits = law.on(on)
    if limits is None:
        return None
    spent, day, since = presence(stays, through=on), on.toordinal(), _window_begins(on, limits)
    used = spent.between(since.toordinal(), day)
    here = spent.between(day, day) == 1
    row = day - _row_begins(spent, on, limits) + 1 if here else 0
    counter = Counter(on, since, used, limits.total.amount, row, limits.row.amount)
    text = said(gettext_noop("Days in Russia from %(since)s to %(on)s, days of entry and exit included."), since=since, on=on)
    return Explained(counter, (*_rule_steps(limits), Step(text, used, READING)))


def last_day(stays: Sequence[StayDays], *, entered_on: date, law: StayLaw) -> Explained[date] | None:
    """The last lawful day, inclusive, of a stay that began on `entered_on` and is not left; the day before it when no day was free.

    `stays` may hold that stay itself: only its days before `entered_on` and other stays' are counted against it."""
    if law.on(entered_on) is None:
        return None
    before = presence((stay for stay in stays if stay.entered_on != entered_on), through=entered_on - timedelta(days=1))
    total = _total_ends(before, entered_on, law)
    row = _row_ends(before, entered_on, law)
    end = max(min(total, row), entered_on - timedelta(days=1))
    return Explained(end, _last_day_steps(before, entered_on, end, law, by_row=row < total))


def next_entry(stays: Sequence[StayDays], *, after: date, law: StayLaw) -> Explained[date] | None:
    """The first day later than `after` on which one may enter without a visa again. Stays are taken as over on `after`."""
    spent = presence(stays, through=after)
    day = after + timedelta(days=1)
    for _tried in range(LONGEST_LOOK):
        limits = law.on(day)
        if limits is None:
            return None
        since = _window_begins(day, limits)
        free = spent.between(since.toordinal(), day.toordinal()) + 1 <= limits.total.amount
        row = day.toordinal() - _row_begins(spent, day, limits) + 1 <= limits.row.amount
        if free and row:
            text = said(gettext_noop("The first day on which a day is free again: %(day)s."), day=day)
            return Explained(day, (*_rule_steps(limits), Step(text, day, limits.total.citation)))
        day = _next_to_try(day, limits, by_year=not free)
    raise AssertionError("every rule frees a day within two years")


def _next_to_try(day: date, limits: Limits, *, by_year: bool) -> date:
    """A spent year frees nothing before it is over."""
    if by_year and limits.window is None:
        return date(day.year + 1, 1, 1)
    return day + timedelta(days=1)


def _window_begins(on: date, limits: Limits) -> date:
    return date(on.year, 1, 1) if limits.window is None else on - timedelta(days=limits.window - 1)


def _row_begins(spent: Presence, on: date, limits: Limits) -> int:
    begins = spent.run_begins(on.toordinal())
    return begins if limits.row_goes_on else max(begins, date(on.year, 1, 1).toordinal())


def _total_ends(before: Presence, entered_on: date, law: StayLaw) -> date:
    """The last day on which the total is kept, each stretch of one rule (and of one year) by itself."""
    first = entered_on
    while True:
        limits = law.on(first)
        assert limits is not None
        until = law.ends(first)
        if limits.window is None:
            until = min(until, date(first.year, 12, 31))
            end = _spend_year(before, entered_on, first, limits)
        else:
            end = _spend_window(before, entered_on, first, until, limits)
        if end < until:
            return end
        first = until + timedelta(days=1)


def _spend_year(before: Presence, entered_on: date, first: date, limits: Limits) -> date:
    year = date(first.year, 1, 1)
    used = before.between(year.toordinal(), entered_on.toordinal() - 1)
    return max(entered_on, year) + timedelta(days=limits.total.amount - used - 1)


def _spend_window(before: Presence, entered_on: date, first: date, until: date, limits: Limits) -> date:
    assert limits.window is not None
    began, day, last = entered_on.toordinal(), first.toordinal(), until.toordinal()
    while day <= last:
        since = day - limits.window + 1
        if before.between(since, began - 1) + day - max(began, since) + 1 > limits.total.amount:
            break
        day += 1
    return date.fromordinal(day - 1)


def _row_ends(before: Presence, entered_on: date, law: StayLaw) -> date:
    limits = law.on(entered_on)
    assert limits is not None
    begins = date.fromordinal(_row_begins(before, entered_on, limits))
    end = begins + timedelta(days=limits.row.amount - 1)
    while not limits.row_goes_on and end >= date(entered_on.year + 1, 1, 1) > begins:
        begins = date(entered_on.year + 1, 1, 1)
        end = begins + timedelta(days=limits.row.amount - 1)
    return end


def _rule_steps(limits: Limits) -> tuple[Step, ...]:
    if limits.window is None:
        total: Any = said(gettext_noop("At most %(days)s days in one calendar year."), days=limits.total.amount)
    else:
        message = gettext_noop("At most %(days)s days in each %(window)s days in a row of the calendar.")
        total = said(message, days=limits.total.amount, window=limits.window)
    row = said(gettext_noop("At most %(days)s days without leaving."), days=limits.row.amount)
    return Step(total, citation=limits.total.citation), Step(row, citation=limits.row.citation)


def _last_day_steps(before: Presence, entered_on: date, end: date, law: StayLaw, *, by_row: bool) -> tuple[Step, ...]:
    limits = law.on(max(end, entered_on)) or law.periods[0][1]
    steps = [Step(said(gettext_noop("You entered on %(day)s: that day counts as the first."), day=entered_on), entered_on, READING)]
    steps += _rule_steps(limits)
    since = _window_begins(max(end, entered_on), limits)
    earlier = before.between(since.toordinal(), entered_on.toordinal() - 1)
    if earlier:
        steps.append(Step(said(gettext_noop("Days of earlier stays that still count, from %(day)s."), day=since), earlier, READING))
    if entered_on.year < end.year and by_row:
        steps.append(Step(_("The days in a row go on over New Year; the days of the year begin again on 1 January."), citation=READING))
    if end < entered_on:
        steps.append(Step(_("No day was free on the day of entry."), citation=limits.total.citation))
    return (*steps, Step(said(gettext_noop("The last day of the stay is %(day)s."), day=end), end, limits.total.citation))
