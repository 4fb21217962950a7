"""How long a registration at the place of stay lasts: not longer than the stay, for a patent's holder up to a year from its issue.

Rooms that know a term register how they find it (patents stands above); the longest counts, and says why."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.interim.grounds import followed
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.selectors import PersonFacts

ARTICLE = _("Federal Law 109-FZ, art. 20, 22")
Finder = Callable[[PersonFacts, date], Iterable[Explained[date]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(facts, on)` names last days, inclusive. Call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def longest(facts: PersonFacts, *, on: date) -> Explained[date] | None:
    """None when no last day of the stay is known."""
    found = [last_day for finder in _finders for last_day in finder(facts, on)]
    return max(found, key=lambda last_day: last_day.value, default=None)


def known_stay(facts: PersonFacts, on: date) -> Iterable[Explained[date]]:
    """The ground of stay that lasts longest."""
    ground = followed(facts, on=on)
    if ground is not None and ground.last_day is not None:
        words = said(gettext_noop("The stay is allowed through %(day)s"), day=ground.last_day)
        yield Explained(ground.last_day, (Step(words, ground.last_day, ARTICLE),))


def registered_until(facts: PersonFacts, *, asked: date, on: date) -> Explained[date] | None:
    """Through the day that the host named, and not longer than the law lets; None while the stay is not known."""
    most = longest(facts, on=on)
    if most is None:
        return None
    step = Step(said(gettext_noop("The host asked for a registration through %(day)s"), day=asked), asked, ARTICLE)
    return Explained(min(asked, most.value), (*most.steps, step))


__all__ = ["known_stay", "longest", "register", "registered_until"]
