"""Which kinds of signed codes there are. Each room says here what its own code holds, which lists speak of it and in which words.

register(CodeKind(name="patent", claim=-70001, purpose="credential", ...))     # in `AppConfig.ready`

The same numbers and readers stand in portal/ui/frontend/src/credential/kinds.mjs; a test compares the answers of both."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.codes.envelope import Content
from portal.codes.verdicts import Answer
from portal.codes.words import Words

Rows = Callable[[int, int, datetime], Iterable[tuple[int, ...]]]
"""`rows(first, end, at)`: for the places from `first` up to `end`, one tuple for each byte that is not zero: its position from `first`,
then the byte of each list of the kind."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of an answer. `fields` of the content are joined by a space; a line without any of them is left out, as is one whose
    value is that of the field `unless`.

    `style`: "text", "day", or the name of one of the kind's dictionaries. `fixed` are words that stand there whatever the code says."""

    label: Any
    fields: tuple[str, ...] = ()
    style: str = "text"
    fixed: Any = ""
    empty: Any = ""
    unless: str = ""

    @property
    def line(self) -> str:
        return " ".join(self.fields)


@dataclass(frozen=True, kw_only=True)
class CodeKind:
    """`claim` is its private claim (RFC 8392, 9.1.1: integers below -65536), `purpose` that of the key which alone may sign it.

    `revoked` names the list of ended codes, which the code names too; `in_force` the list of documents valid on its day, empty for a
    kind whose documents go on until they stand in the first one. `known` corrects an answer by the portal's own records, where they are
    at hand; `today_label` is what the last day by these records is called."""

    name: str
    title: Any
    claim: int
    purpose: str
    content: Callable[[Mapping[Any, Any]], Content]
    revoked: str
    in_force: str = ""
    rows: Rows
    give_places: Callable[[], int] = field(default=lambda: 0)
    known: Callable[[Answer], Answer] | None = None
    today_label: Any = ""
    shown: tuple[Shown, ...] = ()
    names: Mapping[str, Callable[[], Mapping[str, str]]] = field(default_factory=dict)
    answers: tuple[Words, ...] = ()
    explanations: tuple[Words, ...] = ()

    @property
    def lists(self) -> tuple[str, ...]:
        return (self.revoked, self.in_force) if self.in_force else (self.revoked,)


_kinds: dict[str, CodeKind] = {}


def register(kind: CodeKind) -> None:
    """Raises `ValueError` when another kind has its claim or one of its lists."""
    others = [other for other in _kinds.values() if other.name != kind.name]
    if any(kind.claim == other.claim or set(kind.lists) & set(other.lists) for other in others):
        raise ValueError(f"registered twice: {kind.name}")
    _kinds[kind.name] = kind


def kinds() -> list[CodeKind]:
    """Always in one order."""
    return sorted(_kinds.values(), key=lambda kind: -kind.claim)


def kind_named(name: str) -> CodeKind:
    return _kinds[name]
