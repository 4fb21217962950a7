"""From the plan of a week to places: breaks, days off, closures, shares of channels, and the office's wall clock."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from appointments.rules.grid import DayException, Hours, moment_of, opening_of, places_of_day

MONDAY = date(2026, 11, 30)
LINE = Hours(desk_id=1, offered_id=7, weekday=0, starts=time(9), ends=time(11), minutes=30, valid_from=date(2026, 11, 1))
MOSCOW, KALININGRAD = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Kaliningrad")


def times(day: date, *lines: Hours, changes: tuple[DayException, ...] = (), is_day_off: bool = False) -> list[str]:
    return [f"{place.at:%H:%M}" for place in places_of_day(day, lines, changes, is_day_off=is_day_off)]


def test_visits_follow_one_another_until_the_last_that_ends_in_time() -> None:
    assert times(MONDAY, LINE) == ["09:00", "09:30", "10:00", "10:30"]
    assert times(MONDAY, replace(LINE, ends=time(10, 59))) == ["09:00", "09:30", "10:00"]


def test_nobody_is_received_in_the_break_and_a_visit_does_not_reach_into_it() -> None:
    line = replace(LINE, ends=time(12), pause=(time(10, 15), time(11)))
    assert times(MONDAY, line) == ["09:00", "09:30", "11:00", "11:30"]


def test_another_weekday_and_days_outside_the_validity_have_no_places() -> None:
    assert times(date(2026, 12, 1), LINE) == []
    assert times(MONDAY, replace(LINE, valid_until=date(2026, 11, 29))) == []
    assert times(MONDAY, replace(LINE, valid_until=MONDAY)) != []
    assert times(MONDAY, replace(LINE, valid_from=date(2026, 12, 1))) == []


def test_a_day_off_is_closed_unless_it_is_opened_with_the_hours_of_a_weekday() -> None:
    saturday = date(2026, 12, 5)
    assert times(MONDAY, LINE, is_day_off=True) == []
    assert times(saturday, LINE, is_day_off=True) == []
    assert times(saturday, LINE, changes=(DayException(saturday, saturday, as_weekday=0),), is_day_off=True) == times(MONDAY, LINE)


def test_a_closure_is_stronger_than_an_open_day_and_may_concern_one_desk() -> None:
    other = replace(LINE, desk_id=2)
    closed = DayException(MONDAY, MONDAY, desk_id=1)
    places = places_of_day(MONDAY, [LINE, other], [DayException(MONDAY, MONDAY, as_weekday=0), closed], is_day_off=False)
    assert {place.desk_id for place in places} == {2}


@pytest.mark.parametrize(
    ("walk_in", "urgent", "count"), [(0, 0, 40), (10, 10, 40), (25, 0, 7), (33, 33, 13), (0, 100, 5), (100, 0, 5), (50, 50, 9)]
)
def test_shares_of_channels_are_never_more_than_promised_and_are_spread(walk_in: int, urgent: int, count: int) -> None:
    ends = time(*divmod(8 * 60 + 10 * count, 60))
    line = replace(LINE, starts=time(8), ends=ends, minutes=10, walk_in_percent=walk_in, urgent_percent=urgent)
    places = places_of_day(MONDAY, [line], [], is_day_off=False)
    found = Counter(place.channel for place in places)
    assert len(places) == count
    assert found["walk_in"] + found["urgent"] == count * (walk_in + urgent) // 100
    if walk_in + urgent:
        assert abs(found["walk_in"] - (found["walk_in"] + found["urgent"]) * walk_in / (walk_in + urgent)) < 1


def kept(lines: list[Hours]) -> Counter[str]:
    return Counter(place.channel for place in places_of_day(MONDAY, lines, [], is_day_off=False))


def test_a_share_is_that_of_all_desks_together_and_not_lost_at_each_of_them() -> None:
    nine = replace(LINE, starts=time(9), ends=time(10, 30), minutes=10, walk_in_percent=10)
    assert kept([nine]) == {"everybody": 9}  # a tenth of nine is no whole place
    assert kept([replace(nine, desk_id=desk) for desk in range(1, 11)]) == {"everybody": 81, "walk_in": 9}
    both = replace(nine, urgent_percent=10)
    assert kept([replace(both, desk_id=desk) for desk in range(1, 11)]) == {"everybody": 72, "walk_in": 9, "urgent": 9}


def test_a_desk_that_works_in_two_stretches_keeps_as_many_places_as_in_one() -> None:
    whole = replace(LINE, starts=time(8), ends=time(14), minutes=40, walk_in_percent=12)
    halves = [replace(whole, ends=time(10, 40)), replace(whole, starts=time(10, 40))]
    assert kept([whole]) == kept(halves) == {"everybody": 8, "walk_in": 1}


def test_each_service_keeps_its_own_share_at_a_desk_that_serves_two() -> None:
    first = replace(LINE, offered_id=1, starts=time(8), ends=time(12), minutes=10, walk_in_percent=25)
    second = replace(first, offered_id=2, starts=time(12), ends=time(16), walk_in_percent=0)
    places = places_of_day(MONDAY, [first, second], [], is_day_off=False)
    assert Counter((place.offered_id, place.channel) for place in places) == {(1, "everybody"): 18, (1, "walk_in"): 6, (2, "everybody"): 24}


def test_the_29th_of_february_and_the_last_evening_of_the_year_are_days_like_others() -> None:
    leap = date(2028, 2, 29)
    assert times(leap, replace(LINE, weekday=leap.weekday())) == ["09:00", "09:30", "10:00", "10:30"]
    evening = replace(LINE, weekday=date(2026, 12, 31).weekday(), starts=time(23), ends=time(23, 59))
    assert times(date(2026, 12, 31), evening) == ["23:00"]
    assert moment_of(date(2026, 12, 31), time(23, 30), KALININGRAD) == datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


def test_wall_time_before_and_after_the_decree_of_2014_has_its_own_distance_from_utc() -> None:
    assert moment_of(date(2014, 10, 25), time(9), MOSCOW) == datetime(2014, 10, 25, 5, tzinfo=UTC)
    assert moment_of(date(2014, 10, 27), time(9), MOSCOW) == datetime(2014, 10, 27, 6, tzinfo=UTC)


def test_a_skipped_hour_has_no_place_and_a_doubled_hour_has_one() -> None:
    assert moment_of(date(2011, 3, 27), time(2, 30), MOSCOW) is None
    doubled = moment_of(date(2014, 10, 26), time(1, 30), MOSCOW)
    assert doubled == datetime(2014, 10, 25, 21, 30, tzinfo=UTC)


def test_a_day_opens_so_many_days_before_at_the_hour_of_the_office() -> None:
    opened = opening_of(MONDAY, horizon_days=14, opens_at=time(10), zone=KALININGRAD)
    assert opened == datetime(2026, 11, 16, 8, tzinfo=UTC)
