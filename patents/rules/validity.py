"""Until when a patent is valid, and whether it is on a day (115-FZ art. 13.3 (5); Tax Code art. 227.1 (4)).

Months run from the day of issue, which is their first day: issued on 15 March and paid for three months, a patent is valid
through 14 June. Each date is reckoned from the day of issue, never from the date before it, so that a short month shortens nothing
after it. Days are civil dates of the patent's region; days off move nothing here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from patents.rules import extended
from patents.rules.extended import Extension
from patents.rules.months import months_between, period
from portal.errors import RuleViolation
from portal.legal.explained import Explained, Step
from portal.legal.figures import LegalText, Term, Unit
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said

PATENT_LAW = _("Federal Law 115-FZ, art. 13.3, para. 5")
TAX_CODE = _("Tax Code, art. 227.1, para. 4")
ONE_DAY = timedelta(days=1)


class MonthsOutOfRange(RuleViolation):
    code = "months_out_of_range"
    message = _("A patent is paid for whole months, at least one.")


class ValidityAnswer(StrEnum):
    VALID = "valid"
    NOT_YET = "not_yet"  # before its first day, or not issued at all
    LAPSED_UNPAID = "lapsed_unpaid"
    EXPIRED = "expired"
    ANNULLED = "annulled"


class LastDay(StrEnum):
    """Which day is the last of the longest term: how we read "months from the day of issue" (`patents.last_day`)."""

    DAY_BEFORE = "day_before"  # issued on 15 March, the last day is 14 March
    SAME_DAY = "same_day"  # 15 March


_READINGS = {
    LastDay.DAY_BEFORE: _(
        "We count the day of issue as the first day. The law does not say whether the same day of the last month still counts."
    ),
    LastDay.SAME_DAY: _("We count the same day of the last month as the last day. The law does not say whether it still counts."),
}


@dataclass(frozen=True, kw_only=True)
class PatentFacts:
    """What the papers say. Dates of a patent that is not issued yet are None."""

    issued_on: date | None  # the first day: of issue, or later for a reissue
    paid_months: int
    expires_on: date | None  # last possible day, inclusive
    annulled_on: date | None = None  # first day without the patent
    extensions: tuple[Extension, ...] = ()  # by orders that are in force


def paid_through(
    *, issued_on: date, paid_months: int, expires_on: date | None = None, extensions: tuple[Extension, ...] = ()
) -> Explained[date]:
    """The last day, inclusive, that the paid months cover, and the days that extension orders add to them. `expires_on`, the last
    possible day, ends the last month.

    Raises `MonthsOutOfRange` for less than a month."""
    if paid_months < 1:
        raise MonthsOutOfRange
    last = period(issued_on, paid_months, expires_on=expires_on).ends
    steps = (
        Step(_("The day of issue: the first day of the first month."), issued_on, PATENT_LAW),
        Step(_("Months paid."), paid_months, PATENT_LAW),
        Step(said(gettext_noop("The last paid day is %(day)s."), day=last), last, PATENT_LAW),
        *extended.steps(last, extensions),
    )
    through = extended.last_day(last, extensions)
    if last == expires_on:
        return Explained(through, steps)  # there is no next month
    pay_by = Step(said(gettext_noop("The next month must be paid on %(day)s at the latest."), day=through), through, TAX_CODE)
    return Explained(through, (*steps, pay_by))


def expires_on(*, issued_on: date, term: Term, reading: LegalText) -> Explained[date]:
    """The last day, inclusive, on which the patent can be valid however much is paid. `term` is `patents.longest_term`, `reading` is
    `patents.last_day`: the law says "months from the day of issue" and not whether the same day of the last month still counts.
    Shipped is the day before: the reading that cannot leave a person working a day too long."""
    same_day, read = add_months(issued_on, months_of(term)), LastDay(reading.value)
    last = same_day if read is LastDay.SAME_DAY else same_day - ONE_DAY
    limit = said(gettext_noop("Months from the day of issue (%(day)s), the longest a patent can last."), day=issued_on)
    return Explained(
        last, (Step(limit, months_of(term), term.citation or PATENT_LAW), Step(_READINGS[read], last, reading.citation or PATENT_LAW))
    )


def validity_on(facts: PatentFacts, on: date) -> Explained[ValidityAnswer]:
    """Is the patent valid on `on`, and why. The first thing that ended it is the one named; an annulment goes before all."""
    if facts.issued_on is None or facts.expires_on is None:
        return _not_yet(facts.issued_on)
    if facts.annulled_on is not None and on >= facts.annulled_on:
        return _answer(ValidityAnswer.ANNULLED, (), gettext_noop("Annulled: not valid from %(day)s."), facts.annulled_on)
    if on < facts.issued_on:
        return _not_yet(facts.issued_on)
    months, given = facts.paid_months, facts.extensions
    ends = facts.expires_on
    paid = paid_through(issued_on=facts.issued_on, paid_months=months, expires_on=ends, extensions=given) if months > 0 else None
    last_paid = period(facts.issued_on, months, expires_on=ends).ends
    last = extended.last_day(last_paid, given)
    steps = (*(paid.steps if paid else ()), _last_possible(extended.last_day(ends, given)))
    if last_paid == ends:
        steps += _as_read(facts.issued_on, ends)
    if on <= last:
        return _answer(ValidityAnswer.VALID, steps, gettext_noop("Valid through %(day)s."), last)
    if last_paid < ends:
        return _answer(ValidityAnswer.LAPSED_UNPAID, steps, gettext_noop("Not paid in time: not valid from %(day)s."), last + ONE_DAY)
    return _answer(ValidityAnswer.EXPIRED, steps, gettext_noop("The longest term is over: not valid from %(day)s."), last + ONE_DAY)


def _not_yet(issued_on: date | None) -> Explained[ValidityAnswer]:
    if issued_on is None:
        return Explained(ValidityAnswer.NOT_YET, (Step(_("The patent has not been issued yet."), citation=PATENT_LAW),))
    return _answer(ValidityAnswer.NOT_YET, (), gettext_noop("Valid from %(day)s: that is its first day."), issued_on)


def _last_possible(day: date) -> Step:
    return Step(said(gettext_noop("However much is paid, the patent ends on %(day)s."), day=day), day, PATENT_LAW)


def _as_read(issued_on: date, ends: date) -> tuple[Step, ...]:
    """By which reading of the law the twelve months end on this day: that of the day on which the patent began."""
    following = add_months(issued_on, months_between(issued_on, ends))
    found = {following: LastDay.SAME_DAY, following - ONE_DAY: LastDay.DAY_BEFORE}.get(ends)
    return (Step(_READINGS[found], ends, PATENT_LAW),) if found else ()


def _answer(answer: ValidityAnswer, steps: tuple[Step, ...], message: str, day: date) -> Explained[ValidityAnswer]:
    final: Any = said(message, day=day)
    return Explained(answer, (*steps, Step(final, day, PATENT_LAW)))


def months_of(term: Term) -> int:
    """The longest term in months."""
    if term.unit not in {Unit.MONTHS, Unit.YEARS}:
        raise ValueError(f"the longest term is counted in months or years, not in {term.unit}")
    return term.amount * 12 if term.unit == Unit.YEARS else term.amount
