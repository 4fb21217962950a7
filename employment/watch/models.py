"""Who is told of changes of whose right to work, with whose leave and until when."""

from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from profiles.models import Person

WATCH_TRANSITIONS: Final = (("active", "ended"),)


class Watch(models.Model):
    """The worker's leave to tell one employer about changes: a choice of its own beside the consent to ask, with its own last
    day, ended by the worker with one press. `status` changes only in `employment.watch.services`."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    class End(models.TextChoices):
        WORKER = "worker", _("the worker ended it")
        CONSENT = "consent", _("the consent ended")
        DATE = "date", _("its last day passed")

    consent = models.ForeignKey("employment.ShareCode", on_delete=models.PROTECT, related_name="watches")
    organisation = models.ForeignKey("employment.Organisation", on_delete=models.PROTECT, related_name="watches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    reference = models.CharField(_("your reference"), max_length=60, blank=True)  # the employer's own, comes back in every notice
    begins_on = models.DateField()
    ends_on = models.DateField(_("last day"))  # inclusive, civil date in Moscow
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, choices=End, blank=True)
    look_at = models.DateTimeField(db_default=Now())  # when time alone may next change something: a civil day begins in the region

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent"], condition=Q(status="active"), name="one_watch_per_consent"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="watch_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(status="active", ended_at__isnull=True, ended_by="")
                | (Q(status="ended", ended_at__isnull=False) & ~Q(ended_by="")),
                name="ended_watch_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["look_at", "id"], name="watch_due", condition=Q(status="active")),
            models.Index(fields=["person"], name="watch_of_person", condition=Q(status="active")),
        ]
        triggers = [
            pgtrigger.FSM(name="watch_status_moves_as_the_table_says", field="status", transitions=list(WATCH_TRANSITIONS)),
            pgtrigger.Protect(name="watch_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"watch {self.pk}"


class WatchedPatent(models.Model):
    """What the employer knows of one patent: the standing at the last look."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="patents")
    patent = models.ForeignKey("patents.Patent", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16)  # ValidityAnswer
    until = models.DateField(null=True)
    profession = models.CharField(max_length=120, null=True)  # code; None: not looked at since professions are compared

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "patent"], name="watched_patent_once")]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.patent_id}"


class WatchNotice(models.Model):
    """One piece of news that was told. An end to come is told once per (watch, patent, last paid day, days before)."""

    append_only: ClassVar[bool] = True

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="notices")
    patent = models.ForeignKey("patents.Patent", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # `rules.news.Change`, "ending", or "ended" for the consent
    until = models.DateField(null=True)
    days = models.PositiveSmallIntegerField(default=0)
    profession = models.CharField(max_length=120, blank=True, default="", db_default="")  # code; only where it is the news
    reason = models.CharField(max_length=8, blank=True, default="", db_default="")  # `rules.news.Reason` of an end to come
    told_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "patent", "until", "days"], condition=Q(kind="ending"), name="end_told_once"),
            models.UniqueConstraint(fields=["watch"], condition=Q(kind="ended"), name="end_of_watch_told_once"),
        ]
        triggers = [pgtrigger.Protect(name="watch_notice_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"notice {self.pk}"


__all__ = ["WATCH_TRANSITIONS", "Watch", "WatchNotice", "WatchedPatent"]
