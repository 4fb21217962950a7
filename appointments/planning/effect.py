"""What a change of the plan would do, before it is done."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from appointments.models import Booking, Reception, Slot
from appointments.planning.conflicts import Proposal, conflicts, proposals
from portal import clock

SHOWN = 100


@dataclass(frozen=True)
class DayEffect:
    """Places of a day before and after, how many of these are new and how many of those go, and the appointments that lose theirs. A place
    that is for another service or channel, or longer, is another one."""

    day: date
    before: int
    after: int
    new: int
    gone: int
    hit: int


@dataclass(frozen=True)
class Effect:
    """By day; and the first of the appointments hit (at most `SHOWN`), each with the time that it would get."""

    days: tuple[DayEffect, ...]
    proposals: tuple[Proposal, ...] = ()

    @property
    def hit(self) -> int:
        return sum(day.hit for day in self.days)

    @property
    def new(self) -> int:
        return sum(day.new for day in self.days)


def effect_of(reception: Reception, change: Callable[[], object]) -> Effect:
    """Does the change for real, looks, and takes it back: what is shown is what the same change does a moment later.

    Raises what the change raises."""
    with transaction.atomic():
        before, hit_before = _places(reception), _hit(reception)
        known = set(conflicts(reception.pk).values_list("pk", flat=True))
        try:
            change()
            after, hit_after = _places(reception), _hit(reception)
            found = tuple(proposals(list(conflicts(reception.pk).exclude(pk__in=known)[:SHOWN])))
        finally:
            transaction.set_rollback(True)
    days = sorted(before.keys() | after.keys() | hit_after.keys())
    effects = (_of_day(day, before[day], after[day], hit_after.get(day, 0) - hit_before.get(day, 0)) for day in days)
    return Effect(tuple(one for one in effects if one.new or one.gone or one.hit), found)


def _of_day(day: date, before: set[Any], after: set[Any], hit: int) -> DayEffect:
    return DayEffect(day, len(before), len(after), len(after - before), len(before - after), hit)


def _places(reception: Reception) -> defaultdict[date, set[Any]]:
    """Places that the plan has, free or taken, by day."""
    open_ones = Slot.objects.filter(~Q(state=Slot.State.CLOSED), desk__reception=reception, starts_at__gt=clock.now())
    found: defaultdict[date, set[Any]] = defaultdict(set)
    for day, *place in open_ones.values_list("day", "desk_id", "at", "offered_id", "channel", "ends_at"):
        found[day].add(tuple(place))
    return found


def _hit(reception: Reception) -> dict[date, int]:
    closed = Booking.objects.filter(state=Booking.State.BOOKED, slot__state=Slot.State.CLOSED, starts_at__gt=clock.now())
    return dict(closed.filter(desk__reception=reception).values_list("day").annotate(Count("pk")))
