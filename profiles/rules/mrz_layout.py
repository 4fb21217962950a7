"""Where everything stands in a machine-readable zone: ICAO 9303 part 5 (TD1), part 6 (TD2), part 4 (TD3).

Lines and positions are counted from one, as the standard and people do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
DIGITS: Final = frozenset("0123456789")
DATE: Final = DIGITS | {"<"}  # a part that is not known is filled
ANY: Final = LETTERS | DIGITS
SEX: Final = frozenset("MFX<")


@dataclass(frozen=True)
class Span:
    """A stretch of one line, both ends included."""

    line: int
    start: int
    end: int

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line - 1][self.start - 1 : self.end]


@dataclass(frozen=True)
class Cell:
    """One field: what may stand in it and, for a field with a check digit, where that digit stands."""

    field: str
    span: Span
    allowed: frozenset[str]
    check: Span | None = None


@dataclass(frozen=True)
class Layout:
    name: str
    cells: tuple[Cell, ...]
    composite_over: tuple[Span, ...]
    composite: Span

    def cell(self, field: str) -> Cell:
        return next(cell for cell in self.cells if cell.field == field)

    def check_spans(self) -> Iterator[tuple[str, Span, frozenset[str]]]:
        """The places of the check digits themselves, and what may stand there."""
        for cell in self.cells:
            if cell.check:
                may_be_filled = cell.field in MAY_BE_EMPTY or (cell.field == "number" and self.name != "TD3")
                yield cell.field, cell.check, DATE if may_be_filled else DIGITS
        yield "composite", self.composite, DIGITS


# Where a field is empty its check digit may be a filler instead of 0.
MAY_BE_EMPTY: Final = frozenset({"optional", "expiry"})
FIELD_NAMES: Final = {
    "code": _("kind of document"),
    "state": _("issuing state"),
    "names": _("names"),
    "number": _("document number"),
    "nationality": _("citizenship"),
    "birth": _("date of birth"),
    "sex": _("sex"),
    "expiry": _("date of expiry"),
    "optional": _("personal number"),
    "composite": _("last check digit"),
    "text": _("text"),
}

_TD3: Final = Layout(
    "TD3",
    (
        Cell("code", Span(1, 1, 2), LETTERS),
        Cell("state", Span(1, 3, 5), LETTERS),
        Cell("names", Span(1, 6, 44), LETTERS),
        Cell("number", Span(2, 1, 9), ANY, check=Span(2, 10, 10)),
        Cell("nationality", Span(2, 11, 13), LETTERS),
        Cell("birth", Span(2, 14, 19), DATE, check=Span(2, 20, 20)),
        Cell("sex", Span(2, 21, 21), SEX),
        Cell("expiry", Span(2, 22, 27), DATE, check=Span(2, 28, 28)),
        Cell("optional", Span(2, 29, 42), ANY, check=Span(2, 43, 43)),
    ),
    composite_over=(Span(2, 1, 10), Span(2, 14, 20), Span(2, 22, 43)),
    composite=Span(2, 44, 44),
)
_TD2: Final = Layout(
    "TD2",
    (
        Cell("code", Span(1, 1, 2), LETTERS),
        Cell("state", Span(1, 3, 5), LETTERS),
        Cell("names", Span(1, 6, 36), LETTERS),
        Cell("number", Span(2, 1, 9), ANY, check=Span(2, 10, 10)),
        Cell("nationality", Span(2, 11, 13), LETTERS),
        Cell("birth", Span(2, 14, 19), DATE, check=Span(2, 20, 20)),
        Cell("sex", Span(2, 21, 21), SEX),
        Cell("expiry", Span(2, 22, 27), DATE, check=Span(2, 28, 28)),
        Cell("optional", Span(2, 29, 35), ANY),
    ),
    composite_over=(Span(2, 1, 10), Span(2, 14, 20), Span(2, 22, 35)),
    composite=Span(2, 36, 36),
)
_TD1: Final = Layout(
    "TD1",
    (
        Cell("code", Span(1, 1, 2), LETTERS),
        Cell("state", Span(1, 3, 5), LETTERS),
        Cell("number", Span(1, 6, 14), ANY, check=Span(1, 15, 15)),
        Cell("optional", Span(1, 16, 30), ANY),
        Cell("birth", Span(2, 1, 6), DATE, check=Span(2, 7, 7)),
        Cell("sex", Span(2, 8, 8), SEX),
        Cell("expiry", Span(2, 9, 14), DATE, check=Span(2, 15, 15)),
        Cell("nationality", Span(2, 16, 18), LETTERS),
        Cell("optional2", Span(2, 19, 29), ANY),
        Cell("names", Span(3, 1, 30), LETTERS),
    ),
    composite_over=(Span(1, 6, 30), Span(2, 1, 7), Span(2, 9, 15), Span(2, 19, 29)),
    composite=Span(2, 30, 30),
)
LAYOUTS: Final = {layout.name: layout for layout in (_TD1, _TD2, _TD3)}
