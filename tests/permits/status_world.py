"""The shipped law as a book, and facts for the rules of the status, without a database."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

from permits.status.rules.asking import Asked
from permits.status.rules.values import Found, PermitFacts, StatusFacts
from portal.legal import citizenships
from portal.legal.book import Book, Entry
from portal.legal.data_files import series_rows
from portal.legal.figures import LegalText, Source, Term
from portal.legal.rules.calendar import WorkingCalendar
from profiles.rules.stays import StayDays


@cache
def shipped_book() -> Book:
    rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for row in sorted(series_rows(), key=lambda row: row.start, reverse=True):
        if row.kind in {"term", "text"}:
            rows[(row.key, row.scope)].append(Entry(row.start, row.end, _source(row)))
    return Book(dict(rows))


def _source(row: Any) -> Source | None:
    if row.value is None:
        return None
    cited = {"key": row.key, "scope": row.scope, "act": row.citation, "confidence": row.confidence, "since": row.start}
    if row.kind == "text":
        return LegalText(value=row.value, **cited)
    amount, unit = row.value.split(" ")
    return Term(amount=int(amount), unit=unit, **cited)


def stay(entered: date | None, left: date | None = None) -> StayDays:
    return StayDays(entered_on=entered, left_on=left)


def permit(kind: str, issued_on: date, stated: date | None = None, valid_until: date | None = None, **more: Any) -> PermitFacts:
    numbered = {"number": "2600000001", "region": "77", **more}
    return PermitFacts(kind=kind, issued_on=issued_on, valid_until_stated=stated, valid_until=valid_until or stated, **numbered)


def asked(on: date, *, citizenship: str = "TJ", entered: date | None = None, book: Book | None = None, **facts: Any) -> Asked:
    """A worker from Tajikistan who entered on `entered` and is still here."""
    known: dict[str, Any] = {"citizenship": citizenship, "purpose": "work", "birth_date": date(1994, 5, 17), "entered_on": entered}
    if entered:
        known["stays"] = (stay(entered),)
    if citizenship:
        known["regime"] = citizenships.citizenship(citizenship, max(on, date(2026, 3, 1))).regime
    return Asked(on=on, facts=StatusFacts(**{**known, **facts}), book=book or shipped_book(), working=WorkingCalendar())


def duty(found: Found, code: str) -> Any:
    """The only duty of this code; None when there is none."""
    return next((one for one in found.duties if one.code == code), None)
