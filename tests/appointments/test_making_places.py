"""Places follow the plan, again and again, and nobody loses an appointment silently."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from appointments.draws.models import DrawPlace
from appointments.models import Booking, DayChange, Desk, ScheduleLine, ServiceAtOffice, Slot
from appointments.planning.services import PlacesMade, make_places
from appointments.services import book_slot, cancel_booking
from portal import clock
from portal.events.actor import actor_of
from portal.legal import calendar
from portal.legal.calendar import is_working_day
from portal.legal.models import CalendarOverride
from tests.appointments.draws.world import make_draw
from tests.appointments.world import make_desk, make_offered, opened, when
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db
NOTHING = PlacesMade(added=0, changed=0, removed=0, in_conflict=0)


def working_day(after: int = 2) -> date:
    day = clock.today() + timedelta(days=after)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def planned(day: date, **fields: Any) -> tuple[ServiceAtOffice, Desk]:
    offered = make_offered(horizon_days=30)
    desk = make_desk(offered.reception)
    hours = {"starts": time(9), "ends": time(11), "valid_from": day, "valid_until": day, **fields}
    ScheduleLine.objects.create(desk=desk, offered=offered, weekday=day.weekday(), **hours)
    return offered, desk


def make(offered: ServiceAtOffice) -> PlacesMade:
    """And those whose hour has passed are open, as when they were made in time."""
    made = make_places(reception_id=offered.reception_id)
    opened(offered)
    return made


def booked(slot: Slot) -> Booking:
    user = make_user()
    return book_slot(**when(slot), person_id=make_person(user).pk, actor=actor_of(user))


def test_places_are_made_once() -> None:
    offered, desk = planned(working_day())
    assert make(offered).added == 6
    assert make(offered) == NOTHING
    assert [f"{slot.at:%H:%M}" for slot in desk.slots.order_by("at")] == ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40"]


def test_places_open_so_many_days_before_by_the_clock_of_the_office() -> None:
    day = working_day(32)
    offered, desk = planned(day)
    make_places(reception_id=offered.reception_id, through=day)
    opens = desk.slots.earliest("starts_at").opens_at
    assert opens.astimezone(clock.MOSCOW).date() == day - timedelta(days=30)
    assert opens.astimezone(clock.MOSCOW).time() == time(10)


def test_a_closed_day_takes_free_places_away_and_keeps_the_booking_as_a_conflict() -> None:
    day = working_day()
    offered, desk = planned(day)
    make(offered)
    booking = booked(desk.slots.earliest("starts_at"))
    closing = DayChange.objects.create(
        reception=offered.reception, kind="closed", first_day=day, last_day=day, reason_ru="Р", reason_en="R"
    )
    assert make(offered) == PlacesMade(added=0, changed=0, removed=5, in_conflict=1)
    booking.refresh_from_db()
    assert (booking.state, booking.slot.state) == ("booked", "closed")
    closing.delete()
    assert make(offered) == PlacesMade(added=5, changed=1, removed=0, in_conflict=0)
    assert desk.slots.earliest("starts_at").state == Slot.State.BOOKED


def test_a_cancelled_booking_in_a_closed_place_gives_nothing_back_until_the_plan_has_it_again() -> None:
    day = working_day()
    offered, desk = planned(day)
    make(offered)
    booking = booked(desk.slots.earliest("starts_at"))
    closing = DayChange.objects.create(
        reception=offered.reception, kind="closed", first_day=day, last_day=day, reason_ru="Р", reason_en="R"
    )
    make(offered)
    cancel_booking(booking_id=booking.pk, actor=actor_of(make_user()))
    assert not Slot.objects.filter(state=Slot.State.FREE).exists()
    closing.delete()
    make(offered)
    assert Slot.objects.filter(state=Slot.State.FREE).count() == 6


def test_longer_visits_never_reach_into_one_that_was_booked_before() -> None:
    offered, desk = planned(working_day())
    make(offered)
    kept = booked(desk.slots.order_by("at")[1])  # 09:20 to 09:40
    offered.minutes = 30
    offered.save()
    make(offered)
    free = [f"{slot.at:%H:%M}" for slot in desk.slots.filter(state=Slot.State.FREE).order_by("at")]
    assert free == ["10:00", "10:30"]  # 09:00 and 09:30 would overlap it
    kept.refresh_from_db()
    assert kept.state == "booked"
    assert make(offered).added == 0


def test_a_desk_out_of_use_has_no_places() -> None:
    offered, desk = planned(working_day())
    make(offered)
    Desk.objects.filter(pk=desk.pk).update(is_open=False)
    assert make(offered).removed == 6


def test_a_changed_share_changes_free_places_only() -> None:
    offered, desk = planned(working_day())
    make(offered)
    first = booked(desk.slots.earliest("starts_at")).slot_id
    ServiceAtOffice.objects.filter(pk=offered.pk).update(walk_in_percent=100)
    make(offered)
    assert set(Slot.objects.exclude(pk=first).values_list("channel", flat=True)) == {"walk_in"}
    assert Slot.objects.get(pk=first).channel == "everybody"


def test_a_day_that_an_act_makes_free_loses_its_places_and_a_working_saturday_gets_them() -> None:
    day = working_day()
    offered, desk = planned(day)
    make(offered)
    CalendarOverride.objects.create(day=day, is_working=False, citation="Вымышленный акт")
    calendar.forget()
    assert make(offered).removed == 6
    CalendarOverride.objects.filter(day=day).update(is_working=True)
    calendar.forget()
    assert make(offered).added == 6
    assert desk.slots.filter(day=day, state="free").count() == 6


def test_a_place_that_another_room_keeps_a_record_of_is_closed_and_not_deleted() -> None:
    """Of a list of a draw that was closed, for example: the list stays as it was published."""
    day = working_day()
    offered, desk = planned(day)
    ServiceAtOffice.objects.filter(pk=offered.pk).update(is_drawn=True, horizon_days=5)
    offered.refresh_from_db()
    make(offered)
    kept = desk.slots.earliest("starts_at")
    draw = make_draw(offered)
    DrawPlace.objects.create(draw=draw, slot=kept, day=kept.day, at=kept.at)
    ScheduleLine.objects.all().delete()
    assert make(offered).removed == 6
    assert list(desk.slots.values_list("pk", "state")) == [(kept.pk, "closed")]
