"""The last day for a notice of arrival or departure, and the fee."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from permits.registration import deadlines, services
from portal import clock
from portal.events.actor import actor_of
from tests.factories import sign_in
from tests.permits.hosts import confirm, file_for, guest, it_is, make_host, told

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.mark.parametrize(
    ("citizenship", "is_hotel", "arrived", "due"),
    [
        ("MD", False, date(2025, 12, 30), date(2026, 1, 20)),  # 7 working days
        ("TJ", False, date(2026, 6, 1), date(2026, 6, 16)),  # 15 days
        ("UZ", False, date(2022, 6, 3), date(2022, 6, 15)),  # the day before the treaty: 7 working days, 13 June off
        ("UZ", False, date(2022, 6, 4), date(2022, 6, 20)),  # 15 days end on Sunday 19 June
        ("AM", False, date(2026, 6, 1), date(2026, 7, 1)),  # 30 days
        ("KZ", False, date(2026, 6, 1), date(2026, 7, 1)),
        ("KG", False, date(2026, 6, 1), date(2026, 7, 1)),
        ("BY", False, date(2026, 6, 1), date(2026, 8, 31)),  # 90 days end on Sunday 30 August
        ("TJ", True, date(2026, 6, 11), date(2026, 6, 15)),  # a hotel: one working day, 12 June off
    ],
)
def test_the_last_day_for_a_notice_goes_by_citizenship_and_kind_of_host(citizenship: str, is_hotel: bool, arrived: date, due: date):
    found = deadlines.arrival_due(arrived_on=arrived, citizenship=citizenship, is_hotel=is_hotel)
    assert found.value == due
    assert found.steps


def test_the_fee_begins_on_the_first_of_september_2025_and_hotels_are_free():
    assert [deadlines.fee(is_hotel=False, on=day) for day in (date(2025, 8, 31), date(2025, 9, 1))] == [0, 500]
    assert deadlines.fee(is_hotel=True, on=date(2026, 1, 1)) == 0


@pytest.mark.parametrize(("days_late", "late"), [(0, False), (1, True)])
def test_a_late_notice_is_taken_and_says_so(days_late: int, late: bool):
    host = make_host()
    arrived = date(2026, 6, 1)
    due = deadlines.arrival_due(arrived_on=arrived, citizenship="TJ", is_hotel=False).value
    data = told(email="g@test.example", arrived_on=arrived, stay_until=date(2026, 12, 1))
    on = due + timedelta(days=days_late)
    notice = services.file_arrival(host_id=host.pk, data=data, submission_key=uuid.uuid4(), actor=actor_of(host.owner), on=on)
    assert notice.is_late is late
    assert ("though it came late" in sign_in(host.owner).get(f"/permits/registration/filed/{notice.number}/", headers=EN).text) is late


@pytest.mark.parametrize(
    ("departed", "due"),
    [
        (date(2026, 6, 9), date(2026, 6, 10)),  # Tuesday
        (date(2026, 6, 11), date(2026, 6, 15)),  # Thursday, and Friday 12 June is a holiday
        (date(2026, 6, 13), date(2026, 6, 15)),  # a day off itself
    ],
)
def test_a_hotel_tells_of_a_departure_within_one_working_day(departed: date, due: date):
    assert deadlines.departure_due(departed_on=departed).value == due


@pytest.mark.parametrize(("kind", "told_on", "late"), [("hotel", 15, False), ("hotel", 16, True), ("organisation", 16, False)])
def test_only_a_hotel_is_told_that_the_departure_came_late_and_only_after_its_last_day(
    monkeypatch: Any, kind: str, told_on: int, late: bool
):
    """The guest left on Thursday 11 June 2026; 12 June is a holiday."""
    it_is(monkeypatch, datetime(2026, 6, 10, 9, tzinfo=clock.MOSCOW))
    notice = confirm(file_for(make_host(kind=kind), guest()))
    asked = sign_in(notice.host.owner).get(f"/permits/registration/filed/{notice.number}/", headers=EN).text
    assert ("The term is 1 working day after the day of departure" in asked) is (kind == "hotel")
    it_is(monkeypatch, datetime(2026, 6, told_on, 9, tzinfo=clock.MOSCOW))
    page = sign_in(notice.host.owner).post(
        f"/permits/registration/filed/{notice.number}/", {"departed_on": "11.06.2026"}, headers=EN, follow=True
    )
    assert ("this one came late" in page.text) is late
    notice.refresh_from_db()
    assert (notice.status, notice.ended_on) == ("departed", date(2026, 6, 11))
