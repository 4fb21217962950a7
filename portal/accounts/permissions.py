"""Who may do what, as predicates over roles. Used by views, API, admin and templates alike."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.accounts.models import Office, User
from portal.accounts.selectors import Role, has_role

Anybody = User | AnonymousUser


def is_officer(user: Anybody, office: Office | int | None = None) -> bool:
    return has_role(user, Role.OFFICER, office)


def is_supervisor(user: Anybody, office: Office | int | None = None) -> bool:
    return has_role(user, Role.SUPERVISOR, office)


def works_in(user: Anybody, office: Office | int) -> bool:
    """Officers and supervisors of an office read its cases."""
    return is_officer(user, office) or is_supervisor(user, office)


def is_analyst(user: Anybody) -> bool:
    return has_role(user, Role.ANALYST)


def is_employer(user: Anybody) -> bool:
    return has_role(user, Role.EMPLOYER)


def is_staff_member(user: Anybody) -> bool:
    """Anybody who sees other people's data, or numbers about them."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def is_applicant(user: Anybody) -> bool:
    """Staff do not apply for themselves with the account they decide with."""
    return bool(user.is_authenticated and user.is_active and not user.is_staff)


class IsApplicant(BasePermission):
    def has_permission(self, request: Request, view: object) -> bool:
        return is_applicant(request.user)
