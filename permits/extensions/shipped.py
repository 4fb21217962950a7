"""The example orders that ship with the portal, read from data/orders.yaml."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from permits.extensions.rules.terms import Mode, OrderTerms

FILE: Final = Path(__file__).parent / "data" / "orders.yaml"
_OWN_WORDS: Final = {"example", "note", "is_open_ended"}  # of the table, not of the rules
_LISTS: Final = ("kinds", "citizenships", "regions")


@lru_cache(maxsize=1)
def shipped() -> dict[str, dict[str, Any]]:
    """The fields of each order by its name."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row["example"]: {"window_to": None, "is_open_ended": False, **row} for row in rows}


def terms_of(row: dict[str, Any]) -> OrderTerms:
    """What the rules reckon with. An example has no number of its own."""
    fields = {name: value for name, value in row.items() if name not in _OWN_WORDS}
    lists = {name: frozenset(fields.get(name, ())) for name in _LISTS}
    return OrderTerms(**{**fields, **lists, "mode": Mode(row["mode"]), "number": ""})


__all__ = ["shipped", "terms_of"]
