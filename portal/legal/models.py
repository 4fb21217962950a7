"""Law as data: dated values with citations, the working calendar's overrides."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Value


class _SelfRange(Func):
    """`int8range(id, id, '[]')`: equality for a gist index without the btree_gist extension."""

    function = "int8range"
    output_field = models.TextField()


class LegalSeries(models.Model):
    """One legal figure in one scope, for example the deflator, or the coefficient of region 77."""

    class Kind(models.TextChoices):
        MONEY = "money"  # roubles, exact
        FACTOR = "factor"  # exact decimal
        TERM = "term"  # "10 working_days"
        TEXT = "text"

    key = models.CharField(max_length=80)  # "patents.deflator"
    scope = models.CharField(max_length=20, blank=True)  # region or citizenship code, "" for the whole country
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        verbose_name_plural = "legal series"
        constraints = [models.UniqueConstraint(fields=["key", "scope"], name="one_series_per_key_and_scope")]

    def __str__(self) -> str:
        return f"{self.key}[{self.scope}]" if self.scope else self.key


class LegalValue(models.Model):
    """What the figure is while `period` (civil dates, half-open) lasts. A new act adds a row; rows are not edited."""

    series = models.ForeignKey(LegalSeries, on_delete=models.PROTECT, related_name="values")
    period = DateRangeField()
    value = models.CharField(max_length=200, null=True)  # null ends the figure; never "unknown"
    citation = models.CharField(max_length=400)
    published_on = models.DateField(null=True)
    confidence = models.CharField(max_length=1, default="A")  # A confirmed, B well known, C unsure: an operator should check
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="legal_values_do_not_overlap",
                expressions=[
                    (_SelfRange(models.F("series_id"), models.F("series_id"), Value("[]")), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~models.Q(citation=""), name="legal_value_has_a_citation"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period}"


class CalendarOverride(models.Model):
    """A day that the production calendar does not know, for example a presidential non-working day."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    citation = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"{self.day} {'working' if self.is_working else 'day off'}"
