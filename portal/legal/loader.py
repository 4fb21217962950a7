"""Brings the shipped law into the database. Running it again changes nothing.

A row of a file that the database does not have is added. When it begins inside a former row that has no end, the former one is closed on
that day: this is the only change a row ever sees (a trigger refuses the rest). Everything else that disagrees is refused, with the file
and the row named, and nothing at all is loaded. A row that an operator entered earlier stays when it says the same; it is never overruled.
One that an operator has corrected stays corrected while the files say what they said before.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.legal.data_files import OverrideRow, Row, override_rows, series_rows
from portal.legal.errors import LegalDataError
from portal.legal.models import CalendarOverride, LegalSeries, LegalValue

_LOCK = 7_161_803  # two loaders at once: the second waits, then finds nothing to do


@dataclass(frozen=True)
class Loaded:
    added: int = 0
    closed: int = 0
    days: int = 0


def load_all() -> Loaded:
    """Load `portal/legal/data`. Raises `LegalDataError`; then nothing has changed."""
    return load(series_rows(), override_rows())


@transaction.atomic
def load(rows: list[Row], overrides: list[OverrideRow]) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[(row.key, row.scope)].append(row)
    counts = [_load_series(series, grouped[(series.key, series.scope)], kept) for series, kept in _series(grouped)]
    return Loaded(sum(added for added, _closed in counts), sum(closed for _added, closed in counts), _load_days(overrides))


def _series(grouped: dict[tuple[str, str], list[Row]]) -> list[tuple[LegalSeries, list[LegalValue]]]:
    """The series of these rows, made where missing, each with the rows it already has."""
    known = {(series.key, series.scope): series for series in LegalSeries.objects.all()}
    new = [LegalSeries(key=key, scope=scope, kind=rows[0].kind) for (key, scope), rows in grouped.items() if (key, scope) not in known]
    known |= {(series.key, series.scope): series for series in LegalSeries.objects.bulk_create(new)}
    kept: dict[int, list[LegalValue]] = defaultdict(list)
    for value in LegalValue.objects.all():
        kept[value.series_id].append(value)
    return [(known[name], kept[known[name].pk]) for name in grouped]


def _load_series(series: LegalSeries, rows: list[Row], kept: list[LegalValue]) -> tuple[int, int]:
    if series.kind != rows[0].kind:
        raise LegalDataError(f"{rows[0].place}: the database keeps {series} as {series.kind}, the file as {rows[0].kind}")
    by_start = {value.period.lower: value for value in kept if value.withdrawn_at is None}
    replaced = [value for value in kept if value.withdrawn_at is not None]
    kept = [value for value in kept if value.withdrawn_at is None]
    new, closed = [], 0
    for row in rows:
        value = by_start.get(row.start)
        if value is None:
            new.append(row)
        elif not any(_is_this(row, former) for former in replaced):
            _compare(row, value)
            closed += _close_shipped(row, value, kept)
    for row in new:
        closed += _make_room(row, kept)
        kept.append(LegalValue.objects.create(**_fields(row), series=series))
    return len(new), closed


def _compare(row: Row, value: LegalValue) -> None:
    """A row that is already there must say the same."""
    if value.origin == LegalValue.Origin.OPERATOR:
        if value.value != row.value:
            raise LegalDataError(f"{row.place}: an operator entered {value.value} for this figure and day, the file says {row.value}")
        return
    changed = [name for name, wanted in _fields(row).items() if name != "period" and getattr(value, name) != wanted]
    if changed:
        raise LegalDataError(f"{row.place}: was loaded before with another {', '.join(changed)}; rows are not edited, a new act adds a row")


def _is_this(row: Row, former: LegalValue) -> bool:
    """The row of a file that an operator has replaced by a correction."""
    wanted = {name: value for name, value in _fields(row).items() if name != "period"}
    return former.period.lower == row.start and all(getattr(former, name) == value for name, value in wanted.items())


def _close_shipped(row: Row, value: LegalValue, kept: list[LegalValue]) -> int:
    """The end of a row that is already there: closed once, by the file or by a later row, and never moved."""
    if value.period.upper == row.end:
        return 0
    if value.period.upper is None and row.end is not None:
        return _close(value, row.end)
    ended_by_a_later_row = any(other.period.lower == value.period.upper for other in kept)
    if ended_by_a_later_row and (row.end is None or (value.period.upper is not None and value.period.upper < row.end)):
        return 0
    raise LegalDataError(f"{row.place}: ends on {row.end}, but was loaded before with the end {value.period.upper}")


def _make_room(row: Row, kept: list[LegalValue]) -> int:
    """Close the open row that the new one follows; refuse every other overlap."""
    closed = 0
    for value in kept:
        lower, upper = value.period.lower, value.period.upper
        if upper is None and lower < row.start:
            closed += _close(value, row.start)
        elif (row.end is None or lower < row.end) and (upper is None or row.start < upper):
            raise LegalDataError(f"{row.place}: overlaps a row that begins on {lower}")
    return closed


def _close(value: LegalValue, end: date) -> int:
    value.period = DateRange(value.period.lower, end)
    value.save(update_fields=["period"])
    return 1


def _fields(row: Row) -> dict[str, object]:
    return {
        "period": DateRange(row.start, row.end),
        "value": row.value,
        "citation": row.citation,
        "published_on": row.published,
        "confidence": row.confidence,
        "note": row.note,
        "origin": LegalValue.Origin.SHIPPED,
    }


def _load_days(overrides: list[OverrideRow]) -> int:
    """Days that the database has already stay as they are: an operator may have corrected them."""
    known = set(CalendarOverride.objects.values_list("day", flat=True))
    new = [CalendarOverride(day=row.day, is_working=row.is_working, citation=row.citation) for row in overrides if row.day not in known]
    return len(CalendarOverride.objects.bulk_create(new))
