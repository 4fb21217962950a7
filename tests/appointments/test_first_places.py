"""The first time at each of many offices, for one person and for people who come together: the same as office by office, in few queries."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from appointments.availability import channels_for, first_place, first_places, open_places
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


def one_by_one(offers: list[ServiceAtOffice], size: int) -> dict[int, Any]:
    now = clock.now()
    found = {one.pk: first_place(open_places(one, now=now, channels=channels_for(one, None, now=now)), size=size) for one in offers}
    return {key: first for key, first in found.items() if first is not None}


places = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.sampled_from([9, 10, 11]), st.sampled_from([0, 20, 40]), st.integers(0, 1)),
    max_size=25,
    unique=True,
)


@tried(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places, st.integers(1, 3))
def test_many_offices_at_once_are_answered_as_one_by_one(drawn: list[tuple[int, ...]], size: int) -> None:
    """Days with room and no neighbouring times among them."""
    Slot.objects.all().delete()
    offers = offices(3)
    desks = {(office, desk): make_desk(offers[office].reception) for office in range(3) for desk in range(2)}
    for office, in_days, hour, minute, desk in drawn:
        make_slot(offers[office], in_days=in_days, at=time(hour, minute), desk=desks[office, desk])
    assert first_places(offers, None, now=clock.now(), size=size) == one_by_one(offers, size)


def test_a_day_with_room_and_no_neighbours_is_passed_over() -> None:
    (offered,) = offices(1)
    desk = make_desk(offered.reception)
    for in_days, at in ((1, time(9)), (1, time(17)), (2, time(9)), (2, time(9, 20))):
        make_slot(offered, in_days=in_days, at=at, desk=desk)
    assert first_places([offered], None, now=clock.now(), size=2) == {offered.pk: (TODAY + timedelta(days=2), time(9))}


def test_ten_offices_cost_a_family_no_more_queries_than_one(django_assert_num_queries: Any) -> None:
    offers = offices(10)
    for offered in offers:
        desk = make_desk(offered.reception)
        for minute in (0, 20, 40):
            make_slot(offered, at=time(10, minute), desk=desk)
    for some in (offers[:1], offers):
        with django_assert_num_queries(2):
            assert len(first_places(some, None, now=clock.now(), size=3)) == len(some)
