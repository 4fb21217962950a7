"""How long one had to wait for an appointment, day by day: what the places of today cannot tell any more."""

from typing import ClassVar

from django.db import models

from appointments.models import ServiceAtOffice


class LeadTime(models.Model):
    """`days` from `day` to the first time that everybody could book, seen once on that day of the office from noon on; none: nothing was
    free. 0 is the day itself."""

    append_only: ClassVar[bool] = True

    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="lead_times")
    day = models.DateField()
    days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offered", "day"], name="lead_time_is_noted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.offered_id} {self.day}: {self.days}"
