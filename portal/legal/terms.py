"""A length of time that the law names."""

from dataclasses import dataclass
from enum import StrEnum

from portal.legal.figures import Source


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, kw_only=True)
class Term(Source):
    """A length of time, for example 10 working days."""

    amount: int
    unit: str

    def _stored(self) -> str:
        return f"{self.amount} {self.unit}"
