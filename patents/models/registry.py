"""Files of banks: what was uploaded, line by line, and what became of each line."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.crypto import EncryptedTextField
from portal.jobs.models import Job


class RegistryImport(models.Model):
    """One uploaded file. `job` is None while its preview is looked at."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    format = models.CharField(max_length=4)  # "csv", "1c"
    sha256 = models.CharField(max_length=64)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="registry_import")

    def __str__(self) -> str:
        return f"file {self.pk}"


class RegistryLine(models.Model):
    """A line (CSV) or document (1C) of a file. Unreadable ones keep only why. `outcome` is empty until the line was counted."""

    class Outcome(models.TextChoices):
        COUNTED = "counted", _("counted for a patent")
        UNMATCHED = "unmatched", _("waiting for an officer")
        KNOWN = "known", _("known already")
        TWIN = "twin", _("refused: the same payment with another sum")
        UNREADABLE = "unreadable", _("unreadable")

    registry = models.ForeignKey(RegistryImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    problem = models.CharField(max_length=40, blank=True)  # a code of patents.rules.registry_file
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_on = models.DateField(null=True)
    uin = models.CharField(max_length=25, blank=True)
    details = EncryptedTextField(blank=True)  # the other fields of the transfer as JSON
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registry", "number"], name="line_of_a_file_once")]

    def __str__(self) -> str:
        return f"line {self.number}"
