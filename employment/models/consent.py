"""The worker's consent that one employer sees more than "valid today", and the code by which it is used."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from employment.models.organisation import Organisation
from profiles.models import Person


class ShareCode(models.Model):
    """One consent: who (an INN), what for, through which day. The code itself is not kept, only its keyed hash.

    `organisation` is the one employer it is for: known from the beginning, or from the first use by an organisation with
    that INN."""

    class Purpose(models.TextChoices):
        HIRING = "hiring", _("to be hired")
        CURRENT = "current", _("I work there already")

    number = models.CharField(_("number"), max_length=15, unique=True)  # names the consent and opens nothing
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="share_codes")
    patent = models.ForeignKey("patents.Patent", on_delete=models.PROTECT, related_name="share_codes")
    inn = models.CharField(_("INN of the employer"), max_length=12)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="share_codes")
    purpose = models.CharField(_("what for"), max_length=8, choices=Purpose)
    code_hash = models.CharField(max_length=64, unique=True)
    submission_key = models.UUIDField(unique=True)
    begins_on = models.DateField()
    ends_on = models.DateField(_("last day"))  # inclusive, civil date in Moscow
    created_at = models.DateTimeField()
    wrong_dates = models.PositiveSmallIntegerField(default=0)
    died_at = models.DateTimeField(null=True)  # too many wrong birth dates
    revoked_at = models.DateTimeField(null=True)  # ended by the worker

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="consent_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(wrong_dates__lt=5, died_at__isnull=True) | Q(wrong_dates=5, died_at__isnull=False), name="code_dies_at_five"
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="consent_of_person")]
        triggers = [pgtrigger.Protect(name="consent_is_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    def is_open(self, on: date) -> bool:
        """Whether the employer may still ask on civil date `on` (Moscow)."""
        return self.revoked_at is None and self.died_at is None and self.begins_on <= on <= self.ends_on


__all__ = ["ShareCode"]
