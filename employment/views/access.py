"""Who comes in: applicants, and of an employer's pages its members."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from employment.models import Member, Organisation
from employment.rules.roles import CHECK, MANAGE, READ, may
from portal.accounts.permissions import is_applicant
from portal.accounts.selectors import pk_of


class NotStaffMixin(LoginRequiredMixin):
    """Staff neither hire nor are hired with the account they decide with."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not is_applicant(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MemberMixin(LoginRequiredMixin):
    """`self.organisation` is one of the signed-in person's own; any other answers like one that does not exist.

    `act` is what the page needs the member's role to allow."""

    request: HttpRequest
    kwargs: dict[str, Any]
    act = READ

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may(self.member.role, self.act):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def member(self) -> Member:
        own = Member.objects.select_related("organisation").filter(user_id=pk_of(self.request.user))
        found = own.filter(organisation__number=self.kwargs["org_number"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def organisation(self) -> Organisation:
        return self.member.organisation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation, role = self.organisation, self.member.role
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            **{
                "organisation": organisation,
                "may_check": may(role, CHECK) and organisation.status == Organisation.Status.CONFIRMED,
                "may_manage": may(role, MANAGE),
                "back_url": reverse("employment:organisation", args=[organisation.number]),
                **kwargs,
            }
        )


__all__ = ["MemberMixin", "NotStaffMixin"]
