"""What an officer looks at before confirming an employer, and who looked."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from employment.models.organisation import Organisation
from profiles.files.kept import KeptFile
from profiles.looks import Looked

MOST_PROOFS: Final = 5


class AuthorityProof(KeptFile):
    """A paper that shows that whoever registered the employer may act for it."""

    folder: ClassVar[str] = "authority"

    class Kind(models.TextChoices):
        EXTRACT = "extract", _("extract from the register of companies or sole traders")
        POWER = "power", _("power of attorney")
        ORDER = "order", _("order of appointment of the head")
        OTHER = "other", _("another paper")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # by an owner, before the decision; its file is deleted then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], condition=Q(removed_at__isnull=True), name="proof_once"),
        ]


class OrganisationLook(Looked):
    """An employee looked at an employer's data. Its people read this list."""

    DATA, PROOF = "data", "proof"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="looks")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="look_of_organisation")]

    def __str__(self) -> str:
        return f"look {self.pk}"


__all__ = ["MOST_PROOFS", "AuthorityProof", "OrganisationLook"]
