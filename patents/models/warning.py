"""What holders have been told of the end of their paid days and of the twelve months."""

from django.db import models

from patents.models.patent import Patent


class PatentWarning(models.Model):
    """One warning that was sent: so many days before a last valid day. `days` 0: the patent has lapsed, or its twelve months are over.

    A day can be warned of for both reasons: an order may let it stand while the last month is paid."""

    class About(models.TextChoices):
        PAYMENT = "payment"  # the next month must be paid by this day
        TERM = "term"  # the twelve months end on this day

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="warnings")
    paid_through = models.DateField()
    about = models.CharField(max_length=7, choices=About, default=About.PAYMENT, db_default=About.PAYMENT)
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patent", "paid_through", "about", "days"], name="warned_once_of_a_day")]

    def __str__(self) -> str:
        return f"warning {self.pk}"
