"""Two-digit years of machine-readable lines. `on` is the civil date the reader lives in."""

from datetime import date
from typing import Final

LONGEST_VALIDITY_YEARS: Final = 20


def birth_date(text: str, *, on: date, before: date | None = None) -> date | None:
    """The latest day that `text` (YYMMDD) can mean, not after `on` nor after `before`; None when there is no such day."""
    limit = min(on, before) if before else on
    return next((day for century in (2000, 1900, 1800) if (day := _day(century, text)) and day <= limit), None)


def expiry_date(text: str, *, on: date) -> date | None:
    """The day that `text` (YYMMDD) means: at most twenty years after `on`, otherwise in the century before."""
    latest = on.year + LONGEST_VALIDITY_YEARS
    return next((day for century in (2100, 2000, 1900) if (day := _day(century, text)) and day.year <= latest), None)


def _day(century: int, text: str) -> date | None:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
