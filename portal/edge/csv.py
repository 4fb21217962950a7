"""Cells of tables that people open in a table program."""

from typing import Any, Final

# What a table program takes for the beginning of a formula, in the ordinary and in the full width.
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def harmless(cell: Any) -> str:
    """`cell` as text that is shown and never run: what could begin a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) or text.startswith(_BEGINS_A_FORMULA) else text


__all__ = ["harmless"]
