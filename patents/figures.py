"""What the figures of patents may be: values that no rule could reckon with are refused when an operator enters them.

A reading of the twelve months, and their length, govern patents that begin from their day on. The last possible day of a patent that has
begun, or whose first day is fixed, was told to its holder and printed: such a row can only begin later than the newest of them. So can
one that says how many months are bought at once: their money has bought its months. A figure that makes prices takes no month away that
was bought."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from patents import ledgers, tariff
from patents.errors import BlankFormat, LastDaysAreTold, MoneyIsCounted, MonthsAreBought, NotThisUnit, NotThisValue
from patents.models import Allocation, Patent, Purpose
from patents.rules.payment_qr import LONGEST_PURPOSE, SHORTEST_PURPOSE
from patents.rules.validity import LastDay
from portal.errors import RuleViolation
from portal.legal import checks
from portal.legal.checks import Proposed
from portal.legal.figures import Unit
from portal.legal.wording import date_in_words

# The units that the rules count these terms in.
UNITS: Final[dict[str, tuple[Unit, ...]]] = {
    "patents.apply_window": (Unit.CALENDAR_DAYS,),
    "patents.minimum_age": (Unit.YEARS,),
    "patents.reissue_notice": (Unit.WORKING_DAYS,),
    "patents.reissue_earliest": (Unit.MONTHS, Unit.YEARS),
    "patents.exam_validity": (Unit.MONTHS, Unit.YEARS),
    "permits.registration_of_patent_holder": (Unit.MONTHS, Unit.YEARS),
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
    for key in tariff.KEYS:
        checks.register(key, _price)
    checks.register("patents.card_blank_series", _blank_series)
    checks.register("patents.card_blank_digits", _blank_digits)
    checks.register("patents.payment.purpose_length", _purpose_length)


def _counted_in(units: tuple[Unit, ...]) -> checks.Check:
    def check(row: Proposed) -> RuleViolation | None:
        return NotThisUnit(units=", ".join(units)) if row.value and row.value.split(" ")[1] not in units else None

    return check


def _longest_term(row: Proposed) -> RuleViolation | None:
    return _counted_in((Unit.MONTHS, Unit.YEARS))(row) or _not_told(row.since)


def _last_day(row: Proposed) -> RuleViolation | None:
    if row.value is not None and row.value not in set(LastDay):
        return NotThisValue(values=", ".join(LastDay))
    return _not_told(row.since)


def _least_bought(row: Proposed) -> RuleViolation | None:
    """Whole months, and not what patents that have begun were told: by another figure their money would have bought other months."""
    if row.value is not None and not _LEAST.fullmatch(row.value):
        return NotThisValue(values="1 months – 12 months")
    newest = _newest(row.since)
    return MonthsAreBought(newest=date_in_words(newest), first=date_in_words(newest + timedelta(days=1))) if newest else None


def _blank_series(row: Proposed) -> RuleViolation | None:
    return BlankFormat(what=_("one to six capital letters or digits")) if row.value and not _BLANK_SERIES.fullmatch(row.value) else None


def _blank_digits(row: Proposed) -> RuleViolation | None:
    return BlankFormat(what=_("how many digits, 5 to 10")) if row.value and not _BLANK_DIGITS.fullmatch(row.value) else None


def _purpose_length(row: Proposed) -> RuleViolation | None:
    value = row.value
    fits = value is None or (re.fullmatch("[0-9]{3}", value) and SHORTEST_PURPOSE <= int(value) <= LONGEST_PURPOSE)
    return None if fits else NotThisValue(values=f"{SHORTEST_PURPOSE}–{LONGEST_PURPOSE}")


def _price(row: Proposed) -> RuleViolation | None:
    """Money was counted by the price of its day, and nobody loses a month that was bought: a region's price may only fall there, and a
    figure of the whole country does not change there at all."""
    money = Allocation.objects.filter(purpose=Purpose.TAX_ADVANCE, released_at=None, payment__paid_on__gte=row.since)
    if row.until:
        money = money.filter(payment__paid_on__lt=row.until)
    if row.scope:
        money = money.filter(patent__region=row.scope)
    newest = money.aggregate(newest=Max("payment__paid_on"))["newest"]
    if newest is None or not (_is_dearer(row) if row.scope else _is_another(row)):
        return None
    return MoneyIsCounted(newest=date_in_words(newest), first=date_in_words(newest + timedelta(days=1)))


def _is_dearer(row: Proposed) -> bool:
    """Whether a month would cost more than before; where there was no price, nothing was bought by it."""
    before = ledgers.price_or_none(row.scope, row.since)
    after = tariff.price_with(row.key, row.value, region=row.scope, paid_on=row.since)
    return before is not None and (after is None or after > before)


def _is_another(row: Proposed) -> bool:
    before = tariff.national(row.key, on=row.since)
    return before is not None and (row.value is None or Decimal(row.value) != before)


def _not_told(since: date) -> RuleViolation | None:
    """No patent that begins on this day or later has its last day already."""
    newest = _newest(since)
    return LastDaysAreTold(newest=date_in_words(newest), first=date_in_words(newest + timedelta(days=1))) if newest else None


def _newest(since: date) -> date | None:
    """The latest first day that a patent has, where it is this day or later."""
    newest: date | None = Patent.objects.filter(begins_on__gte=since).exclude(expires_on=None).aggregate(newest=Max("begins_on"))["newest"]
    return newest


__all__ = ["UNITS", "register"]
