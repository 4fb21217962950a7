"""A week of one reception: desks across, days down, and in each what is planned, taken and free."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.dates import WEEKDAYS_ABBR

from appointments.models import Booking, DayChange, Desk, Reception, ScheduleLine, Slot
from appointments.planning.openings import WITHHELD
from portal.legal import calendar


@dataclass(frozen=True)
class Cell:
    """One desk on one day: the first and last start, places in all, those taken and those still free; of these `undrawn` stay closed,
    because they are drawn and no draw of the day is announced."""

    first: Any = None
    last: Any = None
    places: int = 0
    taken: int = 0
    in_conflict: int = 0
    undrawn: int = 0

    @property
    def free(self) -> int:
        return self.places - self.taken


@dataclass(frozen=True)
class Day:
    day: date
    by_desk: tuple[tuple[Desk, Cell], ...]
    why_closed: Any = None
    changes: tuple[DayChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nobody is received on this day, and nobody expects to be."""
        return not any(cell.places or cell.in_conflict for _desk, cell in self.by_desk)


@dataclass(frozen=True)
class Week:
    monday: date
    desks: tuple[Desk, ...]
    days: tuple[Day, ...]

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=7)


def week_of(reception: Reception, day: date) -> Week:
    """The week with `day` in it, Monday first. Four queries."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    desks = tuple(sorted(Desk.objects.filter(reception=reception), key=Desk.order))
    cells = _cells(reception, days)
    changes = list(DayChange.objects.filter(reception=reception, first_day__lte=days[-1], last_day__gte=monday).order_by("pk"))
    working = calendar.current()
    return Week(
        monday,
        desks,
        tuple(
            Day(
                one,
                tuple((desk, cells.get((desk.pk, one), Cell())) for desk in desks),
                working.reason_off(one),
                tuple(change for change in changes if change.first_day <= one <= change.last_day),
            )
            for one in days
        ),
    )


def _cells(reception: Reception, days: list[date]) -> dict[tuple[int, date], Cell]:
    is_open = ~Q(state=Slot.State.CLOSED)
    booked = Booking.objects.filter(slot=OuterRef("pk"), state=Booking.State.BOOKED)  # a join would count former bookings as places
    rows = (
        Slot.objects.filter(desk__reception=reception, day__range=(days[0], days[-1]))
        .values("desk_id", "day")
        .annotate(
            first=Min("at", filter=is_open),
            last=Max("at", filter=is_open),
            places=Count("pk", filter=is_open),
            taken=Count("pk", filter=Q(state__in=[Slot.State.BOOKED, Slot.State.HELD, Slot.State.OFFERED])),
            undrawn=Count("pk", filter=WITHHELD & Q(state=Slot.State.FREE)),
            in_conflict=Count("pk", filter=Q(Exists(booked), state=Slot.State.CLOSED)),
        )
    )
    return {(row["desk_id"], row["day"]): Cell(**{name: row[name] for name in Cell.__dataclass_fields__}) for row in rows}  # type: ignore[literal-required]


@dataclass(frozen=True)
class Hours:
    """The same hours of one desk for one service on several weekdays, one line of the plan for each. `begin_on`: the first day, when it
    is still to come."""

    lines: tuple[ScheduleLine, ...]
    begin_on: date | None

    @property
    def line(self) -> ScheduleLine:
        return self.lines[0]

    @property
    def days(self) -> list[tuple[ScheduleLine, Any]]:
        """Each line with the short name of its weekday."""
        return [(line, WEEKDAYS_ABBR[line.weekday]) for line in self.lines]


def hours_of(reception: Reception, today: date) -> list[Hours]:
    """The hours that hold today or later, by desk."""
    lines = ScheduleLine.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), desk__reception=reception)
    alike: dict[tuple[Any, ...], list[ScheduleLine]] = {}
    for line in lines.select_related("desk", "offered__service").order_by("desk_id", "weekday", "starts"):
        begins = line.valid_from if line.valid_from > today else None
        hours = (line.starts, line.ends, line.break_starts, line.break_ends)
        alike.setdefault((line.desk_id, line.offered_id, *hours, line.valid_until, begins), []).append(line)
    return [Hours(tuple(found), key[-1]) for key, found in alike.items()]


def changes_ahead(reception: Reception, today: date) -> list[DayChange]:
    return list(DayChange.objects.filter(reception=reception, last_day__gte=today).select_related("desk").order_by("first_day", "pk"))


__all__ = ["Hours", "Week", "changes_ahead", "hours_of", "week_of"]
