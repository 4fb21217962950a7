"""Several figures of the law at once, with all their rows: one query, and then rules may ask for any day without the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from portal.legal.errors import MissingLegalParameter
from portal.legal.figures import LegalFigure, LegalText, Source, Term
from portal.legal.models import LegalSeries, LegalValue

S = TypeVar("S", bound=Source)


@dataclass(frozen=True)
class Entry:
    """One row: in force from `since`, before `ends` when it has an end. `source` None: the row says that the figure has ended."""

    since: date
    ends: date | None
    source: Source | None


@dataclass(frozen=True)
class Book:
    """Pure. Rows by (key, scope), the newest first. `scopes` are asked in order: the exception before the general rule."""

    rows: Mapping[tuple[str, str], Sequence[Entry]]

    def term(self, key: str, *, on: date, scopes: Sequence[str] = ("",)) -> Term:
        """Raises `MissingLegalParameter` when no scope has a row in force."""
        return self._required(Term, key, on, scopes)

    def text(self, key: str, *, on: date, scopes: Sequence[str] = ("",)) -> LegalText:
        """Raises `MissingLegalParameter`."""
        return self._required(LegalText, key, on, scopes)

    def find(self, kind: type[S], key: str, *, on: date, scopes: Sequence[str] = ("",)) -> S | None:
        """None when no scope has a row of this kind in force. A row that ends the figure leaves the word to the next scope."""
        found = self._find(key, on, scopes)
        return found if isinstance(found, kind) else None

    def terms(self, key: str, *, scope: str = "") -> tuple[Term, ...]:
        """What the term has been and will be, the newest first."""
        return tuple(entry.source for entry in self.rows.get((key, scope), ()) if isinstance(entry.source, Term))

    def changes(self, *keys: str, scopes: Sequence[str] = ("",)) -> tuple[date, ...]:
        """The days on which one of these figures begins to say something else, oldest first."""
        days = {entry.since for key in keys for scope in scopes for entry in self.rows.get((key, scope), ())}
        return tuple(sorted(days))

    def _required(self, kind: type[S], key: str, on: date, scopes: Sequence[str]) -> S:
        found = self.find(kind, key, on=on, scopes=scopes)
        if found is None:
            raise MissingLegalParameter(key=key, scope=scopes[0], on=on)
        return found

    def _find(self, key: str, on: date, scopes: Sequence[str]) -> Source | None:
        for scope in scopes:
            for entry in self.rows.get((key, scope), ()):
                if entry.since <= on:
                    if entry.source is not None and (entry.ends is None or on < entry.ends):
                        return entry.source
                    break
        return None


def read_book(keys: Iterable[str]) -> Book:
    """Every row of these figures. One query."""
    rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    found = LegalValue.standing.filter(series__key__in=sorted(set(keys))).select_related("series").order_by("series_id", "-period")
    for row in found:
        rows[(row.series.key, row.series.scope)].append(Entry(row.period.lower, row.period.upper, _source(row)))
    return Book(dict(rows))


def _source(row: LegalValue) -> Source | None:
    if row.value is None:
        return None
    series = row.series
    cited = {"parameter": row.pk, "act": row.citation, "confidence": row.confidence, "since": row.period.lower}
    if series.kind == LegalSeries.Kind.TERM:
        amount, unit = row.value.split(" ")
        return Term(key=series.key, scope=series.scope, amount=int(amount), unit=unit, **cited)
    if series.kind == LegalSeries.Kind.TEXT:
        return LegalText(key=series.key, scope=series.scope, value=row.value, **cited)
    return LegalFigure(key=series.key, scope=series.scope, amount=Decimal(row.value), **cited)


__all__ = ["Book", "Entry", "read_book"]
