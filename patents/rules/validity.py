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
from portal.errors import RuleViolation
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term, Unit
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
    NOT_YET = "not_yet"  # before the day of issue, or not issued at all
    LAPSED_UNPAID = "lapsed_unpaid"
    EXPIRED = "expired"
    ANNULLED = "annulled"


@dataclass(frozen=True, kw_only=True)
class PatentFacts:
    """What the papers say. Dates of a patent that is not issued yet are None."""

    issued_on: date | None  # the first day: of issue, or later for a reissue
    paid_months: int
    expires_on: date | None  # last possible day, inclusive
    annulled_on: date | None = None  # first day without the patent
    extensions: tuple[Extension, ...] = ()  # by orders that are in force


def paid_through(*, issued_on: date, paid_months: int, extensions: tuple[Extension, ...] = ()) -> Explained[date]:
    """The last day, inclusive, that the paid months cover, and the days that extension orders add to them.

    Raises `MonthsOutOfRange` for less than a month."""
    if paid_months < 1:
        raise MonthsOutOfRange
    last = add_months(issued_on, paid_months) - ONE_DAY
    steps = (
        Step(_("The day of issue: the first day of the first month."), issued_on, PATENT_LAW),
        Step(_("Months paid."), paid_months, PATENT_LAW),
        Step(said(gettext_noop("The last paid day is %(day)s."), day=last), last, PATENT_LAW),
        *extended.steps(last, extensions),
    )
    through = extended.last_day(last, extensions)
    pay_by = Step(said(gettext_noop("The next month must be paid on %(day)s at the latest."), day=through), through, TAX_CODE)
    return Explained(through, (*steps, pay_by))


def expires_on(*, issued_on: date, term: Term) -> Explained[date]:
    """The last day, inclusive, on which the patent can be valid however much is paid. `term` is `patents.longest_term`.

    The law says "twelve months from the day of issue" and not whether the same day a year later still counts. We read it
    as the day before: the reading that cannot leave a person working a day too long."""
    last = add_months(issued_on, months_of(term)) - ONE_DAY
    limit = said(gettext_noop("Months from the day of issue (%(day)s), the longest a patent can last."), day=issued_on)
    reading = _("We count the day of issue as the first day. The law does not say whether the same day a year later still counts.")
    return Explained(last, (Step(limit, term.amount, term.citation or PATENT_LAW), Step(reading, last, PATENT_LAW)))


def validity_on(facts: PatentFacts, on: date) -> Explained[ValidityAnswer]:
    """Is the patent valid on `on`, and why. The first thing that ended it is the one named; an annulment goes before all."""
    if facts.issued_on is None or facts.expires_on is None or on < facts.issued_on:
        return _not_yet(facts.issued_on)
    months, given = facts.paid_months, facts.extensions
    paid = paid_through(issued_on=facts.issued_on, paid_months=months, extensions=given) if months > 0 else None
    last_paid = add_months(facts.issued_on, months) - ONE_DAY
    last = extended.last_day(min(last_paid, facts.expires_on), given)
    steps = (*(paid.steps if paid else ()), _last_possible(extended.last_day(facts.expires_on, given)))
    if facts.annulled_on is not None and on >= facts.annulled_on:
        return _answer(ValidityAnswer.ANNULLED, (), gettext_noop("Annulled: not valid from %(day)s."), facts.annulled_on)
    if on <= last:
        return _answer(ValidityAnswer.VALID, steps, gettext_noop("Valid through %(day)s."), last)
    if last_paid < facts.expires_on:
        return _answer(ValidityAnswer.LAPSED_UNPAID, steps, gettext_noop("Not paid in time: not valid from %(day)s."), last + ONE_DAY)
    return _answer(ValidityAnswer.EXPIRED, steps, gettext_noop("The longest term is over: not valid from %(day)s."), last + ONE_DAY)


def _not_yet(issued_on: date | None) -> Explained[ValidityAnswer]:
    if issued_on is None:
        return Explained(ValidityAnswer.NOT_YET, (Step(_("The patent has not been issued yet."), citation=PATENT_LAW),))
    return _answer(ValidityAnswer.NOT_YET, (), gettext_noop("Valid only from the day of issue, %(day)s."), issued_on)


def _last_possible(day: date) -> Step:
    return Step(said(gettext_noop("However much is paid, the patent ends on %(day)s."), day=day), day, PATENT_LAW)


def _answer(answer: ValidityAnswer, steps: tuple[Step, ...], message: str, day: date) -> Explained[ValidityAnswer]:
    final: Any = said(message, day=day)
    return Explained(answer, (*steps, Step(final, day, PATENT_LAW)))


def months_of(term: Term) -> int:
    """The longest term in months."""
    if term.unit not in {Unit.MONTHS, Unit.YEARS}:
        raise ValueError(f"the longest term is counted in months or years, not in {term.unit}")
    return term.amount * 12 if term.unit == Unit.YEARS else term.amount
