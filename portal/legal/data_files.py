"""Reads `portal/legal/data`: strict, and clear about the file and the row that it refuses.

    key: patents.state_fee
    kind: money
    cite: "Tax Code, art. 333.28"          # for all rows, unless a row has its own
    confidence: A
    source: s3                             # key of data/sources.yaml, kept in the note
    values:
      - {from: 2015-01-01, value: "0"}
      - {from: 2025-09-01, value: "4200"}  # ends the row above
      - {scope: "77", year: 2026, value: "2.9323"}   # exactly one calendar year

A row ends on `to` (first day on which it is no longer in force), with its `year`, or where the next row of its figure and scope begins;
the last one has no end unless it is told one. `value: null` ends a figure. A file may hold several figures, divided by `---`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.legal.errors import LegalDataError
from portal.legal.models import LONGEST_VALUE, LegalSeries

DATA = Path(__file__).parent / "data"
SHAPES = {
    LegalSeries.Kind.MONEY: re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?"),
    LegalSeries.Kind.FACTOR: re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?"),
    LegalSeries.Kind.TERM: re.compile(r"[1-9][0-9]{0,3} (working_days|calendar_days|months|years)"),
    LegalSeries.Kind.TEXT: re.compile(r"\S(.*\S)?"),
}
_ROW_FIELDS = {"scope", "year", "from", "to", "value", "cite", "confidence", "source", "published", "note"}
_FILE_FIELDS = {"key", "kind", "cite", "confidence", "source", "values"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a data file. `end` is the first day on which it is no longer in force."""

    key: str
    scope: str
    kind: str
    start: date
    end: date | None
    value: str | None
    citation: str
    published: date | None
    confidence: str
    note: str
    place: str  # for messages: file and row


@dataclass(frozen=True, kw_only=True)
class OverrideRow:
    day: date
    is_working: bool
    citation: str
    place: str


def load_yaml(path: Path) -> Any:
    """One document. Raises `LegalDataError` naming the file."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LegalDataError(f"{path.name}: cannot be read ({error})") from error


def series_rows(root: Path = DATA) -> list[Row]:
    """Every row of every figure under `root`, with ends worked out and overlaps refused."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for path in sorted(root.glob("*/*.yaml")):
        for row in _file_rows(path, path.relative_to(root).as_posix()):
            grouped[(row.key, row.scope)].append(row)
    return [row for rows in grouped.values() for row in _ended(rows)]


def override_rows(root: Path = DATA) -> list[OverrideRow]:
    """The days that acts made working or free, one row a day."""
    rows: list[OverrideRow] = []
    path = root / "calendar_overrides.yaml"
    for index, raw in enumerate(load_yaml(path) or [], start=1) if path.exists() else []:
        place = f"{path.name}, row {index}"
        first, last = _date(raw, "from", place), _date(raw, "to", place) if "to" in raw else _date(raw, "from", place)
        if not isinstance(raw.get("working"), bool) or not raw.get("cite") or last < first:
            raise LegalDataError(f"{place}: needs from, working (true or false) and cite, and must not end before it begins")
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        rows += [OverrideRow(day=day, is_working=raw["working"], citation=raw["cite"], place=place) for day in days]
    return rows


@cache
def sources() -> dict[str, str]:
    """Where a figure was read: key -> address."""
    return dict(load_yaml(DATA / "sources.yaml"))


def _file_rows(path: Path, name: str) -> Iterator[Row]:
    try:
        documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise LegalDataError(f"{name}: cannot be read ({error})") from error
    for document in documents:
        head = {**document}
        if unknown := head.keys() - _FILE_FIELDS:
            raise LegalDataError(f"{name}: unknown field {', '.join(sorted(unknown))}")
        if head.get("kind") not in SHAPES or not head.get("key"):
            raise LegalDataError(f"{name}: needs a key and a kind (money, factor, term or text)")
        for index, raw in enumerate(head.pop("values"), start=1):
            yield _row(head, raw, f"{name}, {head['key']}, row {index}")


def _row(head: Mapping[str, Any], raw: Mapping[str, Any], place: str) -> Row:
    if unknown := raw.keys() - _ROW_FIELDS:
        raise LegalDataError(f"{place}: unknown field {', '.join(sorted(unknown))}")
    start, end = _period(raw, place)
    citation = raw.get("cite") or head.get("cite") or ""
    if not citation:
        raise LegalDataError(f"{place}: no citation; every figure names its act")
    return Row(
        key=head["key"],
        scope=_scope(raw, place),
        kind=head["kind"],
        start=start,
        end=end,
        value=_value(head["kind"], raw, place),
        citation=citation,
        published=_date(raw, "published", place) if "published" in raw else None,
        confidence=_confidence(raw.get("confidence") or head.get("confidence"), place),
        note=_note(raw.get("note", ""), raw.get("source") or head.get("source"), place),
        place=place,
    )


def _period(raw: Mapping[str, Any], place: str) -> tuple[date, date | None]:
    if "year" in raw:
        if not isinstance(raw["year"], int) or "from" in raw or "to" in raw:
            raise LegalDataError(f"{place}: either a year or from and to")
        return date(raw["year"], 1, 1), date(raw["year"] + 1, 1, 1)
    start, end = _date(raw, "from", place), _date(raw, "to", place) if "to" in raw else None
    if end is not None and end <= start:
        raise LegalDataError(f"{place}: ends before it begins")
    return start, end


def _date(raw: Mapping[str, Any], name: str, place: str) -> date:
    day = raw.get(name)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise LegalDataError(f"{place}: '{name}' must be a date like 2026-01-31")
    return day


def _scope(raw: Mapping[str, Any], place: str) -> str:
    scope = raw.get("scope", "")
    if not isinstance(scope, str):
        raise LegalDataError(f'{place}: write the scope in quotes ("{scope}")')
    return scope


def _value(kind: str, raw: Mapping[str, Any], place: str) -> str | None:
    value = raw.get("value", ...)
    if value is None:
        return None
    if not isinstance(value, str) or not fits(kind, value):
        raise LegalDataError(f"{place}: the value must be a text in quotes that fits the kind {kind}")
    return value


def fits(kind: str, value: str) -> bool:
    """Does `value` have the shape of its kind?"""
    return len(value) <= LONGEST_VALUE and SHAPES[LegalSeries.Kind(kind)].fullmatch(value) is not None


def _confidence(mark: Any, place: str) -> str:
    if mark not in {"A", "B", "C"}:
        raise LegalDataError(f"{place}: confidence must be A, B or C")
    return str(mark)


def _note(note: str, source: str | None, place: str) -> str:
    if source and source not in sources():
        raise LegalDataError(f"{place}: source {source} is not listed in sources.yaml")
    whole = "; ".join(part for part in (note, f"source {source}" if source else "") if part)
    if len(whole) > 400:
        raise LegalDataError(f"{place}: the note is longer than 400 characters")
    return whole


def _ended(rows: list[Row]) -> list[Row]:
    """The rows of one figure and scope in order; a row without an end ends where the next begins."""
    ordered = sorted(rows, key=lambda row: row.start)
    done: list[Row] = []
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        if row.kind != ordered[0].kind:
            raise LegalDataError(f"{row.place}: {row.key} is also kept as {ordered[0].kind} ({ordered[0].place})")
        if following is not None and (following.start == row.start or (row.end is not None and following.start < row.end)):
            raise LegalDataError(f"{following.place}: overlaps {row.place}")
        done.append(replace(row, end=following.start) if following is not None and row.end is None else row)
    return done
