"""What the pages of people share: who is signed in, and for whom she may act."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest

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

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not can_have_profile(request.user):
            raise NoProfileForStaff()
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)

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
