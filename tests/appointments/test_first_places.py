"""The first time at each of many offices and the times of a month, for one person and for people who come together: as the rule of
neighbouring places says, day by day, in one query."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from appointments.availability import first_places, free_times, month_of, open_places
from appointments.models import ServiceAtOffice, Slot
from portal import clock
from tests.appointments.waiting.world import MORNING, stop_clock
from tests.appointments.world import make_desk, make_offered, make_reception, make_slot
from tests.factories import make_office

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def offices(number: int) -> list[ServiceAtOffice]:
    return [make_offered(make_reception(make_office(code=f"77{n}-001", receives_applications=n == 0))) for n in range(number)]


def day_by_day(offered: ServiceAtOffice, size: int) -> dict[date, list[time]]:
    """At which times of each day so many can begin, by the rule itself."""
    places = open_places(offered, now=clock.now(), channels=("everybody",))
    days = sorted(set(places.values_list("day", flat=True)))
    found = {day: [one.at for one in free_times(places, day, size=size)] for day in days}
    return {day: times for day, times in found.items() if times}


places = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.sampled_from([9, 10, 11]), st.sampled_from([0, 20, 40]), st.integers(0, 1)),
    max_size=25,
    unique=True,
)


@tried(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places, st.integers(1, 3))
def test_many_offices_and_a_month_are_answered_as_the_rule_says_day_by_day(drawn: list[tuple[int, ...]], size: int) -> None:
    """Days with room and no neighbouring times among them."""
    Slot.objects.all().delete()
    offers = offices(3)
    desks = {(office, desk): make_desk(offers[office].reception) for office in range(3) for desk in range(2)}
    for office, in_days, hour, minute, desk in drawn:
        make_slot(offers[office], in_days=in_days, at=time(hour, minute), desk=desks[office, desk])
    by_rule = {one.pk: day_by_day(one, size) for one in offers}
    firsts = {key: (min(days), days[min(days)][0]) for key, days in by_rule.items() if days}
    assert first_places(offers, None, now=clock.now(), size=size) == firsts
    for one in offers:
        places, chosen, days = open_places(one, now=clock.now(), channels=("everybody",)), TODAY + timedelta(days=2), by_rule[one.pk]
        shown = month_of(places, None, today=TODAY, first=firsts.get(one.pk), day=chosen, size=size)
        assert shown.days == {day: len(times) for day, times in days.items()}
        assert [time.at for time in shown.times] == days.get(chosen, [])
        assert shown.first == firsts.get(one.pk)


def test_a_day_with_room_and_no_neighbours_is_passed_over() -> None:
    (offered,) = offices(1)
    desk = make_desk(offered.reception)
    for in_days, at in ((1, time(9)), (1, time(17)), (2, time(9)), (2, time(9, 20))):
        make_slot(offered, in_days=in_days, at=at, desk=desk)
    assert first_places([offered], None, now=clock.now(), size=2) == {offered.pk: (TODAY + timedelta(days=2), time(9))}


def test_ten_offices_cost_a_family_one_query_as_one_does(django_assert_num_queries: Any) -> None:
    offers = offices(10)
    for offered in offers:
        desk = make_desk(offered.reception)
        for minute in (0, 20, 40):
            make_slot(offered, at=time(10, minute), desk=desk)
    for some in (offers[:1], offers):
        with django_assert_num_queries(1):
            assert len(first_places(some, None, now=clock.now(), size=3)) == len(some)
