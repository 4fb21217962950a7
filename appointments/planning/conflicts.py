"""Appointments in places that the plan no longer has, and the new time that each would get."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet

from appointments.availability import channels_for, open_places
from appointments.models import Booking, Slot
from appointments.purpose import days_of
from appointments.rules.deadline import NeededBy
from appointments.rules.lead import earliest_start
from appointments.rules.nearest import is_sudden, nearest
from appointments.rules.neighbours import NEAR, Place, neighbouring
from portal import clock

EVERYBODY: Final = (Slot.Channel.EVERYBODY.value,)
_ALL: Final = (*EVERYBODY, Slot.Channel.URGENT.value)


@dataclass(frozen=True)
class Proposal:
    """Where a booking would go: a day and time of the same service at the same office; none when nothing is free.

    `together`: the first time of the places to which all of its party go; None for whoever goes alone. `channels`: whose places are
    open to them, those kept for urgent deadlines among them when theirs is one."""

    booking: Booking
    day: date | None
    at: time | None
    together: tuple[date, time] | None = None
    channels: tuple[str, ...] = EVERYBODY


@dataclass(frozen=True)
class _Free:
    """One free place; a time with two desks is free twice."""

    place: Place
    day: date
    at: time
    channel: str


def conflicts(reception_id: int) -> QuerySet[Booking]:
    """Those that wait for the office to act, the earliest first. Visits of the past are no conflict."""
    booked = Booking.objects.filter(state=Booking.State.BOOKED, slot__state=Slot.State.CLOSED, starts_at__gt=clock.now())
    return (
        booked.filter(desk__reception_id=reception_id)
        .select_related("case", "person", "offered__service", "offered__reception", "desk")
        .order_by("starts_at", "pk")
    )


def proposals(bookings: list[Booking], *, without: Collection[tuple[date, time]] = (), apart: bool = False) -> list[Proposal]:
    """A free time for each, none twice, as things are at this moment. `without`: times that turned out to be taken.

    People who come together stay together: beside those whose places stay, else all of them move to neighbouring places, also those
    whose own place stays; only when that is nowhere possible, or asked for (`apart`), each goes alone."""
    free: dict[int, list[_Free]] = {}
    days = days_of(bookings, today=clock.today())
    found: list[Proposal] = []
    done: set[int] = set()
    for booking in bookings:
        if booking.pk in done:
            continue
        if booking.offered_id not in free:
            free[booking.offered_id] = [one for one in _free_places(booking) if (one.day, one.at) not in without]
        places = free[booking.offered_id]
        made = (not apart and _for_a_party(booking, places)) or [_alone(booking, places, days.get(booking.pk))]
        found += made
        done |= {one.booking.pk for one in made}
    return found


def _alone(booking: Booking, places: list[_Free], deadline: date | None) -> Proposal:
    channels = _channels(booking, deadline)
    mine = [one for one in places if one.channel in channels]
    chosen = nearest([(one.place.starts, one.day) for one in mine], to=booking.starts_at, deadline=deadline, now=clock.now())
    taken = next((one for one in mine if chosen == (one.place.starts, one.day)), None)
    if taken is None:
        return Proposal(booking, None, None)
    places.remove(taken)
    return Proposal(booking, taken.day, taken.at, channels=channels)


def _channels(booking: Booking, deadline: date | None) -> tuple[str, ...]:
    """Whose places are open to who needs the visit by that day."""
    return channels_for(booking.offered, NeededBy(deadline, invited=False) if deadline else None, now=clock.now())


def _for_a_party(booking: Booking, places: list[_Free]) -> list[Proposal]:
    """Empty for whoever comes alone, and where there is no room for all of them."""
    members = _members(booking)
    if len(members) < 2:
        return []
    deadline = min(days_of(members, today=clock.today()).values(), default=None)
    channels = _channels(booking, deadline)
    theirs = [one for one in places if one.channel in channels]
    lost = [one for one in members if one.slot.state == Slot.State.CLOSED]
    staying = [one for one in members if one.slot.state != Slot.State.CLOSED]
    if staying and (beside := _beside(lost, staying, theirs)):
        found = [Proposal(one, free.day, free.at, channels=channels) for one, free in zip(lost, beside, strict=True)]
    elif beside := _row(members, theirs, deadline or date.max):
        together = (beside[0].day, beside[0].at)
        found = [Proposal(one, free.day, free.at, together, channels) for one, free in zip(members, beside, strict=True)]
    else:
        return []
    for free in beside:
        places.remove(free)
    return found


def _members(booking: Booking) -> list[Booking]:
    """All of the party at the same office, in the order in which `move_party` gives them places."""
    if booking.party is None:
        return [booking]
    together = Booking.objects.filter(party=booking.party, state=Booking.State.BOOKED, offered=booking.offered_id)
    return list(together.select_related("case", "person", "offered__service", "desk", "slot").order_by("pk"))


def _beside(lost: list[Booking], staying: list[Booking], places: list[_Free]) -> list[_Free]:
    """Places that begin within an hour of everybody who stays."""
    close = [one for one in places if all(abs(one.place.starts - each.starts_at) <= NEAR for each in staying)]
    first, now = min(one.starts_at for one in (*lost, *staying)), clock.now()

    def order(one: _Free) -> tuple[bool, timedelta, datetime]:
        start = one.place.starts
        return is_sudden(start, to=first, now=now), abs(start - lost[0].starts_at), start

    chosen = sorted(close, key=order)[: len(lost)]
    if len(chosen) < len(lost):
        return []
    return sorted(chosen, key=lambda one: one.place.starts)


def _row(members: list[Booking], places: list[_Free], deadline: date) -> list[_Free]:
    """Neighbouring places, their first time nearest to the old one, as for one person; those before the earliest deadline first."""
    by_key = {one.place.key: one for one in places}
    of_day: dict[date, list[Place]] = defaultdict(list)
    for one in places:
        of_day[one.day].append(one.place)
    old, now = min(one.starts_at for one in members), clock.now()
    starts = sorted(
        {
            (one.day > deadline, is_sudden(one.place.starts, to=old, now=now), abs(one.place.starts - old), one.place.starts, one.day)
            for one in places
        }
    )
    for _late, _sudden, _far, start, day in starts:
        if row := neighbouring(of_day[day], size=len(members), at=start):
            return [by_key[place.key] for place in sorted(row, key=lambda place: (place.starts, place.key))]
    return []


def _free_places(booking: Booking) -> list[_Free]:
    """Of both channels; at one time those of everybody first."""
    soon = clock.now() + timedelta(minutes=5)  # the page is read before it is acted on
    free = open_places(booking.offered, now=clock.now(), channels=_ALL)
    rows = free.filter(starts_at__gte=earliest_start(soon, booking.offered.lead_hours)).order_by("starts_at", "channel", "id")
    return [
        _Free(Place(key, desk, starts, ends), day, at, channel)
        for key, desk, starts, ends, day, at, channel in rows.values_list("pk", "desk_id", "starts_at", "ends_at", "day", "at", "channel")
    ]


__all__ = ["Proposal", "conflicts", "proposals"]
