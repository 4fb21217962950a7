"""Which documents an order may name. A kind is one entry; the engine knows tables only by what stands here.

register(Extendable(kinds={"work_patent": _("work patent")}, table="patents_patent", ...))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from permits.extensions.models import Extension, TakeBack
from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Extendable:
    """A table of documents. Columns are SQL expressions over `d`, the document's row; they are text of the program alone.

    `extended` and `shortened` are events with the fields document (by `subject_field`), person_id, order_id, stated, before, after."""

    kinds: Mapping[str, Any]  # code -> words, lazily translated
    table: str
    ledger: type[Extension]
    take_back: type[TakeBack]
    extended: type[DomainEvent]
    shortened: type[DomainEvent]
    kind: str = "d.kind"
    person: str = "d.person_id"
    stated: str = "d.valid_until_stated"
    issued_on: str = "d.issued_on"
    citizenship: str = "d.citizenship"
    region: str = "d.region"
    ended_on: str = "d.ended_on"
    effective: str = "valid_until"  # the bare name of the column that moves
    moved: Callable[[int, int], None] = field(default=lambda after, upto: None)  # last of all in the piece that moved days in (after, upto]
    address: Any = field(default=None)  # a function of the document's key: where staff open it

    @property
    def name(self) -> str:
        return str(self.ledger._meta.label_lower)


_entries: dict[str, Extendable] = {}


def register(entry: Extendable) -> None:
    """Call it in `AppConfig.ready`. Raises `ValueError` when a kind is taken."""
    taken = {kind for other in _entries.values() if other.name != entry.name for kind in other.kinds}
    if taken & set(entry.kinds):
        raise ValueError(f"registered twice: {taken & set(entry.kinds)}")
    _entries[entry.name] = entry


def entries(kinds: Any = None) -> list[Extendable]:
    """The tables that hold these kinds, all tables without them; always in one order."""
    found = sorted(_entries.values(), key=lambda entry: entry.name)
    return [entry for entry in found if kinds is None or set(entry.kinds) & set(kinds)]


def entry(name: str) -> Extendable:
    return _entries[name]


def all_kinds() -> dict[str, Any]:
    """Code and words of every kind that an order may name."""
    return {code: words for item in entries() for code, words in item.kinds.items()}
