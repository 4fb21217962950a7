"""What a look-up of the law returns: plain values that rules may hold."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy

UNSURE: Final = "C"  # the mark of a value that no act confirms


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """Which row of the law was used. `parameter` is the id of `LegalValue`, None for a value that no row backs."""

    key: str = ""
    scope: str = ""
    parameter: int | None = None
    act: str = ""  # the citation as stored
    confidence: str = "A"
    since: date | None = None

    @property
    def citation(self) -> Any:
        """The citation in the reader's language, where a translation of it exists."""
        return gettext_lazy(self.act) if self.act else ""

    def as_json(self) -> dict[str, Any]:
        """What a decision keeps of the figure that it used."""
        kept = {"key": self.key, "scope": self.scope, "parameter": self.parameter, "citation": self.act, "confidence": self.confidence}
        return {**kept, "value": self._stored()}

    @abstractmethod
    def _stored(self) -> str:
        """The value as the row holds it."""


@dataclass(frozen=True, kw_only=True)
class LegalFigure(Source):
    """Roubles or a factor, exact."""

    amount: Decimal

    def _stored(self) -> str:
        return str(self.amount)


@dataclass(frozen=True, kw_only=True)
class LegalText(Source):
    value: str

    def __str__(self) -> str:
        return self.value

    def _stored(self) -> str:
        return self.value


@dataclass(frozen=True, kw_only=True)
class Term(Source):
    """A length of time, for example 10 working days."""

    amount: int
    unit: str

    def _stored(self) -> str:
        return f"{self.amount} {self.unit}"
