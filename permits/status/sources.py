"""Each room tells what it knows of a person's status: it registers a source in `AppConfig.ready`.

A source has two halves: `read(person, on)` asks the database, in one query if it can; `rules(asked, what was read)` is pure. One
without `read` lives of the facts that are read for all. Rooms that stand above this one register theirs here, so that the page knows
patents without this room knowing `patents`. Sources with the same `read` share what it read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from permits.status.rules.asking import Asked
from permits.status.rules.values import Found
from profiles.models import Person


@dataclass(frozen=True, kw_only=True)
class StatusSource:
    """`figures`: keys of the law that its rules ask for; they are read together with those of all sources."""

    name: str
    rules: Callable[[Asked, Any], Found]
    read: Callable[[Person, date], Any] | None = None
    figures: tuple[str, ...] = ()


_sources: dict[str, StatusSource] = {}


def register_source(source: StatusSource) -> None:
    """Once for each name; again changes nothing."""
    _sources.setdefault(source.name, source)


def all_sources() -> list[StatusSource]:
    return list(_sources.values())


def figures() -> Iterable[str]:
    """Every key that any source asks for."""
    return {key for source in _sources.values() for key in source.figures}


__all__ = ["StatusSource", "all_sources", "figures", "register_source"]
