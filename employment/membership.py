"""Who comes in: applicants, of an employer's pages its members; and whom an employer's news reach."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from employment.models import Member, Organisation
from employment.rules.roles import CHECK, MANAGE, READ, may
from portal.accounts.models import User
from portal.accounts.permissions import is_applicant
from portal.accounts.selectors import pk_of, user_of
from portal.events.actor import Actor, actor_of

CONFIRMED = Organisation.Status.CONFIRMED


def membership(user: Any, number: str, act: str = READ) -> Member | None:
    """The user's place in the organisation with this number; None for a stranger's exactly as for one that never was, and for
    a member whose role does not allow `act`."""
    own = Member.objects.select_related("organisation").filter(user_id=pk_of(user), organisation__number=number[:15]).first()
    return own if own is not None and may(own.role, act) else None


def employers_of(user: Any) -> list[Organisation]:
    """The confirmed organisations for which the person may check workers, the oldest first."""
    own = Member.objects.filter(user_id=pk_of(user), organisation__status=CONFIRMED).select_related("organisation").order_by("pk")
    return [member.organisation for member in own if may(member.role, CHECK)]


def who_hire(organisation_id: int) -> list[int]:
    """Accounts of owners and personnel, whom news about workers reach."""
    return _accounts(organisation_id, (Member.Role.OWNER, Member.Role.HR))


def owners_of(organisation_id: int) -> list[int]:
    return _accounts(organisation_id, (Member.Role.OWNER,))


def _accounts(organisation_id: int, roles: tuple[str, ...]) -> list[int]:
    found = Member.objects.filter(organisation_id=organisation_id, role__in=roles).order_by("pk")
    return list(found.values_list("user_id", flat=True))


class NotStaffMixin(LoginRequiredMixin):
    """Staff neither hire nor are hired with the account they decide with."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not is_applicant(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MemberMixin(LoginRequiredMixin):
    """`self.organisation` is one for which the signed-in person may do `act`; anything else is a 404.

    `only_confirmed` is for pages that an organisation has while an officer's confirmation lasts."""

    act: ClassVar[str] = READ
    only_confirmed: ClassVar[bool] = False
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def member(self) -> Member:
        found = membership(self.request.user, self.kwargs["org_number"], self.act)
        if found is None or (self.only_confirmed and found.organisation.status != CONFIRMED):
            raise Http404
        return found

    @property
    def organisation(self) -> Organisation:
        return self.member.organisation

    @property
    def user(self) -> User:
        return user_of(self.request)

    @property
    def actor(self) -> Actor:
        return actor_of(self.user)

    def page_context(self) -> dict[str, Any]:
        organisation, role = self.organisation, self.member.role
        return {
            "organisation": organisation,
            "may_check": may(role, CHECK) and organisation.status == CONFIRMED,
            "may_manage": may(role, MANAGE),
            "back_url": reverse("employment:organisation", args=[organisation.number]),
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            _found = self.member
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**self.page_context(), **kwargs})  # type: ignore[misc, no-any-return]


class HirerMixin(MemberMixin):
    """Checks workers: owners and personnel of a confirmed organisation."""

    act = CHECK
    only_confirmed = True


class OwnerMixin(MemberMixin):
    """Manages what a confirmed organisation has: tokens, addresses for notices."""

    act = MANAGE
    only_confirmed = True


__all__ = ["HirerMixin", "MemberMixin", "NotStaffMixin", "OwnerMixin", "employers_of", "membership", "owners_of", "who_hire"]
