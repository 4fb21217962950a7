"""Who asks about workers: organisations, the people who act for them, and invitations."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The one table of allowed transitions: guards, buttons and the database trigger come from it.
ORGANISATION_TRANSITIONS: Final = (
    ("pending", "confirmed"),
    ("pending", "refused"),
    ("confirmed", "suspended"),
    ("suspended", "confirmed"),
)


class Organisation(models.Model):
    """An employer. `status` changes only in `employment.services`; only a confirmed one asks about workers."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company or organisation")
        SOLE_TRADER = "sole_trader", _("sole trader")
        PERSON = "person", _("person who hires for a household")

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for an officer")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        SUSPENDED = "suspended", _("suspended")

    # An officer has yet to decide, or may decide again: papers are taken then.
    PROVABLE: ClassVar[frozenset[str]] = frozenset({"pending", "suspended"})

    number = models.CharField(_("number"), max_length=15, unique=True)  # in addresses, instead of the INN
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    inn = models.CharField(_("INN"), max_length=12)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)  # companies only
    ogrn = models.CharField(_("OGRN or OGRNIP"), max_length=15, blank=True)  # nobody else than a household lacks it
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=20)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PENDING)
    submission_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(_("applied at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000, blank=True)  # the words of a refusal or suspension, as the people read them

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            # A refused application does not stand in the way of a better one.
            models.UniqueConstraint(fields=["inn", "kpp"], condition=~Q(status="refused"), name="organisation_once"),
            models.CheckConstraint(
                condition=Q(
                    kind="company", inn__regex=r"^[0-9]{10}$", kpp__regex=r"^[0-9]{4}[0-9A-Z]{2}[0-9]{3}$", ogrn__regex=r"^[0-9]{13}$"
                )
                | Q(kind="sole_trader", inn__regex=r"^[0-9]{12}$", kpp="", ogrn__regex=r"^[0-9]{15}$")
                | Q(kind="person", inn__regex=r"^[0-9]{12}$", kpp="", ogrn=""),
                name="organisation_has_its_numbers",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by__isnull=True)
                | (~Q(status="pending") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_organisation_has_an_officer",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "suspended"]) | ~Q(reason=""), name="refused_organisation_has_words"
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="organisation_queue", condition=Q(status="pending"))]
        triggers = [
            pgtrigger.FSM(name="organisation_status_moves_as_the_table_says", field="status", transitions=list(ORGANISATION_TRANSITIONS)),
            pgtrigger.Protect(name="organisation_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class Member(models.Model):
    """A person who acts for an organisation. What each role may stands in `employment.rules.roles`."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner: everything, people too")
        HR = "hr", _("personnel: checks workers")
        VIEWER = "viewer", _("viewer: reads results")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Invitation(models.Model):
    """A letter with a one-time address. Only an account whose confirmed e-mail is `email` may accept it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)  # in lower case
    role = models.CharField(max_length=8, choices=Member.Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    OPEN: ClassVar = Q(accepted_at__isnull=True, revoked_at__isnull=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=Q(accepted_at__isnull=True, revoked_at__isnull=True), name="one_open_invitation"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_accepted_or_revoked"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


__all__ = ["ORGANISATION_TRANSITIONS", "Invitation", "Member", "Organisation"]
