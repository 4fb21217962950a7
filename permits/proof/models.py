"""What the public check of permits was asked, kept to find who walks through numbers, and where permits stand in the status lists."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from permits.models import Permit
from portal.codes.models import place_triggers


class PermitQuestion(models.Model):
    """One question. It holds no address, no number and no name: both hashes are keyed.

    Never edited. Rows go after `keep_until`, through a function of the database that can delete nothing else."""

    append_only = True

    class Result(models.TextChoices):
        VALID = "valid"
        NOT_VALID = "not_valid"
        NOT_FOUND = "not_found"
        REFUSED = "refused"  # asked too often

    asked_at = models.DateTimeField()
    network = models.BinaryField(max_length=16)  # keyed hash of the address, or of the /64 of an IPv6 address
    account_id = models.BigIntegerField(null=True)
    asked = models.BinaryField(max_length=16)  # keyed hash of kind, series and number
    result = models.CharField(max_length=10, choices=Result)
    keep_until = models.DateField()  # last day, inclusive, in Moscow

    class Meta:
        indexes = [BrinIndex(fields=["keep_until"], name="permit_question_keep_until")]
        triggers = [
            pgtrigger.Protect(name="permit_question_is_a_fact", operation=pgtrigger.Update),
            pgtrigger.Protect(
                name="permit_question_is_kept_for_its_term",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.keep_until >= (now() AT TIME ZONE 'Europe/Moscow')::date"),
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"


class PermitPlace(models.Model):
    """The bit of a permit in the status lists, drawn from a sequence when its first code is made: who was never given a code has none."""

    number = models.BigAutoField(primary_key=True)
    permit = models.OneToOneField(Permit, on_delete=models.PROTECT, related_name="place")

    class Meta:
        verbose_name = _("place in the status lists")
        verbose_name_plural = _("places in the status lists")
        triggers = place_triggers("permit")

    def __str__(self) -> str:
        return str(self.number)
