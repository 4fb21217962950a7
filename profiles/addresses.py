"""Addresses of the profile's pages: a person's own, and those of a child for whom she acts."""

from typing import Any

from django.urls import reverse

from profiles.acting import children_of
from profiles.models import Guardianship, Person


def page_of(name: str, guardianship: Guardianship | None, *args: Any) -> str:
    """The page `name` of one's own profile, or of the child's."""
    if guardianship is None:
        return reverse(f"profiles:{name}", args=args)
    return reverse(f"profiles:child-{name}", args=[guardianship.number, *args])


def profile_page(url_name: str, *, user: Any, person: Person) -> str:
    """The page that `url_name` ("profiles:entry") names, for the person whose application it is. Pages of other rooms are returned
    as they are."""
    room, _colon, name = url_name.partition(":")
    if room != "profiles" or person.user_id == user.pk:
        return reverse(url_name)
    return page_of(name, children_of(user).filter(child=person).first())


__all__ = ["page_of", "profile_page"]
