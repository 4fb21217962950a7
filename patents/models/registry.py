"""Files of banks: what was uploaded, line by line, and what became of each line."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patents.models.money import Payment
from portal.crypto import EncryptedTextField
from portal.jobs.models import Job


class RegistryImport(models.Model):
    """One uploaded file. `job` is None while its preview is looked at."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    format = models.CharField(max_length=4)  # "csv", "1c"
    sha256 = models.CharField(max_length=64)
    heading = EncryptedTextField(blank=True)  # the line of a CSV file that names its columns
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="registry_import")

    def __str__(self) -> str:
        return f"file {self.pk}"


class RegistryLine(models.Model):
    """A line (CSV) or document (1C) of a file. `outcome` is empty until the line was counted.

    Of a refused one everything is kept, in ciphertext: its text and what its columns say. Both go some months after an officer
    decided about it (`LineDecision.keep_until`), never before."""

    class Outcome(models.TextChoices):
        COUNTED = "counted", _("counted for a patent")
        UNMATCHED = "unmatched", _("waiting for an officer")
        KNOWN = "known", _("known already")
        TWIN = "twin", _("refused: the same payment with another sum")
        UNREADABLE = "unreadable", _("unreadable")

    registry = models.ForeignKey(RegistryImport, on_delete=models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    problem = models.CharField(max_length=40, blank=True)  # a code of patents.rules.registry_file
    faults = models.CharField(max_length=200, blank=True)  # the fields that are wrong, with commas
    raw = EncryptedTextField(blank=True)  # the text of a refused line
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_on = models.DateField(null=True)
    uin = models.CharField(max_length=25, blank=True)
    details = EncryptedTextField(blank=True)  # the other fields of the transfer, of a refused line all its columns, as JSON
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registry", "number"], name="line_of_a_file_once")]
        indexes = [models.Index(fields=["id"], name="refused_line", condition=Q(outcome="unreadable"))]

    def __str__(self) -> str:
        return f"line {self.number}"


class LineDecision(models.Model):
    """What an officer made of a refused line: the payment that it tells of, or why it tells of none. Once for a line of a file,
    however often the same file is uploaded."""

    append_only = True

    sha256 = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    keep_until = models.DateField()  # last day, in Moscow, on which the text of the line is kept

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "number"], name="refused_line_is_decided_once"),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, reason="") | (Q(payment__isnull=True) & ~Q(reason="")),
                name="refused_line_is_a_payment_or_none",
            ),
        ]
        triggers = [pgtrigger.Protect(name="line_decision_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"decision on line {self.number}"
