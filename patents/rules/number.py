"""Series and number of a patent, and how a person may type them.

Series: two digits, the region's code. Number: year (2), serial number (7), check digit of Damm's scheme (1), which
catches every wrong digit and every swap of neighbours. The public check accepts any ten digits: older patents carry
no check digit.
"""

import re
import unicodedata

from stdnum import damm

_SERIES = re.compile(r"[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{10}")
_SEPARATORS = re.compile(r"[\s\-–—.]+")


def number_of(*, year: int, serial: int) -> str:
    """Raises `ValueError` when the year's seven digits are used up."""
    if not 0 < serial < 10_000_000:
        raise ValueError("serial number out of range")
    body = f"{year % 100:02d}{serial:07d}"
    return body + damm.calc_check_digit(body)


def canonical_series(typed: str) -> str | None:
    """Two ASCII digits from what was typed or pasted; None when it is not a series."""
    text = _bare(typed)
    return text if _SERIES.fullmatch(text) else None


def canonical_number(typed: str) -> str | None:
    """Ten ASCII digits from what was typed or pasted; None when it is not a number."""
    text = _bare(typed)
    return text if _NUMBER.fullmatch(text) else None


def canonical_pair(typed: str) -> tuple[str, str] | None:
    """Series and number from one field, "77 2600000017" or however it was typed; None unless it is both."""
    text = _bare(typed)
    series, number = canonical_series(text[:2]), canonical_number(text[2:])
    return (series, number) if series and number else None


def _bare(typed: str) -> str:
    """Without separators; full-width and other compatibility digits become ASCII."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed.replace("№", " ")))  # NFKC would make "No" of the sign
