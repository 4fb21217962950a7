"""The address of a permit: kind, series and number. A document without a series has "-" in its place.

Paper documents have numbers with a slash, which divides an address: it is written "~1", and "~" itself "~0" (as RFC 6901 does)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from permits.models import Permit

NO_SERIES = "-"


def address_of(permit: "Permit") -> list[str]:
    """The arguments of every address of a permit."""
    return address_parts(permit.kind, permit.series, permit.number)


def address_parts(kind: str, series: str, number: str) -> list[str]:
    return [kind, _written(series) or NO_SERIES, _written(number)]


def series_of(part: str) -> str:
    return "" if part == NO_SERIES else number_of(part)


def number_of(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _written(word: str) -> str:
    return word.replace("~", "~0").replace("/", "~1")
