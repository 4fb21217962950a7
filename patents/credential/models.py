"""What the electronic patent keeps: each patent's places in the status lists."""

import pgtrigger
from django.db import models
from django.db.models import Q
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
