"""Tables as CSV: for programs, and for people who open them in a table program."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

# What a table program takes for the beginning of a formula, in the ordinary and in the full width.
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def harmless(cell: Any) -> str:
    """`cell` as text that is shown and never run: what could begin a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) or text.startswith(_BEGINS_A_FORMULA) else text


def csv_line(cells: Sequence[Any]) -> str:
    """One line, every cell quoted, with the end of line that the standard asks for."""
    return _line(cells, ",")


def sheet(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines for a table program: every cell harmless, None empty. The mark before them says UTF-8; between cells stands a semicolon,
    because where the comma stands in numbers, as in Russia, such programs take no comma for the end of a cell."""
    yield "\ufeff"
    for row in rows:
        yield _line(["" if cell is None else harmless(cell) for cell in row], ";")


def _line(cells: Sequence[Any], between: str) -> str:
    kept = io.StringIO()
    csv.writer(kept, delimiter=between, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return kept.getvalue()


__all__ = ["csv_line", "harmless", "sheet"]
