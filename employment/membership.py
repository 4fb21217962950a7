"""Who acts for an organisation: the mixins of its pages, and whom its news reach."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest

from employment.models import Member, Organisation
from employment.rules.roles import CHECK, MANAGE, READ, may
from portal.accounts.models import User
from portal.accounts.selectors import pk_of, user_of
from portal.events.actor import Actor, actor_of


def membership(user: Any, number: str) -> Member | None:
    """The user's place in a confirmed organisation; None for a stranger's exactly as for one that never was."""
    open_ones = Member.objects.select_related("organisation").filter(organisation__status=Organisation.Status.CONFIRMED)
    return open_ones.filter(user_id=pk_of(user), organisation__number=number[:15]).first()


def who_hire(organisation_id: int) -> list[int]:
    """Accounts of owners and personnel, whom news about workers reach."""
    return _accounts(organisation_id, (Member.Role.OWNER, Member.Role.HR))


def owners_of(organisation_id: int) -> list[int]:
    return _accounts(organisation_id, (Member.Role.OWNER,))


def _accounts(organisation_id: int, roles: tuple[str, ...]) -> list[int]:
    found = Member.objects.filter(organisation_id=organisation_id, role__in=roles).order_by("pk")
    return list(found.values_list("user_id", flat=True))


class MemberMixin(LoginRequiredMixin):
    """`self.organisation` is one for which the signed-in person may do `act`; anything else is a 404."""

    act: ClassVar[str] = READ
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def member(self) -> Member:
        found = membership(self.request.user, self.kwargs["organisation"])
        if found is None or not may(found.role, self.act):
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
        return {"organisation": self.organisation, "may_manage": may(self.member.role, MANAGE), "may_check": may(self.member.role, CHECK)}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            _found = self.member
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address names the organisation by its number; pages want the organisation.
        return super().get_context_data(**{**kwargs, **self.page_context()})  # type: ignore[misc, no-any-return]


class HirerMixin(MemberMixin):
    act = CHECK


class OwnerMixin(MemberMixin):
    act = MANAGE


__all__ = ["HirerMixin", "MemberMixin", "OwnerMixin", "membership", "owners_of", "who_hire"]
