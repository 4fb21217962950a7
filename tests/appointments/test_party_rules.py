"""Which places people take who come together; until which day a visit helps; how far an office is. Rules without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appointments.rules.deadline import NeededBy, is_urgent, nearest, needed_by
from appointments.rules.distance import kilometres
from appointments.rules.neighbours import Place, neighbouring

TEN = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
DAY = date(2026, 6, 15)


def place(key: int, desk: int, minutes: int, length: int = 20) -> Place:
    starts = TEN + timedelta(minutes=minutes)
    return Place(key, desk, starts, starts + timedelta(minutes=length))


def taken(places: list[Place], size: int) -> list[int] | None:
    found = neighbouring(places, size=size, at=TEN)
    return None if found is None else [one.key for one in found]


def test_people_go_one_after_another_to_one_desk_when_they_can() -> None:
    assert taken([place(1, 1, 0), place(2, 2, 0), place(3, 2, 20)], 2) == [2, 3]


def test_else_they_go_to_several_desks_at_the_same_time() -> None:
    assert taken([place(1, 1, 0), place(2, 2, 0), place(3, 1, 40)], 2) == [1, 2]


@pytest.mark.parametrize(("minutes", "expected"), [(60, [1, 2]), (61, None)])
def test_else_the_next_one_begins_within_an_hour_or_nobody_is_booked(minutes: int, expected: list[int] | None) -> None:
    assert taken([place(1, 1, 0), place(2, 1, minutes)], 2) == expected


def test_a_break_at_the_desk_is_not_one_after_another() -> None:
    with_break = [place(1, 1, 0), place(2, 1, 30), place(3, 2, 0), place(4, 2, 20)]
    assert taken(with_break, 2) == [3, 4]


def test_without_a_free_place_at_the_time_itself_there_is_none() -> None:
    assert taken([place(1, 1, 20), place(2, 1, 40)], 2) is None


def test_an_earlier_place_never_belongs_to_the_party() -> None:
    assert taken([place(1, 1, -20), place(2, 1, 0)], 2) is None


@pytest.mark.parametrize(("left", "expected"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_deadline_is_urgent_from_so_many_days_before_through_its_last_day(left: int, expected: bool) -> None:
    deadline = NeededBy(DAY + timedelta(days=left), invited=True)
    assert is_urgent(deadline, today=DAY, urgent_days=7) is expected
    assert deadline.is_kept_on(deadline.day)
    assert not deadline.is_kept_on(deadline.day + timedelta(days=1))


def test_without_a_deadline_nothing_is_urgent() -> None:
    assert not is_urgent(None, today=DAY, urgent_days=366)


def test_an_invitation_says_the_day_before_the_decision_does() -> None:
    decide = DAY + timedelta(days=2)
    assert needed_by(invited_until=DAY + timedelta(days=5), decide_by=decide) == NeededBy(DAY + timedelta(days=5), invited=True)
    assert needed_by(invited_until=None, decide_by=decide) == NeededBy(decide, invited=False)
    assert needed_by(invited_until=None, decide_by=None) is None


def test_of_several_people_the_one_who_needs_it_first_decides() -> None:
    soon, late = NeededBy(DAY, invited=False), NeededBy(DAY + timedelta(days=1), invited=True)
    assert nearest([late, soon]) == soon
    assert nearest([]) is None


def test_moscow_and_saint_petersburg_are_as_far_apart_as_on_the_map() -> None:
    assert kilometres((55.7558, 37.6173), (59.9386, 30.3141)) == pytest.approx(634, abs=3)
    assert kilometres((55.7558, 37.6173), (55.7558, 37.6173)) == 0
    assert kilometres((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111, abs=1)  # over the line of the date
