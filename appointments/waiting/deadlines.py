"""By which day somebody needs the visit. Only what the portal knows counts: a day that people could type would be a way past others.

Rooms that stand above tell what they know by `register_source`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appointments.models import Service
from profiles.models import Person
from profiles.selectors import latest_entry

WORDS: Final[dict[str, Any]] = {"stay": _("the last day of the stay in the profile")}


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
    """The nearest day that any room knows of and that has not passed."""
    known = [found for source in _sources if (found := source(person, service, on)) is not None and found.day >= on]
    return min(known, default=None)


def stay_ends(person: Person, service: Service, on: date) -> Deadline | None:
    """The last day of the stay by the migration card."""
    entry = latest_entry(person)
    return Deadline(entry.stay_until, "stay") if entry is not None and entry.stay_until else None
