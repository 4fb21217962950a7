"""How patents are numbered, as this portal was told: the one place where what a person or a bank writes is read as series and number.

No act that we know sets the format [C], so it is a setting (`PATENT_SERIES_FORMAT`, `PATENT_NUMBER_FORMAT`). It says what checks,
payments and disputes accept; what the portal issues goes by a rule of its own (`patents.rules.number`) and must fit it."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from patents.rules.number import ISSUED, MOST_NUMBER, NumberFormat, number_of
from portal.legal import regions

_WRITTEN_WITH = re.compile(r"(?:[0-9A-ZА-ЯЁ\[\]{},|)?\-]|\((?=\?:)|(?<=\(\?):)+")  # no repetition without an end, nothing captured


@cache
def in_use() -> NumberFormat:
    """Raises `ImproperlyConfigured` for a format that could not be used; called when the portal starts."""
    found = NumberFormat(settings.PATENT_SERIES_FORMAT, settings.PATENT_NUMBER_FORMAT)
    for name, pattern in (("PATENT_SERIES_FORMAT", found.series), ("PATENT_NUMBER_FORMAT", found.number)):
        _check(name, pattern)
    codes = [region.code for region in regions.all_regions()]
    issued = [number_of(year=year, serial=serial) for year in (2000, 2026, 2099) for serial in (1, 1_234_567, 9_999_999)]
    if not all(map(found.canonical_series, codes)):
        raise ImproperlyConfigured("PATENT_SERIES_FORMAT does not accept the codes of regions, which are the series that the portal issues")
    if not all(map(found.canonical_number, issued)):
        raise ImproperlyConfigured("PATENT_NUMBER_FORMAT does not accept the ten digits of the numbers that the portal issues")
    return found


def canonical_series(typed: str) -> str | None:
    return in_use().canonical_series(typed)


def canonical_number(typed: str) -> str | None:
    return in_use().canonical_number(typed)


def canonical_pair(typed: str) -> tuple[str, str] | None:
    return in_use().canonical_pair(typed)


def worded(usual: Any, otherwise: Any) -> Any:
    """`usual` speaks of two and ten digits; `otherwise` is true of every format."""
    return usual if in_use() == ISSUED else otherwise


def series_wrong() -> Any:
    return worded(_("The series is two digits"), _("This is not written like the series of a patent"))


def number_wrong() -> Any:
    return worded(_("The number is ten digits"), _("This is not written like the number of a patent"))


def _check(name: str, pattern: str) -> None:
    if not _WRITTEN_WITH.fullmatch(pattern):
        raise ImproperlyConfigured(f"{name} is written with digits, capital letters, [ ] {{ }} ( ?: ) | ? , and - alone, as [0-9]{{10}}")
    try:
        made = re.compile(pattern)
    except re.error as error:
        raise ImproperlyConfigured(f"{name} is not a regular expression: {error}") from error
    if made.fullmatch("") or made.fullmatch("0" * (MOST_NUMBER + 1)):
        raise ImproperlyConfigured(f"{name} accepts nothing at all, or more than {MOST_NUMBER} characters")


__all__ = ["canonical_number", "canonical_pair", "canonical_series", "in_use", "number_wrong", "series_wrong", "worded"]
