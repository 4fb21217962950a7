"""Keys by which an organisation's programs ask."""

import uuid
from datetime import date
from typing import Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from employment.models.organisation import Organisation

LONGEST_DAYS: Final = 365


class ApiToken(models.Model):
    """A program's key. It is the organisation's and outlives the membership of who made it. The secret is not kept, only its hash."""

    class Scope(models.TextChoices):
        READ = "checks:read", _("read checks")
        WRITE = "checks:write", _("check workers")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # names the token and opens nothing
    name = models.CharField(_("name"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("allows"))
    secret_hash = models.CharField(max_length=64, unique=True)
    submission_key = models.UUIDField(unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    begins_on = models.DateField()
    ends_on = models.DateField(_("last day"))  # inclusive, civil date in Moscow
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")) & Q(ends_on__lte=F("begins_on") + LONGEST_DAYS), name="token_ends_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0) & Q(scopes__contained_by=["checks:read", "checks:write"]), name="token_has_known_scopes"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]
        triggers = [
            pgtrigger.Protect(name="token_is_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="token_ends_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False, new__revoked_at__df=pgtrigger.F("old__revoked_at")),
                func="RAISE EXCEPTION 'a revoked token stays revoked';",
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"

    def is_open(self, on: date) -> bool:
        """Whether it opens anything on civil date `on` (Moscow). Its organisation must be confirmed besides."""
        return self.revoked_at is None and self.begins_on <= on <= self.ends_on


__all__ = ["LONGEST_DAYS", "ApiToken"]
