"""Bars drawn in the page itself. The table beside says the same in numbers, so a chart is a picture with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 330  # of the longest bar; the page leaves 60 more for its number
BAR: Final = 14
ROW: Final = 62  # the name, and two bars under it


@dataclass(frozen=True)
class Bar:
    y: int
    width: int
    kind: str  # "first" or "second", told apart by colour and by pattern
    shown: str


@dataclass(frozen=True)
class Row:
    name: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True)
class Chart:
    title: Any
    first: Any
    second: Any
    rows: list[Row]

    @property
    def height(self) -> int:
        return ROW * len(self.rows) + 4


def chart(title: Any, first: Any, second: Any, rows: Sequence[tuple[str, int | None, int | None]], unit: str = "") -> Chart:
    """Two bars for each row, as long as their shares of the largest. What is not shown in the table has no bar."""
    most = max([value or 0 for _name, *values in rows for value in values] or [0]) or 1
    drawn = [
        Row(name, number * ROW + 16, [_bar(value, most, number, place, unit) for place, value in enumerate(values) if value is not None])
        for number, (name, *values) in enumerate(rows)
    ]
    return Chart(title, first, second, drawn)


def _bar(value: int, most: int, number: int, place: int, unit: str) -> Bar:
    y = number * ROW + place * (BAR + 2) + 23
    return Bar(y, round(WIDTH * value / most), ("first", "second")[place], f"{value}{unit}")


__all__ = ["Bar", "Chart", "Row", "chart"]
