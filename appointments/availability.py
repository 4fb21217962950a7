"""What can be booked: by office, by day, by time. Every read starts from `open_places`, whose rows lie in the index `slot_to_take`.

The table keeps years of places, so every read says the service at the office and from which day on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value

from appointments.models import ServiceAtOffice, Slot
from appointments.rules.deadline import NeededBy, is_urgent
from appointments.rules.lead import earliest_start
from appointments.rules.neighbours import Place, neighbouring
from appointments.selectors import to_take, zone_of

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


def offices_of(service_id: int) -> list[ServiceAtOffice]:
    """Where the service is offered now."""
    offered = ServiceAtOffice.objects.filter(service_id=service_id, is_offered=True, reception__is_open=True)
    return list(offered.select_related("service", "reception__office").order_by("reception__office__region", "reception__office__code"))


def first_places(offers: Sequence[ServiceAtOffice], deadline: NeededBy | None, *, now: datetime) -> dict[int, tuple[date, time]]:
    """The first day and time at each of these, by key: two looks into the index for each, however many places it has."""
    urgent = [one.pk for one in offers if Slot.Channel.URGENT in channels_for(one, deadline, now=now)]
    hour = Value(timedelta(hours=1), output_field=DurationField())
    nearest = ExpressionWrapper(Value(now, output_field=DateTimeField()) + hour * OuterRef("lead_hours"), output_field=DateTimeField())
    everybodys = Q(channel=Slot.Channel.EVERYBODY) | Q(channel=Slot.Channel.URGENT, offered__in=urgent)
    first = _open(now).filter(everybodys, offered=OuterRef("pk"), starts_at__gte=nearest).order_by("day", "at")
    found = ServiceAtOffice.objects.filter(pk__in=[one.pk for one in offers]).annotate(
        first_day=Subquery(first.values("day")[:1]), first_at=Subquery(first.values("at")[:1])
    )
    return {key: (day, at) for key, day, at in found.values_list("pk", "first_day", "first_at") if day is not None}


def free_days(places: QuerySet[Slot], first: date, last: date, *, size: int = 1) -> dict[date, int]:
    """How many places each day from `first` through `last` has, in one query; days with fewer than `size` are left out."""
    counted = places.filter(day__range=(first, last)).order_by("day").values("day").annotate(free=Count("pk")).values_list("day", "free")
    return {day: free for day, free in counted if free >= size}


def free_times(places: QuerySet[Slot], day: date, *, size: int = 1) -> list[TimeOfDay]:
    """The times of a day at which `size` people can begin together."""
    of_day = list(places.filter(day=day).order_by("at", "pk").values_list("pk", "desk_id", "at", "starts_at", "ends_at", "channel"))
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


__all__ = ["TimeOfDay", "channels_for", "first_places", "free_days", "free_times", "offices_of", "open_places"]
