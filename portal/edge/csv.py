"""Cells of tables that people open in a table program."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

# What a table program takes for the beginning of a formula, in the ordinary and in the full width.
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def harmless(cell: Any) -> str:
    """`cell` as text that is shown and never run: what could begin a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) or text.startswith(_BEGINS_A_FORMULA) else text


def csv_line(cells: Sequence[Any]) -> str:
    """One line, every cell quoted, with the end of line that the standard asks for."""
    kept = io.StringIO()
    csv.writer(kept, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return kept.getvalue()


__all__ = ["csv_line", "harmless"]
