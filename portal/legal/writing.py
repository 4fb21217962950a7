"""How an operator changes the law in the database: by rows of new acts, never by edits of old ones."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.errors import RuleViolation
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import checks, regions
from portal.legal.data_files import fits
from portal.legal.errors import NotALegalValue, PeriodTaken, UnknownFigure, WrongScope
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
) -> LegalValue:
    """Enter what a new act says: in force from `since` to the day before `until`. The open row before it ends on `since`.

    Raises `UnknownFigure`, `WrongScope`, `NotALegalValue` (another shape), `PeriodTaken` (a part of the period is filled), and what
    the room that reads the figure refuses (`portal.legal.checks`)."""
    kind = _kind(key, scope)
    _check_value(key, kind, value, since)
    LegalSeries.objects.get_or_create(key=key, scope=scope, defaults={"kind": kind})
    series = LegalSeries.objects.select_for_update().get(key=key, scope=scope)
    _end_the_open_row(series, since)
    period = DateRange(since, until)
    if series.values.filter(period__overlap=period).exists():
        raise PeriodTaken
    row = LegalValue.objects.create(
        series=series, period=period, value=value, citation=citation, published_on=published_on, confidence=confidence, note=note
    )
    emit(LegalValueAdded(value_id=row.pk, key=key, scope=scope, since=since), actor=actor)
    return row


def refusal(*, key: str, scope: str, since: date, until: date | None, value: str | None) -> RuleViolation | None:
    """Why `add_value` would refuse, for a form that keeps what was typed; None when it would not."""
    try:
        _check_value(key, _kind(key, scope), value, since)
    except RuleViolation as refused:
        return refused
    rows = LegalValue.objects.filter(series__key=key, series__scope=scope, period__overlap=DateRange(since, until))
    ended_by_this_one = {"period__upper_inf": True, "period__startswith__lt": since}
    return PeriodTaken() if rows.exclude(**ended_by_this_one).exists() else None


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


def _check_value(key: str, kind: str, value: str | None, since: date) -> None:
    """By the kind of the figure, then by the room that reads it."""
    if value is not None and not fits(kind, value):
        raise NotALegalValue(kind=LegalSeries.Kind(kind).label)
    if refused := checks.refusal(key, value, since):
        raise refused


def _end_the_open_row(series: LegalSeries, since: date) -> None:
    for row in series.values.filter(period__upper_inf=True, period__startswith__lt=since):
        row.period = DateRange(row.period.lower, since)
        row.save(update_fields=["period"])
