"""How an operator changes the law in the database: by rows of new acts, never by edits of old ones."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal import clock
from portal.errors import RuleViolation
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import checks, regions
from portal.legal.checks import Proposed
from portal.legal.data_files import fits
from portal.legal.errors import NotALegalValue, NothingToCorrect, PeriodTaken, UnknownFigure, WrongScope
from portal.legal.events import CalendarDaySet, LegalValueAdded
from portal.legal.models import CalendarOverride, LegalSeries, LegalValue


@transaction.atomic
def add_value(
    *,
    key: str,
    scope: str = "",
    since: date,
    until: date | None,
    value: str | None,
    citation: str,
    actor: Actor,
    published_on: date | None = None,
    confidence: str = "A",
    note: str = "",
    corrects: bool = False,
) -> LegalValue:
    """Enter what a new act says: in force from `since` to the day before `until`. The open row before it ends on `since`.

    `corrects`: the row in force on `since` was wrong. From its first day, and it is withdrawn; from a later one, and it ends there.
    Decisions that cite it keep what they used.

    Raises `UnknownFigure`, `WrongScope`, `NotALegalValue` (another shape), `PeriodTaken` (a part of the period is filled),
    `NothingToCorrect`, and what the room that reads the figure refuses (`portal.legal.checks`)."""
    row = Proposed(key=key, scope=scope, since=since, until=until, value=value)
    kind = _kind(key, scope)
    _check_value(row, kind)
    LegalSeries.objects.get_or_create(key=key, scope=scope, defaults={"kind": kind})
    series = LegalSeries.objects.select_for_update().get(key=key, scope=scope)
    if refused := _period_refusal(row, corrects=corrects):
        raise refused
    _make_room(series, since)
    entered = LegalValue.objects.create(
        series=series,
        period=DateRange(since, until),
        value=value,
        citation=citation,
        published_on=published_on,
        confidence=confidence,
        note=note,
    )
    emit(LegalValueAdded(value_id=entered.pk, key=key, scope=scope, since=since), actor=actor)
    return entered


def refusal(row: Proposed, *, corrects: bool = False) -> RuleViolation | None:
    """Why `add_value` would refuse, for a form that keeps what was typed; None when it would not."""
    try:
        _check_value(row, _kind(row.key, row.scope))
    except RuleViolation as refused:
        return refused
    return _period_refusal(row, corrects=corrects)


@transaction.atomic
def set_calendar_day(*, day: date, is_working: bool, citation: str, actor: Actor) -> CalendarOverride:
    """Make a day working or free. Dates that were reckoned before stay as they were promised."""
    row, _created = CalendarOverride.objects.update_or_create(day=day, defaults={"is_working": is_working, "citation": citation})
    emit(CalendarDaySet(override_id=row.pk, day=day, is_working=is_working), actor=actor)
    return row


def _kind(key: str, scope: str) -> str:
    """The kind of a figure, after its scope was looked at: a region's code where its other rows have one, none where others have none."""
    known = list(LegalSeries.objects.filter(key=key).values_list("kind", "scope"))
    if not known:
        raise UnknownFigure
    scopes = {other for _kind, other in known}
    taken = any(scopes) and regions.exists(scope) if scope else "" in scopes
    if not taken:
        raise WrongScope
    return str(known[0][0])


def _check_value(row: Proposed, kind: str) -> None:
    """By the kind of the figure, then by the room that reads it."""
    if row.value is not None and not fits(kind, row.value):
        raise NotALegalValue(kind=LegalSeries.Kind(kind).label)
    if refused := checks.refusal(row):
        raise refused


def _period_refusal(row: Proposed, *, corrects: bool) -> RuleViolation | None:
    """A row may follow one without an end, or, said to be a correction, take the place of the one in force on its first day."""
    rows = LegalValue.standing.filter(series__key=row.key, series__scope=row.scope)
    current = rows.filter(period__contains=row.since).first()
    if corrects and current is None:
        return NothingToCorrect()
    gives_way = current is not None and (corrects or (current.period.upper is None and current.period.lower < row.since))
    overlapping = rows.filter(period__overlap=DateRange(row.since, row.until))
    if gives_way and current is not None:
        overlapping = overlapping.exclude(pk=current.pk)
    return PeriodTaken() if overlapping.exists() else None


def _make_room(series: LegalSeries, since: date) -> None:
    """The row in force on `since` ends there, or is withdrawn where it begins on that day too. Its refusal was asked before."""
    for row in LegalValue.standing.filter(series=series, period__contains=since):
        if row.period.lower == since:
            row.withdrawn_at = clock.now()
            row.save(update_fields=["withdrawn_at"])
        else:
            row.period = DateRange(row.period.lower, since)
            row.save(update_fields=["period"])
