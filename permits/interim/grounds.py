"""On what a person stays: every room that knows a ground of stay registers how it finds one.

An application follows the ground that lasts longest. The last day is inclusive: what is sent on it is in time, because the ground
still holds while the application is sent. What the law makes of a date (a payment, an extension) counts, not what is printed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from permits.interim.models import Right
from permits.models import Permit
from profiles.selectors import PersonFacts

FOLLOWED = frozenset(Right.values)


@dataclass(frozen=True)
class Ground:
    """`last_day` is inclusive, None for a ground without an end. `right` is what continues when an application follows it."""

    right: str
    last_day: date | None


Finder = Callable[[PersonFacts, date], Iterable[Ground]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(facts, on)` names what the person holds or held on `on`, ended grounds too. Call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def followed(facts: PersonFacts, *, on: date) -> Ground | None:
    """The ground that lasts longest; None when no room knows one. Equal days: the first registered."""
    found = [ground for finder in _finders for ground in finder(facts, on)]
    return max(found, key=lambda ground: ground.last_day or date.max, default=None)


def told_stay(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """What the migration card allows, as the person told it."""
    if facts.stay_until:
        yield Ground(Right.TEMPORARY_STAY, facts.stay_until)


def own_permits(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """Permits that nobody annulled or ended; those that ran out tell how late an application is."""
    held = Permit.objects.filter(person_id=facts.person_id or 0, status=Permit.Status.IN_FORCE, issued_on__lte=on, kind__in=FOLLOWED)
    for kind, last_day in held.order_by("pk").values_list("kind", "valid_until"):
        yield Ground(kind, last_day)


__all__ = ["Ground", "followed", "own_permits", "register", "told_stay"]
