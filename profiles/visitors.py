"""What the pages of people share in every room: who is signed in, and for whom she may act."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponseBase

from portal.events.actor import Actor, actor_of
from profiles.acting import children_of
from profiles.errors import NoProfileForStaff
from profiles.models import Guardianship, Person
from profiles.permissions import can_have_profile
from profiles.selectors import person_of
from profiles.services import open_profile


class VisitorMixin(LoginRequiredMixin):
    """A person of the profile: employees have none."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not can_have_profile(request.user):
            raise NoProfileForStaff()
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)


class ForWhomMixin(VisitorMixin):
    """The page asks for whom: oneself, or one of the children for whom she acts."""

    @cached_property
    def children(self) -> list[Guardianship]:
        return list(children_of(self.request.user))

    def chosen(self, who: str) -> Person:
        """Oneself ("me") or the child of that number; anybody else is not found."""
        if who == "me":
            return person_of(self.request.user) or open_profile(self.request.user)
        child = next((held.child for held in self.children if str(held.number) == who), None)
        if child is None:
            raise Http404
        return child

    def acted_for(self, person: Person) -> Person | None:
        """The child that a page is about, for its first line; None for oneself."""
        return person if person.user_id != self.request.user.pk else None


class AddressedMixin(VisitorMixin):
    """The address says for whom: a child's number stands in it, or it is one's own page."""

    @cached_property
    def guardianship(self) -> Guardianship | None:
        """By which the page is a child's; None on one's own pages. Another parent's child is not found, like one that never was."""
        if "child" not in self.kwargs:
            return None
        held = children_of(self.request.user).filter(number=self.kwargs["child"]).first()
        if held is None:
            raise Http404
        return held

    @cached_property
    def person(self) -> Person | None:
        """Whose page it is; None while nothing has opened one's own profile."""
        return self.guardianship.child if self.guardianship else person_of(self.request.user)

    def opened(self) -> Person:
        """The profile to write to."""
        return self.guardianship.child if self.guardianship else open_profile(self.request.user)


__all__ = ["AddressedMixin", "ForWhomMixin", "VisitorMixin"]
