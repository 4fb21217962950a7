"""The words of an order that reckoning needs, and the facts of a document."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 3660  # days: no act has ever added ten years
RULE_VERSION: Final = 1  # of `rules.reckoning` and of `sql`, kept with each row of the ledger


class Mode(StrEnum):
    FIXED = "fixed"
    PLUS_DAYS = "plus_days"
    SUSPENDED = "suspended"

    @property
    def label(self) -> Any:
        return _LABELS[self]


_LABELS = {
    Mode.FIXED: _("valid through a fixed day"),
    Mode.PLUS_DAYS: _("a number of days from the stated last day"),
    Mode.SUSPENDED: _("the term is suspended between two days"),
}


def named(words: str, words_en: str) -> str:
    """The name of an act in the reader's language: the English one where somebody gave it, else its own."""
    return words_en if words_en and get_language() == "en" else words


def source_of(act: str, citation: str, act_en: str = "", citation_en: str = "") -> str:
    return ", ".join(part for part in (named(act, act_en), named(citation, citation_en)) if part)


@dataclass(frozen=True, kw_only=True)
class OrderTerms:
    """Empty `citizenships` or `regions` mean all; `window_to` None means that the window has no end. All days are inclusive."""

    number: str
    act: str
    citation: str = ""
    act_en: str = ""
    citation_en: str = ""
    kinds: frozenset[str]
    citizenships: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    window_from: date
    window_to: date | None
    mode: Mode
    until: date | None = None
    days: int | None = None
    suspended_from: date | None = None
    suspended_to: date | None = None
    effective_from: date
    last_issue_day: date | None = None
    only_in_country: bool = False
    key: int | None = None  # of the row; None for an example that is not in force here

    @property
    def source(self) -> str:
        """Act and paragraph in the reader's language, as a step of an explanation names them."""
        return source_of(self.act, self.citation, self.act_en, self.citation_en)


@dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """None for `issued_on`, `citizenship` or `region` means that it is not known: who asks a calculator may leave it out, and an
    order that asks for it is then taken to fit. `begins_on` is the first day of the term where that is not the day of
    issue. `ended_on` is the first day without the document. `orders_counted` are keys of orders whose days `stated` holds already."""

    kind: str
    stated: date
    issued_on: date | None = None
    begins_on: date | None = None
    citizenship: str | None = None
    region: str | None = None
    ended_on: date | None = None
    orders_counted: frozenset[int] = frozenset()

    @property
    def runs_from(self) -> date | None:
        return self.begins_on or self.issued_on
