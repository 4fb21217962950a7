"""Lists of checks: the file's rows, what was asked in each, and what was answered."""

import uuid
from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.crypto import EncryptedTextField
from portal.jobs.models import Job

BATCH_TRANSITIONS: Final = (("uploaded", "started"), ("uploaded", "discarded"), ("started", "swept"), ("discarded", "swept"))


class Batch(models.Model):
    """One uploaded list. `status` changes only in `employment.batches.services`; how far it is stands in its job.

    The rows live until `keep_until` and are swept then; receipts of the checks stay with the organisation."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("read, not started")
        STARTED = "started", _("started")
        DISCARDED = "discarded", _("discarded")
        SWEPT = "swept", _("removed after 30 days")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("employment.Organisation", on_delete=models.PROTECT, related_name="batches")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey("employment.ApiToken", null=True, on_delete=models.PROTECT, related_name="batches")  # then it asks
    submission_key = models.UUIDField(unique=True)  # of the one-time form, or of the API call
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.UPLOADED)
    shown_name = models.CharField(_("file"), max_length=120)
    total = models.PositiveIntegerField(_("rows"), default=0)
    unreadable = models.PositiveIntegerField(_("rows that cannot be asked about"), default=0)
    created_at = models.DateTimeField()
    started_on = models.DateField(null=True)  # civil date in Moscow: the day whose limit it counts against
    keep_until = models.DateField()
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="batch")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unreadable__lte=F("total")), name="batch_counts_fit"),
            models.CheckConstraint(
                condition=~Q(status="started") | Q(started_on__isnull=False, job__isnull=False), name="started_batch_has_a_job"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="batch_of_organisation"),
            models.Index(fields=["organisation", "started_on"], name="batch_of_day", condition=Q(started_on__isnull=False)),
            models.Index(fields=["keep_until"], name="batch_to_sweep", condition=~Q(status="swept")),
        ]
        triggers = [
            pgtrigger.FSM(name="batch_status_moves_as_the_table_says", field="status", transitions=list(BATCH_TRANSITIONS)),
            pgtrigger.Protect(name="batch_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"batch {self.reference}"


class BatchRow(models.Model):
    """One row of a list. `asked` is what the file said, encrypted; a share code and a birth date are wiped once they were used.

    `problem` is a code: what is wrong with the row (from the start) or why the check was refused."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # of the row under the names
    asked = EncryptedTextField()  # JSON: series, number, code, birth_date
    reference = models.CharField(max_length=120, blank=True)  # the employer's own
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=30, blank=True)
    valid_through = models.DateField(null=True)
    receipt = models.OneToOneField("employment.PatentCheck", null=True, on_delete=models.PROTECT, related_name="batch_row")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, receipt__isnull=True, result="")
                | (Q(done_at__isnull=False) & (Q(receipt__isnull=False, problem="") | (Q(receipt__isnull=True) & ~Q(problem="")))),
                name="done_row_has_a_receipt_or_a_problem",
            ),
        ]
        indexes = [models.Index(fields=["batch", "number"], name="batch_row_to_do", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"


__all__ = ["BATCH_TRANSITIONS", "Batch", "BatchRow"]
