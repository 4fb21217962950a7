"""When places that are given by lot open to everybody. The room of draws stands above and says it; without a word from it they stay closed.

A place that waits for its draw to be announced opens at the moment at which it begins, so nobody can take it: every read and every sale
asks for `opens_at` already."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q

from appointments.models import Reception, ServiceAtOffice, Slot
from appointments.rules.grid import opening_of
from appointments.selectors import zone_of

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


def open_by_draw(offered: ServiceAtOffice, first_day: date, last_day: date, *, now: datetime) -> int:
    """A draw of these days was announced or called off just now: their places open accordingly, at once and not when the task comes by.
    What everybody can take already stays open. How many were changed.

    Inside the transaction of the draw. The reception is locked, then its places in the order of their keys: a run of `make_places` that
    does not know of the draw yet is over before, or sees it."""
    reception = Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=offered.reception_id)
    closed = Slot.objects.filter(
        offered=offered, day__range=(first_day, last_day), channel=Slot.Channel.EVERYBODY, state=Slot.State.FREE, opens_at__gt=now
    )
    slots = list(closed.select_for_update(of=("self",)).order_by("pk"))
    for slot in slots:
        slot.offered = offered
        slot.opens_at = opening_of(slot.day, horizon_days=offered.horizon_days, opens_at=offered.opens_at, zone=zone_of(reception))
    follow_draws(slots)
    Slot.objects.bulk_update(slots, ["opens_at"], batch_size=2000)
    return len(slots)


__all__ = ["WITHHELD", "AfterDraw", "follow_draws", "open_by_draw", "register_draws"]
