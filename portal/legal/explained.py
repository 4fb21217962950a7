"""A computed answer that carries its own reasons. One object feeds page, officer, letter and API."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from portal.legal.wording import date_in_words

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One step of the reasoning: `text` is translatable; `citation` names act and article."""

    text: Any
    value: date | Decimal | int | str | None = None
    citation: Any = ""

    @property
    def aside(self) -> date | Decimal | int | str | None:
        """The value to print beside the text; None when the text says this date already."""
        if isinstance(self.value, date) and date_in_words(self.value) in str(self.text):
            return None
        return self.value

    def as_json(self) -> dict[str, Any]:
        shown = self.value if self.value is None or isinstance(self.value, int) else str(self.value)
        return {"text": str(self.text), "value": shown, "citation": str(self.citation)}


@dataclass(frozen=True)
class Explained(Generic[T]):
    value: T
    steps: tuple[Step, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """The steps in the active language, ready for an API answer or a stored letter."""
        return [step.as_json() for step in self.steps]
