"""Figures of appointments without people: places and visits by office, service or week."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Aggregate, Count, DurationField, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek

from appointments.availability import first_places
from appointments.board.models import Visit
from appointments.load.models import LeadTime
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.selectors import zone_of

FEWEST: Final = 5  # smaller counts could point at one person
BY: Final = ("week", "office", "service")


@dataclass(frozen=True)
class Scope:
    """What is counted: these offices, these civil days (both inclusive), one service or all."""

    offices: tuple[int, ...]
    first: date
    last: date
    service_id: int | None = None


@dataclass(frozen=True)
class Figures:
    """One line. A count is None where it is too small to be shown; a figure also where there is nothing to reckon it from.

    `planned` places that were not closed; `taken` of them by an appointment or a ticket; `waited` from arrival to the first call and
    `served` at the desk, in minutes: the middle one, and the one that nine of ten do not exceed. `lead`: days from a day to the first
    time that could be booked on it, the middle day and service; `lead_none`: how often nothing was free, of `lead_looks`."""

    key: Any
    planned: int | None = 0
    taken: int | None = 0
    booked_done: int | None = 0
    missed: int | None = 0
    visits: int | None = 0
    waited: int | None = None
    waited_most: int | None = None
    served: int | None = None
    served_most: int | None = None
    lead: int | None = None
    lead_none: int = 0
    lead_looks: int = 0

    @property
    def taken_percent(self) -> int | None:
        return _percent(self.taken, self.planned)

    @property
    def missed_percent(self) -> int | None:
        """Of the appointments that came to an end, how many nobody came to."""
        if self.booked_done is None or self.missed is None:
            return None
        return _percent(self.missed, self.booked_done + self.missed)


class Percentile(Aggregate):
    """`percentile_cont` of PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, share: float, output_field: Any = None, **extra: Any) -> None:
        super().__init__(expression, share=share, output_field=output_field or DurationField(), **extra)


def figures(scope: Scope, by: str) -> list[Figures]:
    """A line for each week, office or service, in four questions to the database however many rows there are."""
    found: dict[Any, Figures] = {}
    for rows in (_places(scope, by), _bookings(scope, by), _visits(scope, by), _lead_times(scope, by)):
        for row in rows:
            key = row.pop("key")
            found[key] = replace(found.get(key, Figures(key)), **{name: _whole(value) for name, value in row.items()})
    return [found[key] for key in sorted(found)]


def hide_small(line: Figures) -> Figures:
    """The same for those who work in no office: counts under `FEWEST` are not shown, nor what was reckoned from so few."""
    counts = {"planned", "taken", "booked_done", "missed", "visits"}
    hidden: dict[str, Any] = {name: None for name in counts if 0 < (getattr(line, name) or 0) < FEWEST}
    if (line.visits or 0) < FEWEST:
        hidden |= {field.name: None for field in fields(line) if field.name.startswith(("waited", "served"))}
    # From the share and the other count the hidden one could be reckoned back.
    if {"booked_done", "missed"} & hidden.keys():
        hidden |= {"booked_done": None, "missed": None}
    return replace(line, **hidden)


def days_to_first_free(offers: Sequence[ServiceAtOffice], *, now: datetime) -> dict[int, int]:
    """Days from today to the first time that everybody can book at this moment, by the clock of each office: 0 is today. By key, in one
    question to the database; where nothing is free there is no number."""
    first = first_places(offers, None, now=now)
    today = {one.pk: now.astimezone(zone_of(one.reception)).date() for one in offers}
    return {key: (day - today[key]).days for key, (day, _at) in first.items()}


# ---- the four questions


def _places(scope: Scope, by: str) -> Any:
    booked = Exists(Booking.objects.filter(slot=OuterRef("pk"), state__in=Booking.OCCUPYING - {"held"}))
    taken = Q(booked) | Q(Exists(Visit.objects.filter(slot=OuterRef("pk"))))
    places = _of(Slot.objects.exclude(state=Slot.State.CLOSED), scope, by)
    return places.values("key").annotate(planned=Count("pk"), taken=Count("pk", filter=taken)).order_by()


def _bookings(scope: Scope, by: str) -> Any:
    ended = _of(Booking.objects.filter(state__in=["done", "no_show"]), scope, by)
    counts = {"booked_done": Count("pk", filter=Q(state="done")), "missed": Count("pk", filter=Q(state="no_show"))}
    return ended.values("key").annotate(**counts).order_by()


def _visits(scope: Scope, by: str) -> Any:
    done = _of(Visit.objects.filter(state=Visit.State.DONE), scope, by)
    waited = _between("arrived_at", Coalesce("first_called_at", "called_at"))  # of before the first call was kept: the last one
    served = _between("started_at", "ended_at")
    return (
        done.values("key")
        .annotate(
            visits=Count("pk"),
            waited=Percentile(waited, 0.5),
            waited_most=Percentile(waited, 0.9),
            served=Percentile(served, 0.5),
            served_most=Percentile(served, 0.9),
        )
        .order_by()
    )


def _lead_times(scope: Scope, by: str) -> Any:
    seen = _of(LeadTime.objects.all(), scope, by).values("key")
    middle = Percentile(F("days"), 0.5, output_field=FloatField())
    return seen.annotate(lead=middle, lead_looks=Count("pk"), lead_none=Count("pk", filter=Q(days=None))).order_by()


def _of(rows: QuerySet[Any], scope: Scope, by: str) -> Any:
    rows = rows.filter(offered__reception__office__in=scope.offices, day__range=(scope.first, scope.last))
    if scope.service_id is not None:
        rows = rows.filter(offered__service=scope.service_id)
    keys = {"week": TruncWeek("day"), "office": F("offered__reception__office"), "service": F("offered__service")}
    return rows.annotate(key=keys[by])


def _between(first: str, then: str | Coalesce) -> ExpressionWrapper:
    return ExpressionWrapper((F(then) if isinstance(then, str) else then) - F(first), output_field=DurationField())


def _whole(value: Any) -> Any:
    """Durations in whole minutes and middle days, rounded; counts as they are."""
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    return round(value) if isinstance(value, float) else value


def _percent(part: int | None, whole: int | None) -> int | None:
    return round(100 * part / whole) if part is not None and whole else None


__all__ = ["BY", "FEWEST", "Figures", "Scope", "days_to_first_free", "figures", "hide_small"]
