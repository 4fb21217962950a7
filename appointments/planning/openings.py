"""When places that are given by lot open to everybody. The room of draws stands above and says it; without a word from it they stay closed.

A place that waits for its draw to be announced opens at the moment at which it begins, so nobody can take it: every read and every sale
asks for `opens_at` already."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q

from appointments.models import ServiceAtOffice, Slot

# Of a service at an office: from which moment on the places of a day may open, None while no draw of the day is announced.
AfterDraw = Callable[[date], datetime | None]
_sources: list[Callable[[ServiceAtOffice], AfterDraw]] = []

WITHHELD: Final = Q(opens_at=F("starts_at"), channel=Slot.Channel.EVERYBODY.value)


def register_draws(source: Callable[[ServiceAtOffice], AfterDraw]) -> None:
    if source not in _sources:
        _sources.append(source)


def follow_draws(planned: Iterable[Slot]) -> None:
    """Of drawn services, put off what would open to everybody before the draw of its day is over. In memory; one question a service."""
    after: dict[int, list[AfterDraw]] = {}
    for slot in planned:
        if not slot.offered.is_drawn or slot.channel != Slot.Channel.EVERYBODY:
            continue
        if slot.offered_id not in after:
            after[slot.offered_id] = [source(slot.offered) for source in _sources]
        moments = [one(slot.day) for one in after[slot.offered_id]]
        known = [moment for moment in moments if moment is not None]
        slot.opens_at = min(slot.starts_at, max([slot.opens_at, *known])) if len(known) == len(moments) else slot.starts_at


__all__ = ["WITHHELD", "AfterDraw", "follow_draws", "register_draws"]
