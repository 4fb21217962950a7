"""29 February and the turn of the year over the pages: the months lead on, the limits count through, the reminders come."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings

from appointments.errors import TooManyChanges
from appointments.models import Booking, VisitReminder
from appointments.services import book_slot, cancel_booking, hold_slot, remind_due
from portal.events.actor import SYSTEM
from tests.appointments.waiting.world import booked, stop_clock
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person, sign_in

pytestmark = pytest.mark.django_db
MOMENTS = [
    pytest.param(datetime(2027, 12, 27, 9, tzinfo=UTC), date(2028, 1, 1), "2028-01", "1\u00a0January\u00a02028", id="year end"),
    pytest.param(datetime(2028, 1, 30, 9, tzinfo=UTC), date(2028, 2, 29), "2028-02", "29\u00a0February\u00a02028", id="leap day"),
    pytest.param(datetime(2028, 2, 29, 9, tzinfo=UTC), date(2028, 3, 4), "2028-03", "4\u00a0March\u00a02028", id="from the leap day"),
]


@pytest.mark.parametrize(("now", "day", "month", "said"), MOMENTS)
def test_a_visit_is_found_by_the_link_to_its_month_booked_and_reminded(
    monkeypatch: pytest.MonkeyPatch, now: datetime, day: date, month: str, said: str
) -> None:
    stop_clock(monkeypatch, now)
    offered = make_offered()
    make_slot(offered, in_days=1)
    slot = make_slot(offered, day=day)
    client: Any = sign_in(make_person().user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/"
    this_month = client.get(f"{address}?month={now:%Y-%m}").content.decode()
    assert f'&amp;month={month}" rel="next"' in this_month
    assert said in client.get(f"{address}?month={month}").content.decode()
    kept = client.post(address, {"day": day.isoformat(), "at": "10:00"})
    assert said in client.post(kept.url, follow=True).content.decode()
    assert Booking.objects.get().slot_id == slot.pk
    for hours in (72, 3):
        due = slot.starts_at - timedelta(hours=hours)
        remind_due(now=due - timedelta(minutes=1))
        stop_clock(monkeypatch, due)
        remind_due(now=due)
    assert sorted(VisitReminder.objects.values_list("hours", flat=True)) == [3, 72]


@pytest.mark.parametrize(
    ("first", "still", "again"),
    [(date(2027, 12, 10), date(2028, 1, 8), date(2028, 1, 9)), (date(2028, 2, 1), date(2028, 3, 1), date(2028, 3, 2))],
)
def test_changes_count_for_thirty_days_across_the_year_and_the_leap_day(
    monkeypatch: pytest.MonkeyPatch, first: date, still: date, again: date
) -> None:
    def noon(day: date) -> datetime:
        return datetime.combine(day, time(9), UTC)

    stop_clock(monkeypatch, noon(first))
    offered, person = make_offered(), make_person()
    for _ in range(4):
        cancel_booking(booking_id=booked(offered, person, in_days=2).pk, actor=SYSTEM)
    stop_clock(monkeypatch, noon(still))
    slot = make_slot(offered, in_days=2)
    with pytest.raises(TooManyChanges):
        hold_slot(**when(slot), person_id=person.pk, actor=SYSTEM)
    stop_clock(monkeypatch, noon(again))
    assert book_slot(**when(slot), person_id=person.pk, actor=SYSTEM).day == slot.day
