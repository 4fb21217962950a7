"""What can be booked: by office, by day, by time. Every read starts from `open_places`, whose rows lie in the index `slot_to_take`.

The table keeps years of places, so every read says the service at the office and from which day on."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Cast, JSONObject, Lead

from appointments.models import ServiceAtOffice, Slot
from appointments.rules.deadline import NeededBy, is_urgent
from appointments.rules.lead import earliest_start
from appointments.rules.neighbours import NEAR, Place, neighbouring
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
    None while no place of it is made. `extra_day` and `extra_opens_at`: of places that were added when their published hour had passed."""

    days_ahead: int
    at: time
    day: date | None
    opens_at: datetime | None
    extra_day: date | None = None
    extra_opens_at: datetime | None = None


def offered_now(*, now: datetime) -> QuerySet[ServiceAtOffice]:
    """Services at offices that can be booked, each with what `opening` tells: in the same query."""
    ahead = Value(timedelta(days=1), output_field=DurationField()) * OuterRef("horizon_days")
    moment = ExpressionWrapper(Value(now - _NO_ZONE_IS_FURTHER, output_field=DateTimeField()) + ahead, output_field=DateTimeField())
    soonest = Cast(moment, DateField())  # so that the index begins there
    closed = Slot.objects.filter(
        offered=OuterRef("pk"),
        channel=Slot.Channel.EVERYBODY,
        state=Slot.State.FREE,
        day__gte=soonest,
        opens_at__gt=now,
        opens_secretly=False,
    ).order_by("day", "at", "id")
    found = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True).select_related("service", "reception__office")
    return found.annotate(next_day=Subquery(closed.values("day")[:1]), next_opens_at=Subquery(closed.values("opens_at")[:1]))


def opening(offered: ServiceAtOffice, *, now: datetime) -> Opening:
    """Of a row of `offered_now`."""
    known = Opening(offered.horizon_days, offered.opens_at, offered.next_day, offered.next_opens_at)  # type: ignore[attr-defined]
    if offered.extra_opens_at is None or offered.extra_opens_at <= now:
        return known
    return replace(known, extra_day=offered.extra_day, extra_opens_at=offered.extra_opens_at)


def offices_of(service_id: int, *, now: datetime, size: int = 1) -> list[ServiceAtOffice]:
    """Where the service is offered now, each with what `first_of` tells for `size` people: in one query."""
    return _offices(now, size, service=service_id)


def offices_by_code(service_code: str, *, now: datetime, size: int = 1) -> list[ServiceAtOffice]:
    """The same for who knows the code of the service alone, and reads the service with them."""
    return _offices(now, size, service__code=service_code)


def _offices(now: datetime, size: int, **service: Any) -> list[ServiceAtOffice]:
    found = with_firsts(offered_now(now=now), now=now, size=size).filter(**service)
    return list(found.order_by("reception__office__region", "reception__office__code"))


def with_firsts(offers: QuerySet[ServiceAtOffice], *, now: datetime, size: int = 1) -> QuerySet[ServiceAtOffice]:
    """Each with the first day and time at which `size` people can begin together, in the same query: at places of everybody, and at those
    and the ones kept for urgent deadlines. Looks into the index, however many places an office has."""
    hour = Value(timedelta(hours=1), output_field=DurationField())
    nearest = ExpressionWrapper(Value(now, output_field=DateTimeField()) + hour * OuterRef("lead_hours"), output_field=DateTimeField())

    def first(*channels: str) -> Subquery:
        takeable = _open(now, channels).filter(offered=OuterRef("pk"), starts_at__gte=nearest)
        found = beginnings(takeable, size).order_by("day", "at", "pk")
        return Subquery(found.values(told=JSONObject(day="day", at="at"))[:1])

    everybodys, urgent = Slot.Channel.EVERYBODY.value, Slot.Channel.URGENT.value
    return offers.annotate(first_for_all=first(everybodys), first_if_urgent=first(everybodys, urgent))


def first_of(offered: ServiceAtOffice, channels: Sequence[str]) -> tuple[date, time] | None:
    """Of a row of `with_firsts`."""
    told = offered.first_if_urgent if Slot.Channel.URGENT in channels else offered.first_for_all  # type: ignore[attr-defined]
    return (date.fromisoformat(told["day"]), time.fromisoformat(told["at"])) if told else None


def first_places(
    offers: Sequence[ServiceAtOffice], deadline: NeededBy | None, *, now: datetime, size: int = 1
) -> dict[int, tuple[date, time]]:
    """The first day and time at each of these, by key, in one query."""
    read = with_firsts(ServiceAtOffice.objects.filter(pk__in=[one.pk for one in offers]), now=now, size=size)
    channels = {one.pk: channels_for(one, deadline, now=now) for one in offers}
    firsts = {one.pk: first_of(one, channels[one.pk]) for one in read}
    return {key: first for key, first in firsts.items() if first is not None}


def beginnings(places: QuerySet[Slot], size: int) -> QuerySet[Slot]:
    """Those of these places at which the first of `size` people can begin, the others beside: what `rules.neighbours` says, asked of the
    database for all days at once. At each time that fits one place at least; narrow `places` before, not the result."""
    if size == 1:
        return places
    of_day: dict[str, Any] = {"partition_by": [F("offered"), F("day")], "order_by": [F("starts_at").asc(), F("pk").asc()]}
    of_desk: dict[str, Any] = {"partition_by": [F("offered"), F("day"), F("desk")], "order_by": [F("starts_at").asc()]}
    steps = range(1, size)
    following = {f"starts_{step}": Window(Lead("starts_at", step), **of_desk) for step in steps}
    ends = {f"ends_{step}": Window(Lead("ends_at", step), **of_desk) for step in steps[:-1]}
    in_a_row = Q(*(Q(**{f"starts_{step}": F("ends_at" if step == 1 else f"ends_{step - 1}")}) for step in steps))
    within_the_hour = Q(last_starts__lte=F("starts_at") + NEAR)
    return places.annotate(last_starts=Window(Lead("starts_at", size - 1), **of_day), **following, **ends).filter(
        within_the_hour | in_a_row
    )


@dataclass(frozen=True)
class Month:
    """What is free in a month. `days`: at how many times of each day people can begin together, days without one left out; several
    desks at one time are one time, as there is one button. `times`: those of the day that was asked. `first`: the earliest of all,
    in whatever month."""

    begins: date
    days: dict[date, int] = field(default_factory=dict)
    times: list[TimeOfDay] = field(default_factory=list)
    first: tuple[date, time] | None = None


@dataclass(frozen=True)
class _Day:
    day: date
    times: int
    first: time
    asked: list[TimeOfDay]


def month_of(
    places: QuerySet[Slot],
    begins: date | None,
    *,
    today: date,
    first: tuple[date, time] | None = None,
    day: date | None = None,
    size: int = 1,
) -> Month:
    """What is free in the month that begins on that day, by default in that of the first time of all, else in this one; with the times of
    `day`, of whatever month. One query. `first`: the first time of all for one person (`first_of`); for people who come together it is
    found here."""
    if size == 1:
        shown = begins or _month(first[0] if first else today)
        of_month = Q(day__gte=shown, day__lt=_next_month(shown))
        days = _by_day(places.filter(of_month | Q(day=day) if day else of_month), day)
    else:
        together = beginnings(places, size)
        days = _by_day(places.filter(pk__in=together.values("pk")), day)  # `places` again: so that both looks begin in the index
        first = (days[0].day, days[0].first) if days else None
        shown = begins or _month(first[0] if first else today)
    within = {one.day: one.times for one in days if shown <= one.day < _next_month(shown)}
    return Month(shown, within, next((one.asked for one in days if one.day == day), []), first)


def _by_day(places: QuerySet[Slot], day: date | None) -> list[_Day]:
    """Counted by the database; of `day` also the times themselves."""
    counted = places.order_by("day").values("day").annotate(times=Count("at", distinct=True), first=Min("at"))
    columns = ["day", "times", "first"]
    if day is not None:
        everybodys = Q(channel=Slot.Channel.EVERYBODY)
        counted = counted.annotate(
            everybodys=ArrayAgg("at", filter=Q(everybodys, day=day), default=Value([])),
            kept=ArrayAgg("at", filter=Q(~everybodys, day=day), default=Value([])),
        )
        columns += ["everybodys", "kept"]
    return [_Day(one, times, first, _asked(*found)) for one, times, first, *found in counted.values_list(*columns)]


def _asked(everybodys: Sequence[time] = (), kept: Sequence[time] = ()) -> list[TimeOfDay]:
    free, urgent = Counter(everybodys), Counter(kept)
    return [TimeOfDay(at, free[at] + urgent[at], at not in free) for at in sorted({*free, *urgent})]


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=monthrange(day.year, day.month)[1])


def free_days(places: QuerySet[Slot], first: date, last: date) -> dict[date, int]:
    """At how many times of each day from `first` through `last` one can begin, in one query; other days are left out."""
    return {one.day: one.times for one in _by_day(places.filter(day__range=(first, last)), None)}


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
    "beginnings",
    "channels_for",
    "first_of",
    "first_places",
    "free_days",
    "free_times",
    "month_of",
    "nearest_times",
    "offered_now",
    "offices_by_code",
    "offices_of",
    "open_places",
    "opening",
    "with_firsts",
]
