"""Money for patents: what is asked for, what the bank tells, and for which patent it counts."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from patents.models.patent import Patent
from portal.crypto import EncryptedTextField


class Purpose(models.TextChoices):
    """What money for a patent can be for."""

    STATE_FEE = "state_fee", _("state fee")
    TAX_ADVANCE = "tax_advance", _("monthly advance payment of income tax")
    CHANGE_FEE = "change_fee", _("state fee for a duplicate or a change of data")


class UinSequence(models.Model):
    """The last serial number of the identifiers (UIN) that begin alike. Locked while one is drawn."""

    prefix = models.CharField(max_length=3, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}: {self.last}"


class Charge(models.Model):
    """A sum that is asked for, under an identifier of its own by which its money is recognised for ever.

    `covered_on` is the bank date on which the money in force reached it; it is reckoned with the patent's dates and empty again
    when that money is moved back. `announced_at`: `ChargePaid` was emitted, which happens once."""

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="charges")
    purpose = models.CharField(max_length=12, choices=Purpose)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="charges")  # of a reissue, a duplicate, a change
    period = models.PositiveSmallIntegerField(null=True)  # of a tax advance: 1 is the patent's first month
    uin = models.CharField(max_length=20, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    priced_on = models.DateField()  # civil date in Moscow whose figures made the amount
    pay_by = models.DateField(null=True)  # the last day, inclusive; None: no day is set by law
    figures = models.JSONField(default=list)  # the legal values used, with citations
    created_at = models.DateTimeField()
    covered_on = models.DateField(null=True)
    announced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)  # the price changed, or the thing is no longer due

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patent", "purpose", "period", "case"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_charge_in_force",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_positive"),
            models.CheckConstraint(condition=Q(uin__regex=r"^[0-9]{20}$"), name="charge_uin_format"),
            models.CheckConstraint(
                condition=Q(purpose="tax_advance", period__gte=1) | (~Q(purpose="tax_advance") & Q(period__isnull=True)),
                name="only_a_tax_advance_has_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"charge {self.pk}"


class Payment(models.Model):
    """One transfer as the bank tells it. Never edited. For which patent it counts stands in its allocations.

    `external_id` is the canonical identity, `fingerprint` recognises the same transfer told by another door
    (`patents.rules.identity`). `paid_on` is the bank's date, a civil date in Moscow."""

    append_only = True

    class Source(models.TextChoices):
        DEMO = "demo", _("demonstration")
        NOTICE = "notice", _("notice of the payment system")
        REGISTRY = "registry", _("file of a bank")

    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_on = models.DateField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=Source)
    external_id = models.CharField(max_length=80, unique=True)
    fingerprint = models.CharField(max_length=64, null=True, unique=True)
    uin = models.CharField(max_length=25, blank=True, db_index=True)
    uin_told = EncryptedTextField(blank=True)  # what stood in its place and is no UIN, for the officer to read
    payer_inn = models.CharField(max_length=12, blank=True, db_index=True)
    payer_name = EncryptedTextField(blank=True)
    purpose_text = EncryptedTextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive")]
        indexes = [models.Index(fields=["paid_on", "amount"], name="payment_told_twice")]
        triggers = [pgtrigger.Protect(name="payment_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Allocation(models.Model):
    """For which patent and purpose a payment counts, who said so and why. Released, never deleted; at most one in force."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="allocations")
    charge = models.ForeignKey(Charge, null=True, on_delete=models.PROTECT, related_name="allocations")
    purpose = models.CharField(max_length=12, choices=Purpose)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")  # None: the machine
    why = models.CharField(max_length=12)  # "uin", "payer", "officer", "demo", "kept"
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    release_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(released_at__isnull=True), name="payment_counts_once"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="release_has_author_and_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="allocation_is_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"allocation {self.pk}"


class Comparison(models.Model):
    """An officer compared a payment with those that it may be, told by another door: `same_as` is the one that it is, and counts
    instead of it; None says that it is another payment. Released, never deleted; at most one in force."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="comparisons")
    same_as = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="told_again")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(released_at__isnull=True), name="payment_is_compared_once"),
            models.CheckConstraint(condition=~Q(same_as=models.F("payment")), name="payment_is_not_its_own_double"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True) | Q(released_at__isnull=False, released_by__isnull=False),
                name="release_of_a_comparison_has_an_author",
            ),
        ]
        triggers = [pgtrigger.Protect(name="comparison_is_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"comparison of payment {self.payment_id}"


class RefusedTwin(models.Model):
    """A transfer told again with another sum, or two transfers that look like one: not counted, and shown to an officer."""

    append_only = True

    known = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="twins")
    source = models.CharField(max_length=12, choices=Payment.Source)
    external_id = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_on = models.DateField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["known", "external_id", "amount", "paid_on"], name="twin_is_shown_once")]
        triggers = [pgtrigger.Protect(name="twin_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"twin of payment {self.known_id}"
