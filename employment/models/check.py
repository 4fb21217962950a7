"""Proof of having asked: one row for each registered check, never edited."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employment.models.consent import ShareCode
from employment.models.organisation import Organisation
from employment.models.token import ApiToken
from portal.crypto import EncryptedTextField
from profiles.models import Person


class PatentCheck(models.Model):
    """The receipt of one question of an organisation: what was asked, in which way, what was answered, by which law.

    `document` is the signed answer (JWS) as it was given; `digest` is its SHA-256, by which a printed receipt is checked."""

    append_only = True

    class Way(models.TextChoices):
        NUMBER = "number", _("by series and number")
        CODE = "code", _("by the worker’s code")

    class Result(models.TextChoices):
        VALID = "valid", _("valid")
        NOT_VALID = "not_valid", _("not valid")
        NOT_FOUND = "not_found", _("no such patent")

    number = models.CharField(_("number"), max_length=15, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="checks", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(ApiToken, null=True, on_delete=models.PROTECT, related_name="checks")  # then `asked_by` made it
    asked_at = models.DateTimeField(_("asked at"))
    on = models.DateField()  # the civil date the answer is about
    way = models.CharField(_("how"), max_length=8, choices=Way)
    consent = models.ForeignKey(ShareCode, null=True, on_delete=models.PROTECT, related_name="checks")
    patent = models.ForeignKey("patents.Patent", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="patent_checks", db_index=False)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    valid_through = models.DateField(_("valid through"), null=True)  # told only with the worker's consent
    submission_key = models.UUIDField()
    document = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "submission_key"], name="check_once_per_form"),
            models.CheckConstraint(
                condition=Q(way="code", consent__isnull=False, person__isnull=False)
                | Q(way="number", consent__isnull=True, valid_through__isnull=True),
                name="more_than_valid_needs_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="check_of_organisation"),
            models.Index(fields=["person", "-id"], name="check_of_person"),
        ]
        triggers = [pgtrigger.Protect(name="check_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


__all__ = ["PatentCheck"]
