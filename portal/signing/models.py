"""The keys with which the portal signs."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.crypto import EncryptedTextField


class SigningKey(models.Model):
    """One key pair for one purpose. `state` changes only in `portal.signing.services`.

    A retired key signs nothing new and goes on verifying; a withdrawn one (its private part may be known to somebody)
    verifies nothing and never comes back."""

    class Purpose(models.TextChoices):
        CREDENTIAL = "credential", _("patents and interim certificates")
        STATUS = "status", _("status lists")
        RECEIPT = "receipt", _("receipts of checks")
        PERMIT = "permit", _("documents about stay and residence")
        CARD_CSCA = "card-csca", _("card: issuing authority")
        CARD_DS = "card-ds", _("card: contents of the chip")

    class State(models.TextChoices):
        ACTIVE = "active", _("signs")
        RETIRED = "retired", _("only verifies")
        WITHDRAWN = "withdrawn", _("withdrawn")

    VERIFYING: ClassVar[frozenset[str]] = frozenset({"active", "retired"})

    kid = models.CharField(_("key"), max_length=43, unique=True)  # the beginning of the key's own thumbprint (RFC 7638)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    algorithm = models.CharField(_("algorithm"), max_length=12)  # portal.signing.algorithms
    private_key = EncryptedTextField()  # PKCS#8 PEM, encrypted with DATA_KEYS
    public_jwk = models.JSONField()
    certificate = models.BinaryField(null=True)  # X.509 DER, for keys of cards
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    active_from = models.DateTimeField(_("signs from"))
    retired_at = models.DateTimeField(_("retired at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(fields=["purpose"], condition=Q(state="active"), name="one_active_key_per_purpose"),
            models.CheckConstraint(
                condition=Q(state="active", retired_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="retired", retired_at__isnull=False, withdrawn_at__isnull=True)
                | (Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="signing_key_state_has_its_moment",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="a_withdrawn_key_never_comes_back",
                field="state",
                transitions=[("active", "retired"), ("active", "withdrawn"), ("retired", "withdrawn")],
            ),
            pgtrigger.ReadOnly(name="a_key_stays_what_it_is", fields=["kid", "purpose", "algorithm", "public_jwk", "active_from"]),
            pgtrigger.Protect(name="a_key_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kid}"


class RevocationList(models.Model):
    """The list of revoked certificates of one authority's key, as everybody may fetch it. Each signing has a higher number."""

    authority = models.OneToOneField(SigningKey, on_delete=models.PROTECT, related_name="revocations")
    number = models.PositiveIntegerField()
    revoked = models.PositiveIntegerField()  # how many certificates stand in it; a withdrawn one never leaves
    signed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    der = models.BinaryField()

    class Meta:
        verbose_name = _("list of revoked certificates")
        verbose_name_plural = _("lists of revoked certificates")
        triggers = [
            pgtrigger.Protect(
                name="the_number_of_a_revocation_list_grows",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__number__lte=pgtrigger.F("old__number"))
                | pgtrigger.Q(new__revoked__lt=pgtrigger.F("old__revoked")),
            ),
            pgtrigger.Protect(name="a_revocation_list_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} #{self.number}"
