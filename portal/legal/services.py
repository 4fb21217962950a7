"""The front desk of the law: look-ups, and how an operator adds a row. Other rooms import from here."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal.data_files import fits
from portal.legal.errors import MissingLegalParameter, NotALegalValue, PeriodTaken
from portal.legal.events import LegalValueAdded
from portal.legal.figures import LegalFigure, LegalText, Term, Unit
from portal.legal.gaps import only_asking
from portal.legal.models import LegalSeries, LegalValue
from portal.legal.values import factor, money, money_or_none, term, text


@transaction.atomic
def add_value(
    *,
    series_id: int,
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

    Raises `PeriodTaken` when another row fills a part of the period, `NotALegalValue` for a value of another shape."""
    series = LegalSeries.objects.select_for_update().get(pk=series_id)
    if value is not None and not fits(series.kind, value):
        raise NotALegalValue(kind=series.get_kind_display())
    period = DateRange(since, until)
    _end_the_open_row(series, since)
    if series.values.filter(period__overlap=period).exists():
        raise PeriodTaken
    row = LegalValue.objects.create(
        series=series, period=period, value=value, citation=citation, published_on=published_on, confidence=confidence, note=note
    )
    emit(LegalValueAdded(value_id=row.pk, key=series.key, scope=series.scope, since=since), actor=actor)
    return row


def _end_the_open_row(series: LegalSeries, since: date) -> None:
    for row in series.values.filter(period__upper_inf=True, period__startswith__lt=since):
        row.period = DateRange(row.period.lower, since)
        row.save(update_fields=["period"])


__all__ = [
    "LegalFigure",
    "LegalText",
    "MissingLegalParameter",
    "Term",
    "Unit",
    "add_value",
    "factor",
    "money",
    "money_or_none",
    "only_asking",
    "term",
    "text",
]
