"""What the figures of patents may be: values that no rule could reckon with are refused when an operator enters them.

A reading of the twelve months, and their length, govern patents that begin from their day on. The last possible day of a patent that has
begun, or whose first day is fixed, was told to its holder and printed: such a row can only begin later than the newest of them. So can
one that says how many months are bought at once: their money has bought its months."""

import re
from datetime import date, timedelta
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from patents.errors import BlankFormat, LastDaysAreTold, MonthsAreBought, NotThisUnit, NotThisValue
from patents.models import Patent
from patents.rules.payment_qr import LONGEST_PURPOSE, SHORTEST_PURPOSE
from patents.rules.validity import LastDay
from portal.errors import RuleViolation
from portal.legal import checks
from portal.legal.figures import Unit
from portal.legal.wording import date_in_words

# The units that the rules count these terms in.
UNITS: Final[dict[str, tuple[Unit, ...]]] = {
    "patents.apply_window": (Unit.CALENDAR_DAYS,),
    "patents.minimum_age": (Unit.YEARS,),
    "patents.reissue_notice": (Unit.WORKING_DAYS,),
    "patents.reissue_earliest": (Unit.MONTHS, Unit.YEARS),
    "patents.exam_validity": (Unit.MONTHS, Unit.YEARS),
    "patents.question_retention": (Unit.MONTHS, Unit.YEARS),
    "patents.refused_line_retention": (Unit.MONTHS, Unit.YEARS),
}
_LEAST: Final = re.compile(r"([1-9]|1[0-2]) months")
_BLANK_SERIES: Final = re.compile(r"[0-9A-ZА-ЯЁ]{1,6}")
_BLANK_DIGITS: Final = re.compile(r"[5-9]|10")


def register() -> None:
    for key, units in UNITS.items():
        checks.register(key, _counted_in(units))
    checks.register("patents.longest_term", _longest_term)
    checks.register("patents.last_day", _last_day)
    checks.register("patents.least_bought", _least_bought)
    checks.register("patents.card_blank_series", _blank_series)
    checks.register("patents.card_blank_digits", _blank_digits)
    checks.register("patents.payment.purpose_length", _purpose_length)


def _counted_in(units: tuple[Unit, ...]) -> checks.Check:
    def check(value: str | None, since: date) -> RuleViolation | None:
        return NotThisUnit(units=", ".join(units)) if value and value.split(" ")[1] not in units else None

    return check


def _longest_term(value: str | None, since: date) -> RuleViolation | None:
    return _counted_in((Unit.MONTHS, Unit.YEARS))(value, since) or _not_told(since)


def _last_day(value: str | None, since: date) -> RuleViolation | None:
    if value is not None and value not in set(LastDay):
        return NotThisValue(values=", ".join(LastDay))
    return _not_told(since)


def _least_bought(value: str | None, since: date) -> RuleViolation | None:
    """Whole months, and not what patents that have begun were told: by another figure their money would have bought other months."""
    if value is not None and not _LEAST.fullmatch(value):
        return NotThisValue(values="1 months – 12 months")
    newest = _newest(since)
    return MonthsAreBought(newest=date_in_words(newest), first=date_in_words(newest + timedelta(days=1))) if newest else None


def _blank_series(value: str | None, since: date) -> RuleViolation | None:
    return BlankFormat(what=_("one to six capital letters or digits")) if value and not _BLANK_SERIES.fullmatch(value) else None


def _blank_digits(value: str | None, since: date) -> RuleViolation | None:
    return BlankFormat(what=_("how many digits, 5 to 10")) if value and not _BLANK_DIGITS.fullmatch(value) else None


def _purpose_length(value: str | None, since: date) -> RuleViolation | None:
    fits = value is None or (re.fullmatch("[0-9]{3}", value) and SHORTEST_PURPOSE <= int(value) <= LONGEST_PURPOSE)
    return None if fits else NotThisValue(values=f"{SHORTEST_PURPOSE}–{LONGEST_PURPOSE}")


def _not_told(since: date) -> RuleViolation | None:
    """No patent that begins on this day or later has its last day already."""
    newest = _newest(since)
    return LastDaysAreTold(newest=date_in_words(newest), first=date_in_words(newest + timedelta(days=1))) if newest else None


def _newest(since: date) -> date | None:
    """The latest first day that a patent has, where it is this day or later."""
    newest: date | None = Patent.objects.filter(begins_on__gte=since).exclude(expires_on=None).aggregate(newest=Max("begins_on"))["newest"]
    return newest


__all__ = ["UNITS", "register"]
