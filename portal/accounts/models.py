"""Users, what they may be here, and the offices that decide cases."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an address and a language. Who the person is stands in `profiles`."""

    email = models.EmailField(_("e-mail"), max_length=254)
    display_name = models.CharField(_("name shown to colleagues"), max_length=120, blank=True)  # staff only
    language = models.CharField(_("language"), max_length=8, default="ru")
    is_active = models.BooleanField(_("switched on"), default=True)
    # True exactly while the user holds a staff role; kept by accounts.services.
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(_("account opened on"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Office(models.Model):
    """A unit of the migration authority that receives and decides cases."""

    code = models.CharField(_("code"), max_length=7, unique=True)  # "770-001"
    region = models.CharField(_("region"), max_length=2)  # code of the constituent entity, portal.legal.regions
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    address_ru = models.CharField(_("address in Russian"), max_length=300)
    address_en = models.CharField(_("address in English"), max_length=300)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # Procedures of the region go to its receiving office.
    receives_applications = models.BooleanField(_("receives the applications of its region"), default=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(receives_applications=True), name="one_receiving_office_per_region"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{3}-[0-9]{3}$"), name="office_code_format"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_ru}"


class RoleAssignment(models.Model):
    """One role of one user, for an office where the role has one. A user without any is a migrant."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("officer")
        SUPERVISOR = "supervisor", _("supervisor")
        ANALYST = "analyst", _("analyst")
        OPERATOR = "operator", _("operator")
        EMPLOYER = "employer", _("employer")

    STAFF = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ANALYST, Role.OPERATOR})
    OF_AN_OFFICE = frozenset({Role.OFFICER, Role.SUPERVISOR})

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="staff", verbose_name=_("office"))
    granted_at = models.DateTimeField(_("role given on"), default=timezone.now)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "office"], name="role_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(role__in=["officer", "supervisor"], office__isnull=False)
                | (~Q(role__in=["officer", "supervisor"]) & Q(office__isnull=True)),
                name="officers_and_supervisors_have_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.office_id or ''}".strip()
