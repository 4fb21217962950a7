"""Whose profile does not say yet who comes, for pages: why not, and the one page that fills it in and comes back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from appointments.errors import IdentityMissing
from appointments.services.whom import known_of, missing_of
from profiles.addresses import page_of
from profiles.models import Guardianship, Person
from profiles.selectors import person_of
from profiles.visitors import ForWhomMixin


@dataclass(frozen=True)
class Unknown:
    """`child`: None for oneself. `url`: where it is filled in."""

    reason: str
    child: Person | None
    url: str


def unknown_of(held: Guardianship | None, reason: str, request: HttpRequest) -> Unknown:
    """Of the child of that guardianship, or of oneself."""
    page = page_of("document" if held else "passport", held)
    return Unknown(reason, held.child if held else None, f"{page}?{urlencode({'next': request.get_full_path()})}")


class AsksWhoComesMixin(ForWhomMixin):
    """A form in which one says who comes. Before it is sent the page says what the person's own profile lacks, when nobody else can
    come; afterwards what the profile of the chosen one lacks."""

    chosen_person: Person | None = None

    def chosen(self, who: str) -> Person:
        self.chosen_person = super().chosen(who)
        return self.chosen_person

    @property
    def unknown(self) -> Unknown | None:
        person = self.chosen_person or (None if self.children else person_of(self.request.user))
        if person is None and self.children:
            return None
        known = [one["told"] for one in known_of([person.pk])] if person else [{"person": 0, "name": "", "born": None, "document": False}]
        lacks = next(iter(missing_of(known).values()), "")
        held = next((one for one in self.children if person is not None and one.child_id == person.pk), None)
        return unknown_of(held, str(IdentityMissing(missing=lacks)), self.request) if lacks else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(unknown=self.unknown, **kwargs)  # type: ignore[misc]
        return context


__all__ = ["AsksWhoComesMixin", "Unknown", "unknown_of"]
