"""The status lists as they are published, whatever kind of document they speak of."""

from typing import Any, Final

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.edge.kept_questions import KeptQuestion, question_triggers

BLOCK_SIZE: Final = 2**20


class StatusBlock(models.Model):
    """2^20 neighbouring places of one kind of code. `changed` counts what happened to documents in it; `built` is how much of that is
    published."""

    subject = models.CharField(max_length=20)  # portal.codes.kinds.CodeKind.name
    number = models.PositiveIntegerField()
    changed = models.BigIntegerField(default=1)
    built = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="one_block_per_kind_and_number"),
            models.CheckConstraint(condition=Q(built__lte=F("changed")), name="no_block_is_built_before_it_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.number}"


class StatusList(models.Model):
    """A list as everybody may fetch it. Each building has a higher sequence number than the one before."""

    block = models.ForeignKey(StatusBlock, on_delete=models.PROTECT, related_name="lists")
    kind = models.CharField(max_length=20)  # as in its address
    sequence = models.BigIntegerField(_("sequence number"))
    built_at = models.DateTimeField(_("built at"))
    token = models.TextField()

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        constraints = [
            models.UniqueConstraint(fields=["block", "kind"], name="one_list_per_block"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="a_status_list_has_a_sequence"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="the_sequence_of_a_status_list_grows",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__sequence__lte=pgtrigger.F("old__sequence")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.sequence}"


def place_triggers(document: str) -> list[Any]:
    """What guards a table of places: a place is given to a document once and kept."""
    return [
        pgtrigger.Protect(name="a_place_is_kept", operation=pgtrigger.Delete),
        pgtrigger.ReadOnly(name="a_place_is_given_once", fields=["number", document]),
    ]


class CodeQuestion(KeptQuestion):
    """About a code, or about a receipt of an employer's check; nothing of either is kept but the hash."""

    door = models.CharField(max_length=10)  # "code", "receipt"
    result = models.CharField(max_length=20)  # a verdict, "no_code"; "genuine", "not_genuine"; "refused": asked too often

    class Meta:
        indexes = [BrinIndex(fields=["keep_until"], name="code_question_keep_until")]
        triggers = question_triggers("code_question")
