"""When places open that do not follow the rule of the office alone.

Those given by lot: the room of draws stands above and says it; without a word from it they stay closed.

A place that waits for its draw to be announced opens at the moment at which it begins, so nobody can take it: every read and every sale
asks for `opens_at` already.

Those made when their published hour has passed (an extra Saturday, longer hours, a wider horizon): whoever keeps the change would know
the second at which they open, and could tell one person. They open at the next published hour (`follow_notice`)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from appointments.models import Reception, ServiceAtOffice, Slot
from appointments.rules.grid import is_worth_waiting, next_opening, opening_of
from appointments.rules.reopening import reopens_at
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


def follow_notice(planned: Slot, made: Slot | None, *, now: datetime, zone: ZoneInfo) -> bool:
    """Put off a place whose published hour has passed: to the next one that people can hear of in time, or, when the visit is too near
    for that, to a moment within the hour that nobody knows. What everybody could take already stays open. In memory.

    `made`: the place as it is, None for a new one. True when it was closed to everybody until now and is put off for the first time."""
    is_same = made is not None and made.state != Slot.State.CLOSED and _stands_for(made) == _stands_for(planned)
    if made is not None and is_same and (made.opens_secretly or made.opens_at <= now):
        if planned.offered.is_drawn or planned.opens_at <= now or made.opens_secretly:  # else fewer days ahead: it waits for its own
            planned.opens_at, planned.opens_secretly = made.opens_at, made.opens_secretly
        return False
    if planned.opens_at > now or planned.channel == Slot.Channel.WALK_IN:
        return False
    offered, published = planned.offered, next_opening(now, opens_at=planned.offered.opens_at, zone=zone)
    if made is not None and is_same and made.opens_at < planned.starts_at:
        planned.opens_at = min(made.opens_at, published)
        return False
    if is_worth_waiting(published, planned.starts_at, lead_hours=offered.lead_hours):
        planned.opens_at = published
    else:
        planned.opens_at, planned.opens_secretly = reopens_at(now, planned.starts_at, lead_hours=offered.lead_hours), True
    return True


def _stands_for(slot: Slot) -> tuple[int, str]:
    return slot.offered_id, slot.channel


def open_by_draw(offered: ServiceAtOffice, first_day: date, last_day: date, *, now: datetime) -> int:
    """A draw of these days was announced or called off just now: their places open accordingly, at once and not when the task comes by.
    What everybody can take already stays open. How many were changed.

    Inside the transaction of the draw. The reception is locked, then its places in the order of their keys: a run of `make_places` that
    does not know of the draw yet is over before, or sees it."""
    reception = Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=offered.reception_id)
    closed = Slot.objects.filter(
        offered=offered, day__range=(first_day, last_day), channel=Slot.Channel.EVERYBODY, state=Slot.State.FREE, opens_at__gt=now
    ).exclude(opens_secretly=True)
    slots = list(closed.select_for_update(of=("self",)).order_by("pk"))
    for slot in slots:
        slot.offered = offered
        slot.opens_at = opening_of(slot.day, horizon_days=offered.horizon_days, opens_at=offered.opens_at, zone=zone_of(reception))
    follow_draws(slots)
    for slot in slots:
        follow_notice(slot, None, now=now, zone=zone_of(reception))
    Slot.objects.bulk_update(slots, ["opens_at", "opens_secretly"], batch_size=2000)
    return len(slots)


__all__ = ["WITHHELD", "AfterDraw", "follow_draws", "follow_notice", "open_by_draw", "register_draws"]
