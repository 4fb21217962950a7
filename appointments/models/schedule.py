"""The plan of a week and its exceptions, by the office's wall clock."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models.reception import Desk, Reception, ServiceAtOffice


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ScheduleLine(models.Model):
    """One desk serves one service on one weekday from `starts` to `ends`, with at most one break. Days off are skipped."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="lines", verbose_name=_("desk"))
    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="lines", verbose_name=_("service"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    break_starts = models.TimeField(_("break from"), null=True, blank=True)
    break_ends = models.TimeField(_("break until"), null=True, blank=True)
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)  # inclusive; none: until it is changed

    class Meta:
        verbose_name = _("hours of a desk")
        verbose_name_plural = _("hours of desks")
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="line_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="line_has_a_weekday"),
            models.CheckConstraint(
                condition=Q(break_starts__isnull=True, break_ends__isnull=True)
                | Q(break_starts__gte=F("starts"), break_starts__lt=F("break_ends"), break_ends__lte=F("ends")),
                name="break_lies_inside_its_line",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="line_holds_for_a_day_at_least"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.weekday} {self.starts:%H:%M}-{self.ends:%H:%M}"


class DayChange(models.Model):
    """Days unlike the plan: closed (the whole reception, or one desk whose officer is away), or open although it is a day off."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        OPEN = "open", _("open")

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="day_changes", verbose_name=_("reception"))
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.PROTECT, related_name="day_changes", verbose_name=_("desk"))
    kind = models.CharField(_("what"), max_length=6, choices=Kind)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))  # inclusive
    # Of an open day: as on which weekday the desks work.
    as_weekday = models.PositiveSmallIntegerField(_("with the hours of"), choices=Weekday, null=True, blank=True)
    reason_ru = models.CharField(_("reason in Russian"), max_length=200)
    reason_en = models.CharField(_("reason in English"), max_length=200)

    class Meta:
        verbose_name = _("day unlike the plan")
        verbose_name_plural = _("days unlike the plan")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="day_change_lasts_a_day_at_least"),
            models.CheckConstraint(
                condition=Q(kind="closed", as_weekday__isnull=True) | Q(kind="open", as_weekday__range=(0, 6)),
                name="open_day_has_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"
