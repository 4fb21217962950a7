"""What the public check of permits was asked, kept to find who walks through numbers, and where permits stand in the status lists."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from permits.models import Permit
from portal.codes.models import place_triggers
from portal.edge.kept_questions import KeptQuestion, question_triggers


class PermitQuestion(KeptQuestion):
    """About kind, series and number of a permit."""

    class Result(models.TextChoices):
        VALID = "valid"
        NOT_VALID = "not_valid"
        NOT_FOUND = "not_found"
        REFUSED = "refused"  # asked too often

    result = models.CharField(max_length=10, choices=Result)

    class Meta:
        indexes = [BrinIndex(fields=["keep_until"], name="permit_question_keep_until")]
        triggers = question_triggers("permit_question")


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
