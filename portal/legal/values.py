"""Look-ups: what a figure of the law is on a day. A day is a civil date; the caller chooses it."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.legal import gaps
from portal.legal.errors import MissingLegalParameter
from portal.legal.figures import LegalFigure, LegalText, Term
from portal.legal.models import LegalSeries, LegalValue

Kind = LegalSeries.Kind


def money(key: str, *, on: date, scope: str = "") -> LegalFigure:
    """Roubles. Raises `MissingLegalParameter` when nothing is in force on `on`."""
    row = _required(key, scope, on, Kind.MONEY)
    return LegalFigure(amount=Decimal(str(row.value)), **_source(row))


def money_or_none(key: str, *, on: date, scope: str = "") -> LegalFigure | None:
    """Roubles, where the figure need not exist."""
    row = _in_force(key, scope, on, Kind.MONEY)
    return LegalFigure(amount=Decimal(str(row.value)), **_source(row)) if row else None


def factor(key: str, *, on: date, scope: str = "") -> LegalFigure:
    """An exact factor. Raises `MissingLegalParameter`."""
    row = _required(key, scope, on, Kind.FACTOR)
    return LegalFigure(amount=Decimal(str(row.value)), **_source(row))


def term(key: str, *, on: date, scope: str = "") -> Term:
    """A length of time. Raises `MissingLegalParameter`."""
    return _term(_required(key, scope, on, Kind.TERM))


def terms(*keys: str, on: date) -> tuple[Term, ...]:
    """Several terms of the whole country in one query. Raises `MissingLegalParameter` for the first that is not in force."""
    found = LegalValue.standing.select_related("series").filter(series__key__in=keys, series__scope="", period__contains=on)
    rows = {row.series.key: row for row in found if row.value is not None and row.series.kind == Kind.TERM}
    return tuple(_term(rows[key] if key in rows else _required(key, "", on, Kind.TERM)) for key in keys)


def text(key: str, *, on: date, scope: str = "") -> LegalText:
    """A text, for example a bank account. Raises `MissingLegalParameter`."""
    row = _required(key, scope, on, Kind.TEXT)
    return LegalText(value=str(row.value), **_source(row))


def text_or_none(key: str, *, on: date, scope: str = "") -> LegalText | None:
    """A text, where the law need not have one."""
    row = _in_force(key, scope, on, Kind.TEXT)
    return LegalText(value=str(row.value), **_source(row)) if row else None


def days_of_change(*keys: str, scope: str, after: date) -> list[date]:
    """The days after a day on which one of these figures, of the whole country or of `scope`, changes or ends, the nearest first."""
    rows = LegalValue.standing.filter(series__key__in=keys, series__scope__in={"", scope}).values_list("period", flat=True)
    return sorted({day for period in rows for day in (period.lower, period.upper) if day is not None and day > after})


def _term(row: LegalValue) -> Term:
    amount, unit = str(row.value).split(" ")
    return Term(amount=int(amount), unit=unit, **_source(row))


def _required(key: str, scope: str, on: date, kind: str) -> LegalValue:
    row = _in_force(key, scope, on, kind)
    if row is None:
        gaps.notice(key=key, scope=scope, on=on)
        raise MissingLegalParameter(key=key, scope=scope, on=on)
    return row


def _in_force(key: str, scope: str, on: date, kind: str) -> LegalValue | None:
    """The row whose period holds `on`; a row with the value null says that the figure has ended."""
    row = LegalValue.standing.select_related("series").filter(series__key=key, series__scope=scope, period__contains=on).first()
    if row is not None and row.series.kind != kind:
        raise TypeError(f"{key} is kept as {row.series.kind}, not as {kind}")
    return row if row is not None and row.value is not None else None


def _source(row: LegalValue) -> dict[str, Any]:
    return {
        "key": row.series.key,
        "scope": row.series.scope,
        "parameter": row.pk,
        "act": row.citation,
        "confidence": row.confidence,
        "since": row.period.lower,
    }
