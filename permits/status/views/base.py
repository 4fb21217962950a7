"""What the pages share: the signed-in person's own data, never a member of staff's."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property

from portal.events.actor import Actor, actor_of
from profiles.acting import children_of
from profiles.errors import NoProfileForStaff
from profiles.models import Guardianship, Person
from profiles.permissions import can_have_profile
from profiles.selectors import person_of
from profiles.services import open_profile


class OwnStatusMixin(LoginRequiredMixin):
    """Under a child's address the status of the child for whom she acts; another parent's child is not found."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not can_have_profile(request.user):
            raise NoProfileForStaff()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def child(self) -> Guardianship | None:
        """By which the page is a child's; None on one's own."""
        if "child" not in self.kwargs:
            return None
        held = children_of(self.request.user).filter(number=self.kwargs["child"]).first()
        if held is None:
            raise Http404
        return held

    @cached_property
    def person(self) -> Person | None:
        return self.child.child if self.child else person_of(self.request.user)

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)

    def opened(self) -> Person:
        """The profile to write to."""
        return open_profile(self.request.user)
