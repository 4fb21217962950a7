"""Changes of the plan. Each locks the reception, checks, writes, brings the places into line and says what came of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from zoneinfo import available_timezones

from django.db import models, transaction
from django.db.models import Q

from appointments.models import DayChange, Desk, Reception, ScheduleLine, ServiceAtOffice
from appointments.planning.errors import (
    BreakOutside,
    DaysUpsideDown,
    DeskKnown,
    HoursOverlap,
    HoursUpsideDown,
    LeadBeyondHorizon,
    OfAnotherOffice,
    OpenDayNeedsHours,
    ServiceHereAlready,
    SharesTooLarge,
    UnknownZone,
    ValidityUpsideDown,
)
from appointments.planning.events import PlanChanged
from appointments.planning.services.making import PlacesMade, make_places
from appointments.planning.services.zones import reckon_moments
from portal.events.actor import Actor
from portal.events.services import emit

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def put_hours(*, reception_id: int, values: Mapping[str, Any], actor: Actor, line_id: int | None = None) -> PlacesMade:
    """Hours of a desk, new or changed. Raises `HoursUpsideDown`, `BreakOutside`, `DaysUpsideDown`, `HoursOverlap`, `OfAnotherOffice`."""
    reception = _locked(reception_id)
    line = _row(ScheduleLine, line_id, values, desk__reception=reception)
    if line.desk.reception_id != reception.pk or line.offered.reception_id != reception.pk:
        raise OfAnotherOffice
    _check_hours(line)
    return _kept(reception, line, "hours", is_new=line_id is None, actor=actor)


@transaction.atomic
def remove_hours(*, reception_id: int, line_id: int, actor: Actor) -> PlacesMade:
    reception = _locked(reception_id)
    return _removed(reception, ScheduleLine.objects.get(pk=line_id, desk__reception=reception), "hours", actor=actor)


@transaction.atomic
def put_desk(*, reception_id: int, values: Mapping[str, Any], actor: Actor, desk_id: int | None = None) -> PlacesMade:
    """A desk, new, renamed, or taken out of use. Raises `DeskKnown`."""
    reception = _locked(reception_id)
    desk = _row(Desk, desk_id, {**values, "reception": reception}, reception=reception)
    if Desk.objects.filter(reception=reception, name=desk.name).exclude(pk=desk.pk).exists():
        raise DeskKnown
    return _kept(reception, desk, "desk", is_new=desk_id is None, actor=actor)


@transaction.atomic
def put_service(*, reception_id: int, values: Mapping[str, Any], actor: Actor, offered_id: int | None = None) -> PlacesMade:
    """A service at the office: how long, how far ahead, for whom. Raises `SharesTooLarge`, `LeadBeyondHorizon`,
    `ServiceHereAlready`."""
    reception = _locked(reception_id)
    offered = _row(ServiceAtOffice, offered_id, {**values, "reception": reception}, reception=reception)
    if offered.walk_in_percent + offered.urgent_percent > 100:
        raise SharesTooLarge
    if offered.lead_hours >= 24 * offered.horizon_days:
        raise LeadBeyondHorizon(days=offered.horizon_days, hours=offered.lead_hours)
    if ServiceAtOffice.objects.filter(reception=reception, service=offered.service_id).exclude(pk=offered.pk).exists():
        raise ServiceHereAlready
    return _kept(reception, offered, "service", is_new=offered_id is None, actor=actor)


@transaction.atomic
def put_day(*, reception_id: int, values: Mapping[str, Any], actor: Actor, change_id: int | None = None) -> PlacesMade:
    """Days unlike the plan: closed, a desk whose officer is away, or an extra day. New ones that are there already stay as they are.

    Raises `DaysUpsideDown`, `OpenDayNeedsHours`, `OfAnotherOffice`."""
    reception = _locked(reception_id)
    change = _row(DayChange, change_id, {**values, "reception": reception}, reception=reception)
    if change.last_day < change.first_day:
        raise DaysUpsideDown
    if change.desk is not None and change.desk.reception_id != reception.pk:
        raise OfAnotherOffice
    if change.kind == DayChange.Kind.OPEN and change.as_weekday is None:
        raise OpenDayNeedsHours
    if change.kind == DayChange.Kind.CLOSED:
        change.as_weekday = None
    if change_id is None and _is_there(change):
        return make_places(reception_id=reception.pk)
    return _kept(reception, change, "day", is_new=change_id is None, actor=actor)


def _is_there(change: DayChange) -> bool:
    """The button was pressed twice: the same days twice would have to be removed twice."""
    named = ("reception", "desk", "kind", "first_day", "last_day", "as_weekday")
    return DayChange.objects.filter(**{name: getattr(change, name) for name in named}).exists()


@transaction.atomic
def remove_day(*, reception_id: int, change_id: int, actor: Actor) -> PlacesMade:
    """The days follow the plan again."""
    reception = _locked(reception_id)
    return _removed(reception, DayChange.objects.get(pk=change_id, reception=reception), "day", actor=actor)


@transaction.atomic
def put_reception(*, reception_id: int, values: Mapping[str, Any], actor: Actor) -> PlacesMade:
    """Entrance, languages, whether it takes appointments, and its zone: people come at the hour they were told, whatever the zone.

    Raises `UnknownZone`."""
    reception = _row(Reception, _locked(reception_id).pk, values)
    if reception.zone not in available_timezones():
        raise UnknownZone
    reception.save()
    reckon_moments(reception_id=reception.pk, actor=actor)
    return _kept(reception, reception, "reception", is_new=False, actor=actor)


def _locked(reception_id: int) -> Reception:
    return Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)


def _row(model: type[Row], pk: int | None, values: Mapping[str, Any], **of: Any) -> Row:
    """The row with these values, not yet saved. Raises `DoesNotExist` for one of another office."""
    row = model() if pk is None else model._default_manager.get(pk=pk, **of)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _kept(reception: Reception, row: models.Model, part: str, *, is_new: bool, actor: Actor) -> PlacesMade:
    row.save()
    return _told(reception, row.pk, part, "added" if is_new else "changed", actor=actor)


def _removed(reception: Reception, row: models.Model, part: str, *, actor: Actor) -> PlacesMade:
    pk = row.pk
    row.delete()
    return _told(reception, pk, part, "removed", actor=actor)


def _told(reception: Reception, object_id: int, part: str, how: str, *, actor: Actor) -> PlacesMade:
    made = make_places(reception_id=reception.pk)
    emit(
        PlanChanged(
            reception_id=reception.pk,
            part=part,
            object_id=object_id,
            how=how,
            added=made.added,
            removed=made.removed,
            in_conflict=made.in_conflict,
        ),
        actor=actor,
    )
    return made


def _check_hours(line: ScheduleLine) -> None:
    if line.starts >= line.ends:
        raise HoursUpsideDown
    pause = (line.break_starts, line.break_ends)
    if any(pause) and not (pause[0] and pause[1] and line.starts <= pause[0] < pause[1] <= line.ends):
        raise BreakOutside
    if line.valid_until is not None and line.valid_until < line.valid_from:
        raise ValidityUpsideDown
    beside = ScheduleLine.objects.filter(desk=line.desk, weekday=line.weekday, starts__lt=line.ends, ends__gt=line.starts)
    beside = beside.filter(Q(valid_until=None) | Q(valid_until__gte=line.valid_from), valid_from__lte=line.valid_until or date.max)
    if other := beside.exclude(pk=line.pk).first():
        raise HoursOverlap(weekday=other.get_weekday_display(), starts=f"{other.starts:%H:%M}", ends=f"{other.ends:%H:%M}")


__all__ = ["put_day", "put_desk", "put_hours", "put_reception", "put_service", "remove_day", "remove_hours"]
