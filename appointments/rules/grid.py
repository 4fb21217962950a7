"""From the plan of a week to the places of a day. Plain functions of the plan, its exceptions and a date."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERYBODY, URGENT, WALK_IN = "everybody", "urgent", "walk_in"
NOTICE = timedelta(hours=12)  # so long before they open extra places are announced, at the least
TO_CHOOSE = timedelta(hours=2)  # so long they can then be booked, at the least


@dataclass(frozen=True, slots=True)
class Hours:
    """A desk serves a service on a weekday (Monday is 0); `valid_until` is inclusive, None has no end."""

    desk_id: int
    offered_id: int
    weekday: int
    starts: time
    ends: time
    minutes: int
    valid_from: date
    valid_until: date | None = None
    pause: tuple[time, time] | None = None
    walk_in_percent: int = 0
    urgent_percent: int = 0


@dataclass(frozen=True, slots=True)
class DayException:
    """Days unlike the plan, first and last inclusive. `desk_id` None means every desk; `as_weekday` None means closed."""

    first: date
    last: date
    desk_id: int | None = None
    as_weekday: int | None = None

    def holds_for(self, desk_id: int, day: date) -> bool:
        return self.first <= day <= self.last and self.desk_id in (None, desk_id)


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    desk_id: int
    offered_id: int
    day: date
    at: time
    minutes: int
    channel: str


def places_of_day(day: date, hours: Iterable[Hours], exceptions: Sequence[DayException], *, is_day_off: bool) -> list[PlannedPlace]:
    """The places of one day in order of desk and time. Closed is stronger than open; a day off is closed unless it is opened.

    Shares of channels are those of a service on that day at all desks together: ten desks with nine places each keep nine of ninety for
    10 %, and a desk that works in two stretches keeps as many as in one."""
    found: dict[int, list[tuple[Hours, time]]] = defaultdict(list)
    for line in hours:
        weekday = _weekday_for(line.desk_id, day, exceptions, is_day_off=is_day_off)
        if weekday == line.weekday and line.valid_from <= day and (line.valid_until is None or day <= line.valid_until):
            found[line.offered_id] += [(line, at) for at in _times(line, day)]
    places = [place for of_service in found.values() for place in _shared_out(of_service, day)]
    return sorted(places, key=lambda place: (place.desk_id, place.at))


def _weekday_for(desk_id: int, day: date, exceptions: Sequence[DayException], *, is_day_off: bool) -> int | None:
    """With which weekday's hours the desk works on `day`; None when it does not."""
    mine = [one for one in exceptions if one.holds_for(desk_id, day)]
    if any(one.as_weekday is None for one in mine):
        return None
    if mine:
        return mine[-1].as_weekday
    return None if is_day_off else day.weekday()


def _shared_out(of_service: list[tuple[Hours, time]], day: date) -> Iterator[PlannedPlace]:
    in_order = sorted(of_service, key=lambda one: (one[0].desk_id, one[1]))
    if not in_order:  # hours too short for a single visit
        return
    service = in_order[0][0]  # its shares are the same at every desk
    for (line, at), channel in zip(in_order, _channels(len(in_order), service.walk_in_percent, service.urgent_percent), strict=True):
        yield PlannedPlace(line.desk_id, line.offered_id, day, at, line.minutes, channel)


def _times(line: Hours, day: date) -> Iterator[time]:
    """Starts of visits, one after another, before and after the break. A visit that would not end in time is not begun."""
    length = timedelta(minutes=line.minutes)
    for begins, ends in _stretches(line):
        moment, last = datetime.combine(day, begins), datetime.combine(day, ends)
        while moment + length <= last:
            yield moment.time()
            moment += length


def _stretches(line: Hours) -> Iterator[tuple[time, time]]:
    if line.pause is None:
        yield line.starts, line.ends
    else:
        yield line.starts, line.pause[0]
        yield line.pause[1], line.ends


def _channels(count: int, walk_in: int, urgent: int) -> Iterator[str]:
    """For whom each of `count` places is, desk by desk: the kept ones are spread evenly, and never more than their share."""
    together, kept = walk_in + urgent, 0
    for place in range(count):
        if (place + 1) * together // 100 == place * together // 100:
            yield EVERYBODY
            continue
        yield WALK_IN if (kept + 1) * walk_in // together > kept * walk_in // together else URGENT
        kept += 1


# ---- the office's wall clock


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment, in UTC, at which the wall clock of `zone` shows `at` on `day`: the first one where an hour is doubled,
    None where the hour is skipped."""
    moment = datetime.combine(day, at, zone).astimezone(UTC)
    shown = moment.astimezone(zone)
    return moment if (shown.date(), shown.time()) == (day, at) else None


def opening_of(day: date, *, horizon_days: int, opens_at: time, zone: ZoneInfo) -> datetime:
    """When the places of `day` open: so many days before it, at that time of the wall clock (just after it where it is skipped)."""
    return datetime.combine(day - timedelta(days=horizon_days), opens_at, zone).astimezone(UTC)


def next_opening(now: datetime, *, opens_at: time, zone: ZoneInfo) -> datetime:
    """The next published hour that everybody can hear of in time: of places that are made when theirs has passed."""
    heard = now + NOTICE
    day = heard.astimezone(zone).date()
    moments = (datetime.combine(one, opens_at, zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return next(moment for moment in moments if moment >= heard)


def is_worth_waiting(opening: datetime, starts_at: datetime, *, lead_hours: int) -> bool:
    """Does enough time remain from that opening on to book the visit?"""
    return opening + TO_CHOOSE <= starts_at - timedelta(hours=lead_hours)
