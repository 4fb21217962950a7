"""That a person was reminded of a visit at this time: once for each distance, however often the task runs."""

from django.db import models

from appointments.models.booking import Booking


class VisitReminder(models.Model):
    """`version` is the booking's: a moved appointment is reminded of anew."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="reminders")
    version = models.PositiveIntegerField()
    hours = models.PositiveSmallIntegerField()  # before the visit
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "version", "hours"], name="visit_reminded_once")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.hours} h"
