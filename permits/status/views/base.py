"""What the pages share: the signed-in person's own data, never a member of staff's."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property

from portal.events.actor import Actor, actor_of
from profiles.errors import NoProfileForStaff
from profiles.models import Person
from profiles.permissions import can_have_profile
from profiles.selectors import person_of
from profiles.services import open_profile


class OwnStatusMixin(LoginRequiredMixin):
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not can_have_profile(request.user):
            raise NoProfileForStaff()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> Person | None:
        return person_of(self.request.user)

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)

    def opened(self) -> Person:
        """The profile to write to."""
        return open_profile(self.request.user)
