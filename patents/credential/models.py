"""What the electronic patent keeps: each patent's place in the status lists, and the lists as they are published."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patents.models import Patent


class CredentialIndex(models.Model):
    """A bit in the status lists, drawn from a sequence once. The sheet in force has one, which every code of screen and paper names;
    each card has one of its own, so that a lost card can be blocked and its patent goes on. A replaced place never comes back."""

    number = models.BigAutoField(primary_key=True)
    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="places")
    for_card = models.BooleanField(default=False, db_default=False)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("place in the status lists")
        verbose_name_plural = _("places in the status lists")
        constraints = [
            models.UniqueConstraint(
                fields=["patent"], condition=Q(for_card=False, replaced_at=None), name="one_place_for_the_sheet_in_force"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="an_index_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="an_index_is_given_once", fields=["number", "patent", "for_card"]),
            pgtrigger.Protect(
                name="a_replaced_index_never_comes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__replaced_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class StatusBlock(models.Model):
    """2^20 neighbouring places. `changed` counts what happened to patents in it; `built` is how much of that is published."""

    number = models.PositiveIntegerField(primary_key=True)
    changed = models.BigIntegerField(default=1)
    built = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(built__lte=F("changed")), name="nothing_is_built_before_it_happened")]

    def __str__(self) -> str:
        return str(self.number)


class StatusList(models.Model):
    """A list as everybody may fetch it. Each building has a higher sequence number than the one before."""

    class Kind(models.TextChoices):
        REVOKED = "revoked", _("annulled patents and replaced codes")
        IN_FORCE = "in-force", _("patents valid on the day of the list")

    ALL: ClassVar[tuple[str, ...]] = ("revoked", "in-force")

    block = models.ForeignKey(StatusBlock, on_delete=models.PROTECT, related_name="lists")
    kind = models.CharField(max_length=10, choices=Kind)
    sequence = models.BigIntegerField(_("sequence number"))
    built_at = models.DateTimeField(_("built at"))
    token = models.TextField()

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        constraints = [
            models.UniqueConstraint(fields=["block", "kind"], name="one_list_per_block_and_kind"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="a_list_has_a_sequence_number"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="the_sequence_of_a_list_grows",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__sequence__lte=pgtrigger.F("old__sequence")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.block_id} #{self.sequence}"
