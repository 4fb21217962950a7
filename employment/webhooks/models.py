"""Where an organisation wants to be told, and what was told to whom and when."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.crypto import EncryptedTextField


class Endpoint(models.Model):
    """An https address of an organisation. `state` changes only in `employment.webhooks.services`.

    While a secret is being replaced both keys sign (`previous_secret` until `previous_until`)."""

    class State(models.TextChoices):
        ON = "on", _("on")
        OFF = "off", _("switched off by you")
        FAILED = "failed", _("switched off after days without an answer")
        REMOVED = "removed", _("removed")

    organisation = models.ForeignKey("employment.Organisation", on_delete=models.PROTECT, related_name="webhook_endpoints")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.CharField(_("address"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ON)
    secret = EncryptedTextField()
    previous_secret = EncryptedTextField(blank=True)
    previous_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)  # the first failure after the last success
    quiet_until = models.DateTimeField(null=True)  # after a failure the whole address rests: one dead server holds up nobody
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_until__isnull=True) | (~Q(previous_secret="") & Q(previous_until__isnull=False)),
                name="old_webhook_secret_has_an_end",
            ),
            models.UniqueConstraint(fields=["organisation", "url"], condition=~Q(state="removed"), name="webhook_address_once"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="endpoint_state_moves_as_the_table_says",
                field="state",
                transitions=[
                    ("on", "off"), ("off", "on"), ("on", "failed"), ("failed", "on"), ("failed", "off"),
                    ("on", "removed"), ("off", "removed"), ("failed", "removed"),
                ],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


# Sending again is a person's wish; everything else is the machine's.
DELIVERY_TRANSITIONS: Final = (
    ("waiting", "sending"),
    ("sending", "waiting"),
    ("sending", "delivered"),
    ("sending", "failed"),
    ("waiting", "failed"),
    ("failed", "waiting"),
)


class WebhookDelivery(models.Model):
    """One notice for one address, told once: `notice_key` is unique per endpoint. `message_id` travels as `webhook-id`, the same
    in every attempt, so that the receiver can drop a second copy. The payload holds no personal data."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not delivered")

    OPEN: ClassVar[frozenset[str]] = frozenset({"waiting", "sending"})

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    notice_key = models.CharField(max_length=120)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(_("notice"), max_length=60)
    payload = models.JSONField()
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True)  # HTTP; 0 when nothing was answered
    last_error = models.CharField(max_length=40, blank=True)  # a code of `transport`, never words of the other side
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "notice_key"], name="webhook_told_once"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "sending"], finished_at__isnull=True)
                | Q(status__in=["delivered", "failed"], finished_at__isnull=False),
                name="finished_webhook_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="webhook_due", condition=Q(status__in=["waiting", "sending"])),
            models.Index(fields=["endpoint", "-id"], name="webhook_of_endpoint"),
        ]
        triggers = [
            pgtrigger.FSM(name="webhook_status_moves_as_the_table_says", field="status", transitions=list(DELIVERY_TRANSITIONS)),
            pgtrigger.Protect(name="webhook_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"webhook {self.message_id}"


__all__ = ["DELIVERY_TRANSITIONS", "Endpoint", "WebhookDelivery"]
