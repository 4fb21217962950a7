"""Which documents an order may name. A kind is one entry; the engine knows tables only by what stands here.

register(Extendable(kinds={"work_patent": _("work patent")}, table="patents_patent", ...))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from permits.extensions.models import Extension, ExtensionOrder, TakeBack
from portal.events.base import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Extendable:
    """A table of documents. Columns are SQL expressions over `d`, the document's row; they are text of the program alone.

    `gives_now` is what a row of the ledger makes of the document as it stands today, over `d`, `l`, the ledger's row, and `o`, its
    order: for a document whose stated day never moves, what it gave when it was written. `extended` and `shortened` are events with
    the fields document (by `subject_field`), person_id, order_id, stated, before, after."""

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
    begins_on: str = "d.issued_on"  # from which day its term runs: a suspension counts from there
    citizenship: str = "d.citizenship"
    region: str = "d.region"
    ended_on: str = "d.ended_on"
    stands: str = "true"  # false for a row that was entered by mistake: no order ever reached it
    orders_counted: str = "NULL::bigint[]"  # orders whose days the stated day holds already
    effective: str = "valid_until"  # the bare name of the column that is written
    last_day: str = "valid_until"  # and of the one that says the last day: the same, or reckoned from it by the database
    gives_now: str = "l.gives"
    is_busy: bool = False  # other work moves the stated day at the same time, as payments do
    leads: frozenset[str] = frozenset()  # kinds whose last day a child's stay follows
    title: str = "d.series || ' ' || d.number"
    moved: Callable[[int, int], None] = field(default=lambda after, upto: None)  # last of all in the piece that moved days in (after, upto]
    address: Callable[[int], str]  # where supervisors open the document with this key

    @property
    def of_the_ledger(self) -> str:
        """What the rows of the ledger that were not taken back give: FROM and WHERE over `l`, its order `o` and its document `d`."""
        ledger, marks = self.ledger._meta.db_table, self.take_back._meta.db_table
        return (
            f"FROM {ledger} l JOIN {ExtensionOrder._meta.db_table} o ON o.id = l.order_id JOIN {self.table} d ON d.id = l.document_id"
            f" WHERE NOT EXISTS (SELECT FROM {marks} t WHERE t.extension_id = l.id)"
        )

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


def entry_of(kind: str) -> Extendable:
    """The table that holds this kind. Raises `KeyError`."""
    found = {code: item for item in entries([kind]) for code in item.kinds}
    return found[kind]


def all_kinds() -> dict[str, Any]:
    """Code and words of every kind that an order may name."""
    return {code: words for item in entries() for code, words in item.kinds.items()}
