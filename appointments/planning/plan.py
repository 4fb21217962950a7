"""What the schedule of a reception says: the tables read once, in the words of the rules."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from appointments.models import DayChange, Reception, ScheduleLine, ServiceAtOffice
from appointments.rules.grid import DayException, Hours, PlannedPlace, places_of_day
from appointments.selectors import zone_of
from portal.legal import calendar

MAKE_AHEAD_DAYS = 7  # places exist so many days before they open, so that the page can say when they will


@dataclass(frozen=True)
class Plan:
    zone: ZoneInfo
    hours: tuple[Hours, ...]
    exceptions: tuple[DayException, ...]

    def places(self, first: date, last: date) -> list[PlannedPlace]:
        """Of the days from `first` through `last`."""
        found: list[PlannedPlace] = []
        day = first
        while day <= last:
            found += places_of_day(day, self.hours, self.exceptions, is_day_off=not calendar.is_working_day(day))
            day += timedelta(days=1)
        return found


def plan_of(reception: Reception) -> Plan:
    """The plan as the tables have it now. A reception, a desk or a service that is out of use has no places."""
    lines = ScheduleLine.objects.none()
    if reception.is_open:
        lines = ScheduleLine.objects.filter(desk__reception=reception, desk__is_open=True, offered__is_offered=True)
    changes = DayChange.objects.filter(reception=reception).order_by("pk")
    return Plan(
        zone=zone_of(reception),
        hours=tuple(_hours(line) for line in lines.select_related("offered").order_by("pk")),
        exceptions=tuple(DayException(one.first_day, one.last_day, one.desk_id, one.as_weekday) for one in changes),
    )


def furthest_day(reception: Reception, today: date) -> date:
    """The last day for which places are made today."""
    horizon = ServiceAtOffice.objects.filter(reception=reception).aggregate(most=Max("horizon_days"))["most"] or 0
    return today + timedelta(days=horizon + MAKE_AHEAD_DAYS)


def _hours(line: ScheduleLine) -> Hours:
    return Hours(
        desk_id=line.desk_id,
        offered_id=line.offered_id,
        weekday=line.weekday,
        starts=line.starts,
        ends=line.ends,
        minutes=line.offered.minutes,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
        pause=(line.break_starts, line.break_ends) if line.break_starts and line.break_ends else None,
        walk_in_percent=line.offered.walk_in_percent,
        urgent_percent=line.offered.urgent_percent,
    )
