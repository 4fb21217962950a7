"""By which day somebody needs the visit. Only what the portal knows counts: a day that people could type would be a way past others.

Rooms that stand above tell what they know by `register_source`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appointments.models import Service
from appointments.purpose import cases_for
from appointments.purpose import deadline_of as needed_of
from profiles.models import Person

WORDS: Final[dict[str, Any]] = {
    "invitation": _("an officer asked you to come by this day"),
    "decision": _("the last day for the decision on your application"),
    "stay": _("the last day of the stay in the profile"),  # of entries made before it stopped to count
}


@dataclass(frozen=True, order=True)
class Deadline:
    """The last day, inclusive, and who says so: a word of `WORDS`."""

    day: date
    source: str


Source = Callable[[Person, Service, date], Deadline | None]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def deadline_of(person: Person, service: Service, *, on: date) -> Deadline | None:
    """The nearest day that any room knows of and that had not passed `on` that day."""
    known = [found for source in _sources if (found := source(person, service, on)) is not None and found.day >= on]
    return min(known, default=None)


def application_needs_it(person: Person, service: Service, on: date) -> Deadline | None:
    """The day of an officer's invitation, or the last day for the decision on the open application that the service belongs to. The last
    day of the stay in the profile does not count: people type it."""
    needed = needed_of(cases_for(service, [person]), today=on)
    if needed is None:
        return None
    return Deadline(needed.day, "invitation" if needed.invited else "decision")
