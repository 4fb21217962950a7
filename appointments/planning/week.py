"""A week of one reception: desks across, days down, and in each what is planned, taken and free."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from appointments.models import DayChange, Desk, Reception, ScheduleLine, Slot
from portal.legal import calendar


@dataclass(frozen=True)
class Cell:
    """One desk on one day: the first and last start, places in all, those taken and those still free."""

    first: Any = None
    last: Any = None
    places: int = 0
    taken: int = 0
    in_conflict: int = 0

    @property
    def free(self) -> int:
        return self.places - self.taken


@dataclass(frozen=True)
class Day:
    day: date
    by_desk: tuple[tuple[Desk, Cell], ...]
    why_closed: Any = None
    changes: tuple[DayChange, ...] = ()


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
    desks = tuple(Desk.objects.filter(reception=reception).order_by("pk"))
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
    rows = (
        Slot.objects.filter(desk__reception=reception, day__range=(days[0], days[-1]))
        .values("desk_id", "day")
        .annotate(
            first=Min("at", filter=is_open),
            last=Max("at", filter=is_open),
            places=Count("pk", filter=is_open),
            taken=Count("pk", filter=Q(state__in=[Slot.State.BOOKED, Slot.State.HELD, Slot.State.OFFERED])),
            in_conflict=Count("pk", filter=Q(state=Slot.State.CLOSED, bookings__state="booked")),
        )
    )
    return {(row["desk_id"], row["day"]): Cell(**{name: row[name] for name in Cell.__dataclass_fields__}) for row in rows}  # type: ignore[literal-required]


def hours_of(reception: Reception, today: date) -> list[ScheduleLine]:
    """The hours that hold today or later."""
    lines = ScheduleLine.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), desk__reception=reception)
    return list(lines.select_related("desk", "offered__service").order_by("desk_id", "weekday", "starts"))


def changes_ahead(reception: Reception, today: date) -> list[DayChange]:
    return list(DayChange.objects.filter(reception=reception, last_day__gte=today).select_related("desk").order_by("first_day", "pk"))


__all__ = ["Week", "changes_ahead", "hours_of", "week_of"]
