"""The address of a permit: kind, series and number. A document without a series has "-" in its place."""

from permits.models import Permit

NO_SERIES = "-"


def address_of(permit: Permit) -> list[str]:
    """The arguments of every address of a permit."""
    return [permit.kind, permit.series or NO_SERIES, permit.number]


def series_of(part: str) -> str:
    return "" if part == NO_SERIES else part
