"""Law as data: dated values with citations, the working calendar's overrides."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE = 1000  # a region's list of activities closed to patents

# A row of the law is written once. Two things may happen to it later: it ends, or ends earlier, when another act begins; and it is
# withdrawn, once, when it was wrong from its first day and another row takes its place.
_ONLY_ENDS = """
IF OLD.id IS DISTINCT FROM NEW.id OR OLD.series_id IS DISTINCT FROM NEW.series_id OR OLD.value IS DISTINCT FROM NEW.value
   OR OLD.citation IS DISTINCT FROM NEW.citation OR OLD.published_on IS DISTINCT FROM NEW.published_on
   OR OLD.confidence IS DISTINCT FROM NEW.confidence OR OLD.note IS DISTINCT FROM NEW.note OR OLD.origin IS DISTINCT FROM NEW.origin
   OR OLD.withdrawn_at IS NOT NULL OR (NEW.withdrawn_at IS NOT NULL AND OLD.period IS DISTINCT FROM NEW.period)
   OR (NEW.withdrawn_at IS NULL AND (
       lower(OLD.period) IS DISTINCT FROM lower(NEW.period) OR isempty(NEW.period) OR upper_inf(NEW.period)
       OR (NOT upper_inf(OLD.period) AND upper(NEW.period) >= upper(OLD.period))))
THEN
   RAISE EXCEPTION 'a row of the law is not edited: a new act adds a row';
END IF;
RETURN NEW;
"""


class _SelfRange(Func):
    """`int8range(id, id, '[]')`: equality for a gist index without the btree_gist extension."""

    function = "int8range"
    output_field = models.TextField()


class LegalSeries(models.Model):
    """One legal figure in one scope, for example the deflator, or the coefficient of region 77."""

    class Kind(models.TextChoices):
        MONEY = "money", _("roubles")  # exact
        FACTOR = "factor", _("factor")  # exact decimal
        TERM = "term", _("term")  # "10 working_days"
        TEXT = "text", _("text")

    key = models.CharField(max_length=80)  # "patents.deflator"
    scope = models.CharField(max_length=20, blank=True)  # region or citizenship code, "" for the whole country
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        verbose_name = _("figure of the law")
        verbose_name_plural = _("figures of the law")
        constraints = [models.UniqueConstraint(fields=["key", "scope"], name="one_series_per_key_and_scope")]

    def __str__(self) -> str:
        return f"{self.key}[{self.scope}]" if self.scope else self.key


class Standing(models.Manager["LegalValue"]):
    """The rows that count: not those that another one has replaced."""

    def get_queryset(self) -> models.QuerySet["LegalValue"]:
        return super().get_queryset().filter(withdrawn_at=None)


class LegalValue(models.Model):
    """What the figure is while `period` (civil dates, half-open) lasts. A new act adds a row; rows are not edited. One that was wrong
    is withdrawn: it stays, for the decisions that cite it, and counts no more. Look-ups ask `standing`."""

    class Origin(models.TextChoices):
        SHIPPED = "shipped", _("shipped with the portal")  # portal/legal/data, written by the loader
        OPERATOR = "operator", _("entered by an operator")

    series = models.ForeignKey(LegalSeries, on_delete=models.PROTECT, related_name="values", verbose_name=_("figure"))
    period = DateRangeField(_("in force"))
    value = models.CharField(_("value"), max_length=LONGEST_VALUE, null=True)  # null ends the figure; never "unknown"
    citation = models.CharField(_("act"), max_length=400)
    published_on = models.DateField(_("published on"), null=True)
    confidence = models.CharField(
        _("confidence"), max_length=1, default="A"
    )  # A confirmed, B well known, C unsure: an operator should check
    note = models.CharField(_("note"), max_length=400, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.OPERATOR)
    withdrawn_at = models.DateTimeField(_("replaced by a correction"), null=True, editable=False)

    objects = models.Manager()
    standing = Standing()

    class Meta:
        verbose_name = _("row of the law")
        verbose_name_plural = _("the law as data")
        constraints = [
            ExclusionConstraint(
                name="legal_values_do_not_overlap",
                expressions=[
                    (_SelfRange(models.F("series_id"), models.F("series_id"), Value("[]")), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(condition=~models.Q(citation=""), name="legal_value_has_a_citation"),
            models.CheckConstraint(condition=models.Q(confidence__in=["A", "B", "C"]), name="legal_value_has_a_confidence"),
        ]
        triggers = [
            pgtrigger.Trigger(name="legal_value_only_ends", when=pgtrigger.Before, operation=pgtrigger.Update, func=_ONLY_ENDS),
            pgtrigger.Protect(name="legal_value_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period}"


class CalendarOverride(models.Model):
    """A day that the production calendar does not know, for example a presidential non-working day."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    citation = models.CharField(_("act"), max_length=400)

    class Meta:
        verbose_name = _("day changed by an act")
        verbose_name_plural = _("days changed by acts")

    def __str__(self) -> str:
        return f"{self.day} {'working' if self.is_working else 'day off'}"


class LegalGap(models.Model):
    """Something needed a figure that has no value on `needed_on`. One row a day for each figure and scope."""

    append_only = True

    key = models.CharField(_("figure"), max_length=80)
    scope = models.CharField(_("scope"), max_length=20, blank=True)
    needed_on = models.DateField(_("needed for"))
    noticed_on = models.DateField(_("noticed on"))  # civil date in Moscow
    noticed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("missing figure")
        verbose_name_plural = _("missing figures")
        constraints = [models.UniqueConstraint(fields=["key", "scope", "noticed_on"], name="one_gap_per_figure_and_day")]

    def __str__(self) -> str:
        return f"{self.key}[{self.scope}] on {self.needed_on}"
