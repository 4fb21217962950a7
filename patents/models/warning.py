"""What holders have been told of the end of their paid days."""

from django.db import models

from patents.models.patent import Patent


class PatentWarning(models.Model):
    """One warning that was sent: so many days before a last paid day. `days` 0: the patent has lapsed."""

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="warnings")
    paid_through = models.DateField()
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patent", "paid_through", "days"], name="warned_once_of_a_day")]

    def __str__(self) -> str:
        return f"warning {self.pk}"
