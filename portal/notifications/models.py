"""Messages to people, and sign-in mail that carries a code."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.crypto import EncryptedTextField
from portal.events.models import Event


class Message(models.Model):
    """One event told to one person over one channel, in the words and language of that moment."""

    class Channel(models.TextChoices):
        INBOX = "inbox", _("on the portal")
        EMAIL = "email", _("by e-mail")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waits")
        SENDING = "sending", _("being sent")  # claimed; the call to the provider is outside any transaction
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")  # gave up: an operator sees it

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="messages", db_index=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portal_messages")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=200, blank=True)  # where to act, relative
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    provider_key = models.UUIDField(default=uuid.uuid4, unique=True)  # the provider drops a second copy by it
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message to a person")
        verbose_name_plural = _("messages to people")
        constraints = [models.UniqueConstraint(fields=["event", "recipient", "channel"], name="told_once")]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="message_due", condition=Q(status__in=["queued", "sending"])),
            models.Index(fields=["recipient", "-id"], name="message_inbox", condition=Q(channel="inbox")),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class SecretMail(models.Model):
    """A mail with a one-time code. Its words are encrypted and wiped once sent or out of date."""

    to = EncryptedTextField()
    subject = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    status = models.CharField(max_length=8, choices=Message.Status, default=Message.Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at", "id"], name="secret_mail_due", condition=Q(status__in=["queued", "sending"]))]

    def __str__(self) -> str:
        return f"secret mail {self.pk}"


class DemoMail(models.Model):
    """Demo mode only: what would have left by e-mail, readable at /demo/outbox/."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"demo mail {self.pk}"
