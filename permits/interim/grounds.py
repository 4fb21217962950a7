"""On what a person stays: every room that knows a ground of stay registers how it finds one.

The ground that lasts longest tells whether one is in time. The last day is inclusive: what is sent on it is in time, because the
ground still holds while the application is sent. What the law makes of a date (a payment, an extension) counts, not what is printed.

The migration card's last day is what the person typed, and nobody can compare it before the office does: a later day than the one
that the visa-free days give may be the mark of an extension on paper, so it is believed. A certificate rests on it only where no
ground that the portal itself knows is in time, and says so. So it does where the last day is reckoned from a day of entry or from a
contract that the person told (`told.py`): only in time, because a paper may carry the stay further than the portal reckons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from permits.interim.models import TOLD, Right
from permits.models import Permit
from profiles.selectors import PersonFacts

FOLLOWED = frozenset(Right.values)


@dataclass(frozen=True)
class Ground:
    """`last_day` is inclusive, None for a ground without an end. `right` is what continues when an application follows it."""

    right: str
    last_day: date | None

    @property
    def is_told(self) -> bool:
        """Nothing but the word of the person stands behind it."""
        return self.right in TOLD

    def lasts(self, on: date) -> bool:
        return self.last_day is None or self.last_day >= on


Finder = Callable[[PersonFacts, date], Iterable[Ground]]
_finders: list[Finder] = []
_reckoned: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(facts, on)` names what the person holds or held on `on`, ended grounds too. Call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def register_reckoned(finder: Finder) -> None:
    """`finder(facts, on)` names told grounds that hold on `on`. A certificate and a registration rest on them; they call nothing late."""
    if finder not in _reckoned:
        _reckoned.append(finder)


def followed(facts: PersonFacts, *, on: date) -> Ground | None:
    """The ground that lasts longest; None when no room knows one. Equal days: what the portal knows, then the first registered."""
    return _longest(_all(facts, on))


def longest(facts: PersonFacts, *, on: date) -> Ground | None:
    """The ground that lasts longest, with those that are reckoned from what was told; an ended one when none holds on `on`."""
    return _longest([*_all(facts, on), *_all_reckoned(facts, on)])


def rested_on(facts: PersonFacts, *, on: date) -> Ground | None:
    """What a certificate rests on: of the grounds in time on `on` one that the portal itself knows, before what was only told."""
    found = _all(facts, on)
    lasting = [ground for ground in found if ground.lasts(on)]
    if known := [ground for ground in lasting if not ground.is_told]:
        return _longest(known)
    return _longest([*lasting, *_all_reckoned(facts, on)] or found)


def is_known_through(day: date | None, facts: PersonFacts, *, on: date) -> bool:
    """Whether something that the portal itself knows lasts through `day`, or longer. None: without an end."""
    wanted = day or date.max
    return any(not ground.is_told and (ground.last_day or date.max) >= wanted for ground in _all(facts, on))


def _all(facts: PersonFacts, on: date) -> list[Ground]:
    return [ground for finder in _finders for ground in finder(facts, on)]


def _all_reckoned(facts: PersonFacts, on: date) -> list[Ground]:
    return [ground for finder in _reckoned for ground in finder(facts, on) if ground.lasts(on)]


def _longest(found: Iterable[Ground]) -> Ground | None:
    return max(found, key=lambda ground: (ground.last_day or date.max, not ground.is_told), default=None)


def told_stay(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """What the migration card allows, as the person told it."""
    if facts.stay_until:
        yield Ground(Right.TOLD_STAY, facts.stay_until)


def own_permits(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """Permits that nobody annulled or ended; those that ran out tell how late an application is."""
    held = Permit.objects.filter(person_id=facts.person_id or 0, status=Permit.Status.IN_FORCE, issued_on__lte=on, kind__in=FOLLOWED)
    for kind, last_day in held.order_by("pk").values_list("kind", "valid_until"):
        yield Ground(kind, last_day)


__all__ = ["Ground", "followed", "is_known_through", "longest", "own_permits", "register", "register_reckoned", "rested_on", "told_stay"]
