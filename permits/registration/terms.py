"""How long a registration at the place of stay lasts: not longer than the stay, for a patent's holder up to a year from its issue.

Rooms that know a term register how they find it (patents stands above); the longest counts, and says why."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.interim.grounds import followed
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.selectors import PersonFacts

ARTICLE = _("Federal Law 109-FZ, art. 20, 22")
Finder = Callable[[PersonFacts, date], Iterable[Explained[date | None]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(facts, on)` names last days, inclusive, None for a stay without an end. Call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def longest(facts: PersonFacts, *, on: date) -> Explained[date | None] | None:
    """None when no stay is known; its value is None when the stay has no last day."""
    found = [last_day for finder in _finders for last_day in finder(facts, on)]
    return max(found, key=lambda last_day: last_day.value or date.max, default=None)


def known_stay(facts: PersonFacts, on: date) -> Iterable[Explained[date | None]]:
    """The ground of stay that lasts longest. One without a last day, as a residence permit is, holds no registration back."""
    ground = followed(facts, on=on)
    if ground is not None:
        yield Explained(ground.last_day, (Step(_words(ground.last_day), ground.last_day, ARTICLE),))


def _words(last_day: date | None) -> Any:
    if last_day is None:
        return _("The stay has no last day")
    return said(gettext_noop("The stay is allowed through %(day)s"), day=last_day)


def registered_until(facts: PersonFacts, *, asked: date, on: date) -> Explained[date] | None:
    """Through the day that the host named, and not longer than the law lets; None while the stay is not known."""
    most = longest(facts, on=on)
    if most is None:
        return None
    step = Step(said(gettext_noop("The host asked for a registration through %(day)s"), day=asked), asked, ARTICLE)
    return Explained(min(asked, most.value or asked), (*most.steps, step))


__all__ = ["known_stay", "longest", "register", "registered_until"]
