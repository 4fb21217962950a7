"""What happened. History, audit and outbox in one append-only table."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One fact, written in the transaction that made it true. Never updated, never deleted."""

    append_only = True

    name = models.CharField(max_length=80)  # "cases.CaseSubmitted"
    occurred_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)  # see portal.events.actor.Actor
    actor_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=40)  # "cases.case"
    subject_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)  # whose digital profile this concerns
    payload = models.JSONField(default=dict)  # identifiers, dates and codes; no names, no numbers of documents

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["person_id", "id"], name="event_person", condition=Q(person_id__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="event_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """One handler's progress with one event."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waits")
        DELIVERED = "delivered", _("delivered")
        PARKED = "parked", _("parked")  # gave up after MAX_ATTEMPTS; rings, blocks nobody

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    handler = models.CharField(_("handler"), max_length=120)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)  # the class of the exception, never its text

    class Meta:
        verbose_name = _("delivery of an event")
        verbose_name_plural = _("deliveries of events")
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_event_and_handler")]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="delivery_due", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.handler}"
