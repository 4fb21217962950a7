"""How long a registration at the place of stay lasts: not longer than the stay, for a patent's holder up to a year from its issue.

Rooms that know a term register how they find it (patents stands above); the longest counts, and says why."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.interim import grounds
from permits.interim.grounds import Ground
from permits.interim.models import Right
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
    """The ground of stay that lasts longest. One without a last day, as a residence permit is, holds no registration back.

    Where the person told no last day, the visa-free days since the entry and a contract of work inside the Union count as they do
    for applications; the reason says whose word stands behind it."""
    ground = grounds.longest(facts, on=on)
    if ground is not None:
        yield Explained(ground.last_day, (Step(_words(ground), ground.last_day, _CITED.get(ground.right, ARTICLE)),))


def _words(ground: Ground) -> Any:
    if ground.last_day is None:
        return _WITHOUT_END.get(ground.right, _("The stay has no last day"))
    return said(_THROUGH.get(ground.right, _ALLOWED), day=ground.last_day)


_ALLOWED: Final = gettext_noop("The stay is allowed through %(day)s")
_THROUGH: Final[dict[str, str]] = {
    Right.TOLD_STAY: gettext_noop("The guest says that the migration card allows the stay through %(day)s"),
    Right.TOLD_ENTRY: gettext_noop("By the day of entry that the guest named, the visa-free days last through %(day)s"),
    Right.TOLD_CONTRACT: gettext_noop("The guest says that there is a contract of work through %(day)s"),
}
_WITHOUT_END: Final[dict[str, Any]] = {
    Right.TOLD_CONTRACT: _("The guest says that there is a contract of work without a last day"),
}
_CITED: Final[dict[str, Any]] = {
    Right.TOLD_ENTRY: _("Federal Law 115-FZ, art. 5"),
    Right.TOLD_CONTRACT: _("Treaty on the Eurasian Economic Union, art. 97"),
}


def registered_until(facts: PersonFacts, *, asked: date, on: date) -> Explained[date] | None:
    """Through the day that the host named, and not longer than the law lets; None while the stay is not known."""
    most = longest(facts, on=on)
    if most is None:
        return None
    step = Step(said(gettext_noop("The host asked for a registration through %(day)s"), day=asked), asked, ARTICLE)
    return Explained(min(asked, most.value or asked), (*most.steps, step))


__all__ = ["known_stay", "longest", "register", "registered_until"]
