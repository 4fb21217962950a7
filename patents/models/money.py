"""Money that arrives for a patent and keeps it valid."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patents.models.patent import Patent


class Payment(models.Model):
    """Money that arrived for a patent. Never edited; the payer's bank date counts."""

    append_only = True

    class Kind(models.TextChoices):
        STATE_FEE = "state_fee", _("state fee")
        TAX_ADVANCE = "tax_advance", _("monthly advance payment of income tax")

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=12, choices=Kind)
    months = models.PositiveSmallIntegerField(default=0)  # whole months bought; 0 for the fee
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_on = models.DateField()  # civil date in Moscow time
    received_at = models.DateTimeField()
    source = models.CharField(max_length=12)  # "demo", later "notice", "registry"
    external_id = models.CharField(max_length=80, unique=True)
    parameters = models.JSONField(default=list)  # the legal values used, with citations

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.UniqueConstraint(fields=["patent"], condition=Q(kind="state_fee"), name="state_fee_once_per_patent"),
        ]
        triggers = [pgtrigger.Protect(name="payment_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"payment {self.pk}"
