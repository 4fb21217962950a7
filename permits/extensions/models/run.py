"""Long work on an order: which job does it, how far it is, and what it found."""

from django.db import models
from django.db.models import Q

from permits.extensions.models.order import ExtensionOrder
from portal.jobs.models import Job


class OrderRun(models.Model):
    """One dry run, application or repeal. It goes through each table of documents in the order of their keys: `place` is the table,
    `after` the last key done, `upto` the last key that was there when the run began (a document entered later is extended by its
    event). A run continued after a pause or a failure gets a new job and goes on where it stood."""

    class Purpose(models.TextChoices):
        DRY_RUN = "dry_run"
        APPLY = "apply"
        REPEAL = "repeal"

    order = models.ForeignKey(ExtensionOrder, on_delete=models.PROTECT, related_name="runs")
    purpose = models.CharField(max_length=8, choices=Purpose)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    # [name of the ledger, first key, last key], in the order in which they are gone through; "later" behind them: see `services.kept`
    tables = models.JSONField(default=list)
    place = models.PositiveSmallIntegerField(default=0)
    after = models.BigIntegerField(default=0)
    step = models.PositiveIntegerField(default=5000)  # keys in the next piece: it follows the clock
    is_checking = models.BooleanField(default=False)  # the documents are gone through once more: is any of them missing?
    counts = models.JSONField(default=dict)
    found = models.JSONField(default=dict)  # what a dry run found
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(finished_at__isnull=True), name="one_run_at_a_time_per_order"),
            models.UniqueConstraint(
                fields=["order", "purpose"], condition=~Q(purpose="dry_run"), name="an_order_is_applied_and_repealed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.order_id}"
