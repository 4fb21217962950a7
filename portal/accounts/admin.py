"""Offices, accounts and roles, for operators. Every change goes through `accounts.services`, which also ends old sessions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget

from portal.accounts import services
from portal.accounts.models import Office, RoleAssignment, User
from portal.accounts.second_factor import is_complete
from portal.accounts.selectors import has_role
from portal.admin_site import MenuItem, site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.registries import Registry

site.connect(is_complete=is_complete, has_role=has_role)


@admin.register(Office, site=site)
class OfficeAdmin(Registry):
    """Operators open offices and correct their address. An office is never deleted: its cases stay its own."""

    list_display = ["code", "name_ru", "region", "receives_applications"]
    list_display_links = ["code"]
    ordering = ["code"]
    fields = ["code", "region", "name_ru", "name_en", "address_ru", "address_en", "phone", "receives_applications"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.holds(request, *self.readers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.holds(request, *self.readers)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "region"] if obj else []  # cases and terms hang on both


@admin.register(User, site=site)
class AccountRegistry(Registry):
    """Accounts of people who work here. Applicants are seen only through their cases."""

    heading = _("Accounts")
    list_display = ["email", "display_name", "is_active", "held"]
    list_display_links = ["email"]
    list_filter = ["is_active"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    fields = ["email", "display_name", "language", "is_active", "date_joined", "held"]
    actions = ["switch_off", "switch_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        accounts: QuerySet[User] = super().get_queryset(request)
        return accounts.filter(Q(is_staff=True) | Q(roles__isnull=False)).distinct().prefetch_related("roles__office")

    @admin.display(description=_("Roles"))
    def held(self, user: User) -> str:
        return ", ".join(f"{role.get_role_display()} {role.office.code if role.office else ''}".strip() for role in user.roles.all())

    @admin.action(description=_("Switch the account off and end its sessions"), permissions=["view"])
    def switch_off(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            _do(request, lambda user=user: services.deactivate(user_id=user.pk, actor=actor_of(request.user)))

    @admin.action(description=_("Switch the account on again"), permissions=["view"])
    def switch_on(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            _do(request, lambda user=user: services.reactivate(user_id=user.pk, actor=actor_of(request.user)))


class RoleForm(forms.ModelForm):
    """A new role: the account is named by its address, so that no list of people has to be shown."""

    email = forms.EmailField(label=_("E-mail of the account"), max_length=254, widget=UnfoldAdminEmailInputWidget)

    class Meta:
        model = RoleAssignment
        fields = ("role", "office")
        labels = {"role": _("Role"), "office": _("Office")}

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        self.user = User.objects.filter(email__iexact=address, is_active=True).first()
        if self.user is None:
            raise forms.ValidationError(_("No active account has this address."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "role" in data and (data["role"] in RoleAssignment.OF_AN_OFFICE) != bool(data.get("office")):
            self.add_error("office", _("Officers and supervisors work in an office; other roles have none."))
        user = getattr(self, "user", None)
        if user and RoleAssignment.objects.filter(user=user, role=data.get("role"), office=data.get("office")).exists():
            self.add_error("role", _("This person already has this role."))
        return data


@admin.register(RoleAssignment, site=site)
class RoleAdmin(Registry):
    """Giving a role, and taking it away. Nobody changes their own."""

    form = RoleForm
    list_display = ["account", "role", "office", "granted_at"]
    list_filter = ["role", "office"]
    ordering = ["-pk"]
    list_select_related = ["user", "office"]
    actions = ["take_away"]

    @admin.display(description=_("Account"))
    def account(self, role: RoleAssignment) -> str:
        return role.user.email

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.holds(request, *self.readers)

    def save_model(self, request: HttpRequest, obj: RoleAssignment, form: RoleForm, change: bool) -> None:
        assert form.user is not None
        office_id = obj.office.pk if obj.office else None
        given: list[RoleAssignment] = []
        user, actor = form.user, actor_of(request.user)
        _do(request, lambda: given.append(services.grant_role(user_id=user.pk, role=obj.role, office_id=office_id, actor=actor)))
        if given:
            obj.pk, obj.user = given[0].pk, given[0].user

    def response_add(self, request: HttpRequest, obj: RoleAssignment, post_url_continue: str | None = None) -> Any:
        # Without a key the service refused, and the page has said why.
        return super().response_add(request, obj, post_url_continue) if obj.pk else self.response_post_save_add(request, obj)

    def log_addition(self, request: HttpRequest, obj: RoleAssignment, message: Any) -> Any:
        return None  # the event of the service is the record

    @admin.action(description=_("Take the role away and end the sessions"), permissions=["view"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[RoleAssignment]) -> None:
        for role in chosen:
            _do(
                request,
                lambda role=role: services.revoke_role(
                    user_id=role.user_id, role=role.role, office_id=role.office_id, actor=actor_of(request.user)
                ),
            )


def _do(request: HttpRequest, change: Any) -> None:
    try:
        change()
    except DomainError as error:
        messages.error(request, str(error))


def _operates(request: HttpRequest) -> bool:
    return site.holds(request, "operator")


site.add_menu(
    MenuItem(_("Accounts"), "manage_accounts", "accounts_user_changelist", _operates, 35, group="registries"),
    MenuItem(_("Roles"), "key", "accounts_roleassignment_changelist", _operates, 36, group="registries"),
    MenuItem(_("Offices"), "account_balance", "accounts_office_changelist", _operates, 37, group="registries"),
)
