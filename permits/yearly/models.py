"""Yearly notices of residence: facts that the holder told, late or not."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models import Permit


class YearlyNotice(models.Model):
    """That the holder still lives in Russia, for one year of a permit (115-FZ art. 6, 8). It needs no decision, only a receipt."""

    append_only = True

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="yearly_notices")
    year = models.PositiveSmallIntegerField()  # the first year of the permit is 1
    number = models.CharField(max_length=20, unique=True)  # of the receipt
    address = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    received_on = models.DateField()  # civil date in the region; given in person: the day on which the holder came
    due_on = models.DateField()  # the last day, inclusive, as it was reckoned then
    # The officer to whom the holder gave it in person, with permit and passport; empty when it was sent here.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("yearly notice of residence")
        verbose_name_plural = _("yearly notices of residence")
        constraints = [
            models.UniqueConstraint(fields=["permit", "year"], name="one_notice_per_year_of_a_permit"),
            models.CheckConstraint(condition=Q(year__gte=1), name="years_of_a_permit_begin_with_one"),
        ]
        triggers = [pgtrigger.Protect(name="yearly_notice_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def is_in_person(self) -> bool:
        return self.recorded_by_id is not None

    @property
    def is_late(self) -> bool:
        return self.received_on > self.due_on
