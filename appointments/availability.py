"""What can be booked: by office, by day, by time. Every read starts from `open_places`, whose rows lie in the index `slot_to_take`.

The table keeps years of places, so every read says the service at the office and from which day on."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from appointments.models import ServiceAtOffice, Slot
from appointments.rules.deadline import NeededBy, is_urgent
from appointments.rules.lead import earliest_start
from appointments.rules.neighbours import Place, neighbouring
from appointments.selectors import to_take, zone_of

_PLACE = ("pk", "desk_id", "at", "starts_at", "ends_at")
_NO_ZONE_IS_FURTHER = timedelta(days=1)  # the day of an office is at most one away from that of UTC


@dataclass(frozen=True)
class TimeOfDay:
    """A time that can be booked and how many places it has."""

    at: time
    free: int
    is_urgent: bool


def channels_for(offered: ServiceAtOffice, deadline: NeededBy | None, *, now: datetime) -> tuple[str, ...]:
    """Whose places are open to the person: everybody's, and those kept for urgent deadlines when hers is one."""
    today = now.astimezone(zone_of(offered.reception)).date()
    urgent = is_urgent(deadline, today=today, urgent_days=offered.urgent_days)
    return (Slot.Channel.EVERYBODY.value, Slot.Channel.URGENT.value) if urgent else (Slot.Channel.EVERYBODY.value,)


def open_places(offered: ServiceAtOffice, *, now: datetime, channels: Sequence[str]) -> QuerySet[Slot]:
    """The places that the person can take at `now` and not too near."""
    return _open(now, channels).filter(offered=offered, starts_at__gte=earliest_start(now, offered.lead_hours))


@dataclass(frozen=True)
class Opening:
    """The published rule: a day opens so many days ahead at `at` by the clock of the office. `day` is the next one, `opens_at` when;
    None while no place of it is made."""

    days_ahead: int
    at: time
    day: date | None
    opens_at: datetime | None


def offered_now(*, now: datetime) -> QuerySet[ServiceAtOffice]:
    """Services at offices that can be booked, each with what `opening` tells: in the same query."""
    ahead = Value(timedelta(days=1), output_field=DurationField()) * OuterRef("horizon_days")
    moment = ExpressionWrapper(Value(now - _NO_ZONE_IS_FURTHER, output_field=DateTimeField()) + ahead, output_field=DateTimeField())
    soonest = Cast(moment, DateField())  # so that the index begins there
    closed = Slot.objects.filter(
        offered=OuterRef("pk"), channel=Slot.Channel.EVERYBODY, state=Slot.State.FREE, day__gte=soonest, opens_at__gt=now
    ).order_by("day", "at", "id")
    found = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True).select_related("service", "reception__office")
    return found.annotate(next_day=Subquery(closed.values("day")[:1]), next_opens_at=Subquery(closed.values("opens_at")[:1]))


def opening(offered: ServiceAtOffice) -> Opening:
    """Of a row of `offered_now`."""
    return Opening(offered.horizon_days, offered.opens_at, offered.next_day, offered.next_opens_at)  # type: ignore[attr-defined]


def offices_of(service_id: int, *, now: datetime) -> list[ServiceAtOffice]:
    """Where the service is offered now."""
    found = offered_now(now=now).filter(service_id=service_id)
    return list(found.order_by("reception__office__region", "reception__office__code"))


def first_places(
    offers: Sequence[ServiceAtOffice], deadline: NeededBy | None, *, now: datetime, size: int = 1
) -> dict[int, tuple[date, time]]:
    """The first day and time at each of these at which `size` people can begin together, by key: looks into the index, however many
    places an office has. One query, for people who come together two; two more as often as a day with room enough has no neighbours."""
    urgent = [one.pk for one in offers if Slot.Channel.URGENT in channels_for(one, deadline, now=now)]
    takeable = _open(now).filter(Q(channel=Slot.Channel.EVERYBODY) | Q(channel=Slot.Channel.URGENT, offered__in=urgent))
    hour = Value(timedelta(hours=1), output_field=DurationField())
    nearest = ExpressionWrapper(Value(now, output_field=DateTimeField()) + hour * OuterRef("lead_hours"), output_field=DateTimeField())
    of_office = takeable.filter(offered=OuterRef("pk"), starts_at__gte=nearest)
    keys = [one.pk for one in offers]
    if size > 1:
        return _first_together(keys, of_office, takeable, now=now, size=size)
    first = of_office.order_by("day", "at")
    found = ServiceAtOffice.objects.filter(pk__in=keys).annotate(
        first_day=Subquery(first.values("day")[:1]), first_at=Subquery(first.values("at")[:1])
    )
    return {key: (day, at) for key, day, at in found.values_list("pk", "first_day", "first_at") if day is not None}


def _first_together(
    keys: Sequence[int], of_office: QuerySet[Slot], takeable: QuerySet[Slot], *, now: datetime, size: int
) -> dict[int, tuple[date, time]]:
    """`of_office` are the places of the row of an outer query, `takeable` those of every office."""
    roomy = of_office.order_by("day").values("day").annotate(free=Count("pk")).filter(free__gte=size).values("day")
    firsts: dict[int, tuple[date, time]] = {}
    passed = 0
    while True:
        left = [key for key in keys if key not in firsts]
        asked = ServiceAtOffice.objects.filter(pk__in=left).annotate(roomy_day=Subquery(roomy[passed : passed + 1]))
        days = {one.pk: one for one in asked if one.roomy_day is not None}
        if not days:
            return firsts
        within = Q(
            *(Q(offered=key, day=one.roomy_day, starts_at__gte=earliest_start(now, one.lead_hours)) for key, one in days.items()),
            _connector=Q.OR,
        )
        places = takeable.filter(within).order_by("offered", "day", "at", "pk")
        for key, of_one in groupby(places.values_list("offered", "day", *_PLACE), key=itemgetter(0)):
            if begins := next(_together([row[1:] for row in of_one], size), None):
                firsts[key] = begins[0], begins[1][0]
        passed += 1


@dataclass(frozen=True)
class Month:
    """What is free in a month. `days`: at how many times of each day people can begin together, days without one left out; several
    desks at one time are one time, as there is one button. `first`: the earliest of these. `times`: those of the day that was asked."""

    begins: date
    days: dict[date, int] = field(default_factory=dict)
    first: tuple[date, time] | None = None
    times: list[TimeOfDay] = field(default_factory=list)
    first_of_all: tuple[date, time] | None = None  # in whatever month; None also when it was not read


def month_of_first(places: QuerySet[Slot], *, size: int = 1) -> Month | None:
    """The month in which `size` people can first begin together; None when there is none. One query; for people who come together one more
    for each month that has room enough and no neighbours."""
    ahead = places
    while True:
        found, last = _look(ahead.filter(day__lt=_after_first_room(ahead, size)), None, size=size)
        if found is not None and found.first is not None:
            return replace(found, first_of_all=found.first)
        if last is None:
            return None
        ahead = places.filter(day__gte=_next_month(last))


def month_of(places: QuerySet[Slot], begins: date, *, day: date | None = None, size: int = 1) -> Month:
    """What is free in the month that begins on that day, with the times of `day`. One query for people who come together and the `day` is
    of the month, else two."""
    after, within = _next_month(begins), Q(day__gte=begins)
    if size > 1 and day is None:  # the first of all in the same question: the page shows it too
        within |= Q(day__lt=_after_first_room(places, size))
    found, _last = _look(places.filter(within, day__lt=after), day, size=size)
    shown = _only(found, begins) if found else Month(begins)
    if day is None:
        return shown
    shown = replace(shown, first_of_all=None)  # nothing before the month was read
    if size > 1 and begins <= day < after:
        return shown
    return replace(shown, times=free_times(places, day, size=size))


def _only(read: Month, begins: date) -> Month:
    """The month that begins then, of places that were read up to its end."""
    days = {day: times for day, times in read.days.items() if day >= begins}
    return replace(read, begins=begins, days=days, first=read.first if read.first is not None and read.first[0] >= begins else None)


def _after_first_room(places: QuerySet[Slot], size: int) -> "_NextMonth":
    """The day after the month of the first day that has places for so many, neighbours or not."""
    roomy = places.order_by("day").values("day").annotate(free=Count("pk")).filter(free__gte=size).values("day")[:1]
    return _NextMonth(Subquery(roomy))


class _NextMonth(Func):
    template = "(date_trunc('month', %(expressions)s::timestamp) + interval '1 month')::date"
    output_field = DateField()


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=monthrange(day.year, day.month)[1])


def _look(places: QuerySet[Slot], day: date | None, *, size: int) -> tuple[Month | None, date | None]:
    """What these places of one month are for `size` people, and the last day that has a place; times of `day` only for people who come
    together, whose places are read one by one."""
    if size == 1:
        counted = places.order_by("day").values("day").annotate(times=Count("at", distinct=True), begins=Min("at"))
        rows = list(counted.values_list("day", "times", "begins"))
        if not rows:
            return None, None
        return Month(rows[0][0].replace(day=1), {one: times for one, times, _ in rows}, (rows[0][0], rows[0][2])), rows[-1][0]
    read = list(places.order_by("day", "at", "pk").values_list("day", *_PLACE, "channel"))
    if not read:
        return None, None
    together = dict(_together((row[:-1] for row in read), size))
    first = next(((one, times[0]) for one, times in together.items()), None)
    begins = (first[0] if first else read[0][0]).replace(day=1)
    times = _times([row[1:] for row in read if row[0] == day], size) if day is not None else []
    # Of places that were read from the first day with room enough on: months between its own and the last one may be missing.
    roomy = next(one for one, of_day in groupby(read, key=itemgetter(0)) if len(list(of_day)) >= size) if first else None
    is_first = first is not None and roomy is not None and roomy.replace(day=1) == begins
    shown = Month(begins, {one: len(found) for one, found in together.items()}, first, times, first if is_first else None)
    return shown, read[-1][0]


def first_place(places: QuerySet[Slot], *, size: int = 1) -> tuple[date, time] | None:
    """The first day and time at which `size` people can begin together. For several it looks month by month: mostly the first will do."""
    if size == 1:
        return places.order_by("day", "at").values_list("day", "at").first()
    found = month_of_first(places, size=size)
    return found.first if found else None


def free_days(places: QuerySet[Slot], first: date, last: date, *, size: int = 1) -> dict[date, int]:
    """At how many times of each day from `first` through `last`, less than a year, `size` people can begin together, in one query; other
    days are left out."""
    found, _last = _look(places.filter(day__range=(first, last)), None, size=size)
    return found.days if found else {}


def _together(rows: Iterable[tuple[Any, ...]], size: int) -> Iterator[tuple[date, list[time]]]:
    """The same of rows of a day and `_PLACE`, in this order."""
    for day, of_day in groupby(rows, key=itemgetter(0)):
        listed = [(at, Place(key, desk, starts, ends)) for _, key, desk, at, starts, ends in of_day]
        begins = {at: place.starts for at, place in listed}
        everything = [place for _, place in listed]
        if times := [at for at, starts in begins.items() if neighbouring(everything, size=size, at=starts)]:
            yield day, times


def free_times(places: QuerySet[Slot], day: date, *, size: int = 1) -> list[TimeOfDay]:
    """The times of a day at which `size` people can begin together."""
    return _times(places.filter(day=day).order_by("at", "pk").values_list(*_PLACE, "channel"), size)


def nearest_times(places: QuerySet[Slot], day: date, at: time, *, size: int = 1, most: int = 6) -> list[TimeOfDay]:
    """Of the times of a day at which `size` people can begin together the `most` nearest to `at`, the earliest first. One query."""
    if size > 1:
        found = free_times(places, day, size=size)
    else:
        is_everybodys = Q(channel=Slot.Channel.EVERYBODY)
        counted = (
            places.filter(day=day).order_by("at").values("at").annotate(free=Count("pk"), everybodys=Count("pk", filter=is_everybodys))
        )
        found = [TimeOfDay(one, free, not everybodys) for one, free, everybodys in counted.values_list("at", "free", "everybodys")]
    near = sorted(found, key=lambda one: abs(_minutes(one.at) - _minutes(at)))[:most]
    return sorted(near, key=lambda one: one.at)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _times(rows: Iterable[tuple[Any, ...]], size: int) -> list[TimeOfDay]:
    """The same of rows of `_PLACE` and the channel, in the order of their times."""
    of_day = list(rows)
    all_places = [Place(key, desk, starts, ends) for key, desk, _, starts, ends, _ in of_day]
    channels: dict[tuple[time, datetime], list[str]] = defaultdict(list)
    for _, _, at, starts, _, channel in of_day:
        channels[at, starts].append(channel)
    return [
        TimeOfDay(at, len(found), Slot.Channel.EVERYBODY not in found)
        for (at, starts), found in channels.items()
        if size == 1 or neighbouring(all_places, size=size, at=starts)
    ]


def _open(now: datetime, channels: Iterable[str] | None = None) -> QuerySet[Slot]:
    today = now.date() - _NO_ZONE_IS_FURTHER  # only so that the index begins at the present
    found = Slot.objects.filter(to_take(now), day__gte=today, opens_at__lte=now, starts_at__gt=now)
    return found if channels is None else found.filter(channel__in=channels)


__all__ = [
    "Month",
    "Opening",
    "TimeOfDay",
    "channels_for",
    "first_place",
    "first_places",
    "free_days",
    "free_times",
    "month_of",
    "month_of_first",
    "nearest_times",
    "offered_now",
    "offices_of",
    "open_places",
    "opening",
]
