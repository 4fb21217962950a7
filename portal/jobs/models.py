"""Long work that a person started and watches: how far it is, who asked for it, how it ended."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of long work. What it works on, row by row, stands in a table of the room it belongs to; `done` counts finished
    rows and is written in the transaction that finished them. `state` changes only in `portal.jobs.services`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("stopped by an error")
        CANCELLED = "cancelled", _("cancelled")

    OPEN: ClassVar[frozenset[str]] = frozenset({"waiting", "running"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)  # names the runner, portal.jobs.registry
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    failed = models.PositiveIntegerField(_("rows with errors"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)  # in a row without a finished chunk
    next_attempt_at = models.DateTimeField()  # while running: when the lease of the worker ends
    last_error = models.CharField(max_length=200, blank=True)  # the class of the exception, never its text
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")) & Q(failed__lte=F("done")), name="job_counts_fit"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | (~Q(state__in=["waiting", "running"]) & Q(finished_at__isnull=False)),
                name="finished_job_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="job_due", condition=Q(state__in=["waiting", "running"])),
            models.Index(fields=["owner", "-created_at"], name="job_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int:
        """Whole per cent done, 100 only at the end."""
        return min(99, 100 * self.done // self.total) if self.state in self.OPEN and self.total else 100 * (self.state == self.State.DONE)
