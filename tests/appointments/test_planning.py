"""The plan is changed by the supervisor of the office: looked at first, kept then; appointments it hits get other times."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from appointments.errors import SlotTaken
from appointments.models import Booking, DayChange, Desk, Reception, ScheduleLine, ServiceAtOffice, Slot
from appointments.planning import views
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.effect import effect_of
from appointments.planning.errors import (
    BreakOutside,
    DaysUpsideDown,
    DeskKnown,
    HoursOverlap,
    HoursUpsideDown,
    OfAnotherOffice,
    ServiceHereAlready,
    SharesTooLarge,
)
from appointments.planning.invariants import lost_silently
from appointments.planning.models import Rebooking
from appointments.planning.services import (
    find_new_times,
    make_places,
    put_day,
    put_desk,
    put_hours,
    put_reception,
    put_service,
    reckon_moments,
    remove_day,
)
from appointments.planning.services import rebooking as rebooking_service
from appointments.planning.week import hours_of, week_of
from appointments.services import book_slot, cancel_booking, mark_arrived, move_booking
from portal import clock
from portal.events.actor import SYSTEM, Actor, actor_of
from portal.events.models import Event
from portal.jobs.services import run_piece
from portal.legal.calendar import is_working_day
from tests.appointments.world import make_desk, make_offered, make_reception, make_service, opened, reopen, when
from tests.factories import make_office, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor() -> Any:
    return make_user("supervisor")


def working_day(after: int = 2) -> date:
    day = clock.today() + timedelta(days=after)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def hours(desk: Desk, offered: ServiceAtOffice, day: date, **fields: Any) -> dict[str, Any]:
    plain = {"break_starts": None, "break_ends": None, "valid_from": day, "valid_until": None}
    return {"desk": desk, "offered": offered, "weekday": day.weekday(), "starts": time(9), "ends": time(11), **plain, **fields}


def planned(supervisor: Any, day: date, **fields: Any) -> tuple[ServiceAtOffice, Desk]:
    offered = make_offered(horizon_days=60)
    desk = make_desk(offered.reception)
    put_hours(reception_id=offered.reception_id, values=hours(desk, offered, day, **fields), actor=actor_of(supervisor))
    opened(offered)
    return offered, desk


def booked(slot: Slot) -> Booking:
    user = make_user()
    return book_slot(**when(slot), person_id=make_person(user).pk, actor=actor_of(user))


def closed(day: date) -> dict[str, Any]:
    reason = {"reason_ru": "Ремонт", "reason_en": "Repairs"}
    return {"kind": "closed", "desk": None, "first_day": day, "last_day": day, "as_weekday": None, **reason}


# ---- what is refused


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"starts": time(11), "ends": time(9)}, HoursUpsideDown),
        ({"starts": time(9), "ends": time(9)}, HoursUpsideDown),
        ({"break_starts": time(8), "break_ends": time(10)}, BreakOutside),
        ({"break_starts": time(10)}, BreakOutside),
        ({"break_starts": time(10, 30), "break_ends": time(10)}, BreakOutside),
        ({"valid_until": date(2020, 1, 1)}, DaysUpsideDown),
        ({"starts": time(10), "ends": time(12)}, HoursOverlap),
    ],
)
def test_hours_that_cannot_be_are_refused_and_nothing_changes(supervisor: Any, fields: dict[str, Any], refusal: type[Exception]) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    before = list(Slot.objects.values_list("pk", "state"))
    with pytest.raises(refusal):
        put_hours(reception_id=offered.reception_id, values=hours(desk, offered, day, **fields), actor=actor_of(supervisor))
    assert (ScheduleLine.objects.count(), list(Slot.objects.values_list("pk", "state"))) == (1, before)


def test_hours_that_follow_one_another_do_not_overlap(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    later = hours(desk, offered, day, starts=time(11), ends=time(12))
    assert put_hours(reception_id=offered.reception_id, values=later, actor=actor_of(supervisor)).added > 0


def test_a_desk_of_another_office_is_refused(supervisor: Any) -> None:
    offered = make_offered()
    elsewhere = make_desk(make_reception(make_office("780-001")))
    with pytest.raises(OfAnotherOffice):
        put_hours(reception_id=offered.reception_id, values=hours(elsewhere, offered, working_day()), actor=actor_of(supervisor))


def test_shares_of_more_than_all_places_are_refused(supervisor: Any) -> None:
    offered = make_offered()
    with pytest.raises(SharesTooLarge):
        put_service(
            reception_id=offered.reception_id,
            offered_id=offered.pk,
            values={"walk_in_percent": 60, "urgent_percent": 41},
            actor=actor_of(supervisor),
        )


# ---- what a change does, before and after


def test_a_preview_says_what_the_change_does_and_changes_nothing(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day, valid_until=day)
    booked(desk.slots.earliest("starts_at"))

    def close() -> None:
        put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))

    effect = effect_of(offered.reception, close)
    assert [(one.day, one.before, one.after, one.gone, one.hit) for one in effect.days] == [(day, 6, 0, 6, 1)]
    assert [(one.booking.number, one.day) for one in effect.proposals] == [(Booking.objects.get().number, None)]
    assert not DayChange.objects.exists()
    assert Slot.objects.filter(state="free").count() == 5
    close()
    assert (Slot.objects.filter(state="free").count(), conflicts(offered.reception_id).count()) == (0, 1)


def test_a_preview_shows_places_that_only_change(supervisor: Any) -> None:
    """A break that moves, and places that are kept for others: as many as before, and not the same."""
    day = working_day()
    offered, desk = planned(supervisor, day, valid_until=day, break_starts=time(9, 20), break_ends=time(9, 40))
    line = {**hours(desk, offered, day), "valid_until": day}
    as_it_is = {**line, "break_starts": time(9, 20), "break_ends": time(9, 40)}
    moved = {**line, "break_starts": time(10), "break_ends": time(10, 20)}
    of = {"reception_id": offered.reception_id, "actor": actor_of(supervisor)}
    later = effect_of(offered.reception, lambda: put_hours(line_id=ScheduleLine.objects.get().pk, values=moved, **of))
    assert [(one.before, one.after, one.new, one.gone, one.hit) for one in later.days] == [(5, 5, 1, 1, 0)]
    shares = {"service": offered.service, "minutes": 20, "opens_at": time(10), "walk_in_percent": 40, "horizon_days": 60}
    kept = effect_of(offered.reception, lambda: put_service(offered_id=offered.pk, values=shares, **of))
    assert [(one.before, one.after, one.new, one.gone) for one in kept.days] == [(5, 5, 2, 2)]
    same = effect_of(offered.reception, lambda: put_hours(line_id=ScheduleLine.objects.get().pk, values=as_it_is, **of))
    assert same.days == ()


def test_a_change_is_an_event_that_says_who_and_what_came_of_it(supervisor: Any) -> None:
    planned(supervisor, working_day())
    event = Event.objects.filter(name="planning.PlanChanged").get()
    assert (event.actor_id, event.payload["part"], event.payload["how"]) == (supervisor.pk, "hours", "added")
    assert event.payload["added"] > 0


# ---- other times for people


def test_people_of_a_closed_day_get_the_nearest_free_times_and_each_only_once(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)  # the same weekday of the following weeks too
    two = [booked(slot) for slot in desk.slots.filter(day=day).order_by("at")[:2]]
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    proposed = [(one.day, one.at) for one in proposals(list(conflicts(offered.reception_id)))]
    assert len(set(proposed)) == 2
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    run_piece(rebooking.job_id)  # a second time finds nothing to do
    for booking, (new_day, at) in zip(two, proposed, strict=True):
        booking.refresh_from_db()
        assert (booking.state, booking.day, booking.at, booking.version) == ("booked", new_day, at, 2)
    moved = Event.objects.filter(name="appointments.BookingMoved")
    assert [event.payload["by_office"] for event in moved] == [True, True]
    rebooking.refresh_from_db()
    assert (rebooking.moved, rebooking.cancelled, conflicts(offered.reception_id).count()) == (2, 0, 0)


def test_who_was_slower_gets_the_next_free_time_and_is_not_cancelled(supervisor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    booking = booked(desk.slots.filter(day=day).earliest("at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor))
    assert rebooking is not None
    [first] = proposals(list(conflicts(offered.reception_id)))
    refused: list[tuple[date, time]] = []

    def somebody_was_faster(**asked: Any) -> Booking:
        if (asked["day"], asked["at"]) == (first.day, first.at):
            refused.append((asked["day"], asked["at"]))
            raise SlotTaken
        return move_booking(**asked)

    monkeypatch.setattr(rebooking_service, "move_booking", somebody_was_faster)
    run_piece(rebooking.job_id)
    booking.refresh_from_db()
    assert (booking.state, len(refused)) == ("booked", 1)
    assert (booking.day, booking.at) not in {(day, time(9)), (first.day, first.at)}


def test_without_a_free_time_the_appointment_is_cancelled_by_the_office(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day, valid_until=day)
    booking = booked(desk.slots.earliest("starts_at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert Event.objects.get(name="appointments.BookingCancelled").payload["by_office"] is True
    assert Rebooking.objects.get().cancelled == 1


def test_nobody_is_moved_past_the_deadline_of_the_case_or_suddenly_while_another_time_is_free() -> None:
    from appointments.rules.nearest import nearest

    noon = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("UTC"))
    late, early = (noon + timedelta(hours=1), date(2026, 12, 2)), (noon - timedelta(days=3), date(2026, 11, 28))
    long_before, day_before = noon - timedelta(days=5), noon - timedelta(days=3, hours=20)
    assert nearest([late, early], to=noon, deadline=None, now=long_before) == late
    assert nearest([late, early], to=noon, deadline=date(2026, 12, 1), now=long_before) == early
    assert nearest([late], to=noon, deadline=date(2026, 12, 1), now=long_before) == late
    assert nearest([], to=noon, deadline=None, now=long_before) is None
    far = (noon + timedelta(days=9), date(2026, 12, 10))
    assert nearest([far, early], to=noon, deadline=None, now=long_before) == early
    assert nearest([far, early], to=noon, deadline=None, now=day_before) == far
    assert nearest([early], to=noon, deadline=None, now=day_before) == early
    assert nearest([far, early], to=noon, deadline=date(2026, 12, 1), now=day_before) == early


def test_a_second_act_while_the_first_is_under_way_is_the_first(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    booked(desk.slots.earliest("starts_at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    acts = [find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor)) for _time in range(2)]
    assert acts[0] == acts[1]


def test_days_that_follow_the_plan_again_give_the_appointment_its_place_back(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    booked(desk.slots.filter(day=day).earliest("at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    remove_day(reception_id=offered.reception_id, change_id=DayChange.objects.get().pk, actor=actor_of(supervisor))
    assert conflicts(offered.reception_id).count() == 0
    assert desk.slots.filter(day=day, state="free").count() == 5


def test_who_has_come_already_is_received_and_is_no_conflict(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    mark_arrived(booking_id=booked(desk.slots.filter(day=day).earliest("at")).pk, actor=SYSTEM)
    made = put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    assert (made.in_conflict, conflicts(offered.reception_id).count()) == (0, 0)
    assert not Event.objects.filter(name="planning.AppointmentsInConflict").exists()


def test_supervisors_hear_that_appointments_lost_their_places(supervisor: Any) -> None:
    from appointments.planning.messages import in_conflict

    day = working_day()
    offered, desk = planned(supervisor, day)
    booked(desk.slots.filter(day=day).earliest("at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    event = Event.objects.get(name="planning.AppointmentsInConflict")
    assert [notice.user_id for notice in in_conflict(event)] == [supervisor.pk]
    make_places(reception_id=offered.reception_id)
    assert Event.objects.filter(name="planning.AppointmentsInConflict").count() == 1


# ---- the wall clock


def test_after_a_decree_people_come_at_the_hour_they_were_told(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    first, second = (booked(slot) for slot in desk.slots.filter(day=day).order_by("at")[:2])
    values = {"zone": "Europe/Samara"}  # one hour ahead of Moscow: each visit moves into the hour of its neighbours
    put_reception(reception_id=offered.reception_id, values=values, actor=actor_of(supervisor))
    for booking, at in ((first, time(9)), (second, time(9, 20))):
        before = booking.starts_at
        booking.refresh_from_db()
        assert (booking.at, booking.starts_at) == (at, before - timedelta(hours=1))
        assert booking.slot.starts_at == booking.starts_at
    assert Event.objects.get(name="planning.ZoneReckoned").payload["bookings"] == 2
    assert reckon_moments(reception_id=offered.reception_id, actor=SYSTEM) == 0


def test_visits_that_trade_moments_do_not_stand_in_each_others_way(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    bookings = [booked(slot) for slot in desk.slots.filter(day=day).order_by("at")]
    Reception.objects.filter(pk=offered.reception_id).update(zone="Europe/Kaliningrad")
    assert reckon_moments(reception_id=offered.reception_id, actor=SYSTEM) >= 2 * len(bookings)
    for booking in bookings:
        before = booking.starts_at
        booking.refresh_from_db()
        assert booking.starts_at == before + timedelta(hours=1)


# ---- promises


def test_an_appointment_that_lost_its_place_beside_the_services_is_counted(supervisor: Any) -> None:
    day = working_day()
    _offered, desk = planned(supervisor, day)
    slot = booked(desk.slots.filter(day=day).earliest("at")).slot
    assert lost_silently() == 0
    Slot.objects.filter(pk=slot.pk).update(state="closed")
    assert lost_silently() == 1


# ---- pages


def in_english(user: Any) -> Client:
    return sign_in(user, client=Client(headers={"accept-language": "en"}))


def test_the_supervisor_sees_the_effect_first_and_keeps_it_then(supervisor: Any) -> None:
    day = working_day()
    _offered, desk = planned(supervisor, day, valid_until=day)
    booked(desk.slots.earliest("starts_at"))
    client, typed = in_english(supervisor), {**closed(day), "desk": "", "as_weekday": ""}
    typed["first_day"] = typed["last_day"] = day.strftime("%d.%m.%Y")
    address = reverse("admin:planning_add", args=["770-001", "day"])
    shown = client.post(address, typed)
    assert shown.status_code == 200
    assert "1 appointment loses its time" in shown.content.decode()
    assert Booking.objects.get().number in shown.content.decode()
    assert "nothing is free" in shown.content.decode()
    assert not DayChange.objects.exists()
    kept = client.post(address, {**typed, "keep": "1"})
    assert kept["Location"] == reverse("admin:planning_conflicts", args=["770-001"])
    page = client.get(kept["Location"]).content.decode()
    assert Booking.objects.get().number in page
    assert "nothing is free" in page


def test_a_wrong_field_is_named_and_what_was_typed_stays(supervisor: Any) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    typed = {
        "desk": desk.pk, "offered": offered.pk, "weekdays": [day.weekday()], "starts": "12:00", "ends": "10:00", "break_starts": "",
        "break_ends": "", "valid_from": day.strftime("%d.%m.%Y"), "valid_until": "", "keep": "1",
    }  # fmt: skip
    page = in_english(supervisor).post(reverse("admin:planning_add", args=["770-001", "hours"]), typed).content.decode()
    assert "The end lies before the beginning." in page
    assert 'value="12:00"' in page


def test_the_plan_of_another_office_is_not_there(supervisor: Any) -> None:
    make_reception(make_office("780-001"))
    client = in_english(supervisor)
    assert client.get(reverse("admin:planning_week", args=["780-001"])).status_code == 404
    operator = sign_in(make_user("operator"))
    assert operator.get(reverse("admin:planning_week", args=["780-001"])).status_code == 200


def test_services_of_the_plan_are_named_in_the_language_of_the_page(supervisor: Any) -> None:
    planned(supervisor, working_day())
    make_service("another", name_ru="Другая услуга", name_en="Another service")
    client = in_english(supervisor)
    for part, name in (("hours", "Fingerprints"), ("service", "Another service")):
        page = client.get(reverse("admin:planning_add", args=["770-001", part])).text
        assert name in page
        assert "Отпечатки" not in page
        assert "Другая услуга" not in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "x", "٢٠٢٦-٠١-٠١"])
def test_no_day_in_the_address_breaks_the_week(supervisor: Any, day: str) -> None:
    planned(supervisor, working_day())
    assert sign_in(supervisor).get(reverse("admin:planning_week", args=["770-001"]), {"day": day}).status_code == 200


def test_the_week_shows_what_is_planned_and_taken(supervisor: Any) -> None:
    day = working_day()
    _offered, desk = planned(supervisor, day)
    booked(desk.slots.filter(day=day).earliest("at"))
    page = in_english(supervisor).get(reverse("admin:planning_week", args=["770-001"]), {"day": day.isoformat()}).content.decode()
    assert "1 of 6 taken" in page
    assert "09:00–10:40" in page


def test_the_week_counts_a_place_once_however_often_it_was_given_back(supervisor: Any) -> None:
    """And says at which desk an appointment has lost its place."""
    day = working_day()
    offered, desk = planned(supervisor, day)
    first = desk.slots.filter(day=day).earliest("at")
    for _time in range(3):
        cancel_booking(booking_id=booked(first).pk, actor=SYSTEM)
        reopen(first)
    booked(first)
    ((_desk, cell),) = week_of(offered.reception, day).days[day.weekday()].by_desk
    assert (cell.places, cell.taken, cell.in_conflict) == (6, 1, 0)
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    ((_desk, cell),) = week_of(offered.reception, day).days[day.weekday()].by_desk
    assert (cell.places, cell.taken, cell.in_conflict) == (0, 0, 1)


def test_equal_hours_of_a_desk_are_one_row_with_a_way_to_each_day(supervisor: Any) -> None:
    day, today = working_day(), clock.today()
    offered, desk = planned(supervisor, day)
    reception_id, actor = offered.reception_id, actor_of(supervisor)

    def also(weekday: int, **fields: Any) -> None:
        put_hours(reception_id=reception_id, values={**hours(desk, offered, today), "weekday": weekday % 7, **fields}, actor=actor)

    ScheduleLine.objects.update(valid_from=today)
    also(day.weekday() + 1)
    also(day.weekday() + 2, break_starts=time(10), break_ends=time(10, 20))
    also(day.weekday() + 3, valid_from=today + timedelta(days=1))
    also(day.weekday() + 4, valid_until=today + timedelta(days=9))
    rows = hours_of(offered.reception, today)
    assert sorted(len(row.lines) for row in rows) == [1, 1, 1, 2]
    assert [row.begin_on for row in rows if row.begin_on] == [today + timedelta(days=1)]
    page = in_english(supervisor).get(reverse("admin:planning_week", args=["770-001"])).content.decode()
    for line in ScheduleLine.objects.all():
        assert page.count(f'href="{reverse("admin:planning_edit", args=["770-001", "hours", line.pk])}"') == 1


def typed_hours(desk: Desk, offered: ServiceAtOffice, **fields: Any) -> dict[str, Any]:
    plain = {"starts": "09:00", "ends": "11:00", "break_starts": "", "break_ends": "", "valid_until": ""}
    return {"desk": desk.pk, "offered": offered.pk, "valid_from": f"{clock.today():%d.%m.%Y}", **plain, **fields}


def test_hours_are_added_for_several_weekdays_at_once_or_for_none(supervisor: Any) -> None:
    offered = make_offered(horizon_days=60)
    desk, client = make_desk(offered.reception), in_english(supervisor)
    address = reverse("admin:planning_add", args=["770-001", "hours"])
    shown = client.post(address, typed_hours(desk, offered, weekdays=[0, 2, 4]))
    assert shown.status_code == 200
    assert "What this will do" in shown.text
    assert not ScheduleLine.objects.exists()
    client.post(address, typed_hours(desk, offered, weekdays=[0, 2, 4], keep="1"))
    assert sorted(ScheduleLine.objects.values_list("weekday", flat=True)) == [0, 2, 4]
    refused = client.post(address, typed_hours(desk, offered, weekdays=[1, 2], keep="1"))
    assert "This desk has other hours at that time" in refused.text
    assert "Fill in: weekdays" in (none := client.post(address, typed_hours(desk, offered, keep="1")).text) or "Choose" in none
    assert ScheduleLine.objects.count() == 3


def test_a_change_of_hours_may_go_for_the_weekdays_that_have_the_same(supervisor: Any) -> None:
    offered = make_offered(horizon_days=60)
    desk, client = make_desk(offered.reception), in_english(supervisor)
    client.post(reverse("admin:planning_add", args=["770-001", "hours"]), typed_hours(desk, offered, weekdays=[0, 2, 4], keep="1"))
    client.post(
        reverse("admin:planning_add", args=["770-001", "hours"]), typed_hours(desk, offered, weekdays=[1], starts="10:00", keep="1")
    )
    monday, wednesday, friday = ScheduleLine.objects.filter(weekday__in=[0, 2, 4]).order_by("weekday")
    address = reverse("admin:planning_edit", args=["770-001", "hours", monday.pk])
    page = client.get(address).text
    assert [f'value="{line.pk}"' in page for line in (wednesday, friday)] == [True, True]
    lunch = typed_hours(desk, offered, weekday=0, break_starts="10:00", break_ends="10:20", keep="1")
    other = ScheduleLine.objects.get(weekday=1)
    assert client.post(address, {**lunch, "also": [other.pk]}).status_code == 200  # its hours are others
    assert client.post(address, {**lunch, "also": [friday.pk]}).status_code == 302
    found = dict(ScheduleLine.objects.values_list("weekday", "break_starts"))
    assert found == {0: time(10), 1: None, 2: None, 4: time(10)}


# ---- pressed twice, or by two people


def test_closing_a_day_pressed_twice_closes_it_once(supervisor: Any) -> None:
    day = working_day()
    offered, _desk = planned(supervisor, day)
    for _press in range(2):
        put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    assert DayChange.objects.count() == 1
    assert Event.objects.filter(name="planning.PlanChanged", payload__part="day").count() == 1
    put_day(reception_id=offered.reception_id, values={**closed(day), "last_day": day + timedelta(days=1)}, actor=actor_of(supervisor))
    assert DayChange.objects.count() == 2


def test_a_closed_day_pressed_twice_leads_to_the_people_whom_it_hits_both_times(supervisor: Any) -> None:
    day = working_day()
    _offered, desk = planned(supervisor, day)
    booked(desk.slots.filter(day=day).earliest("at"))
    typed = {**closed(day), "desk": "", "as_weekday": "", "keep": "1"}
    typed["first_day"] = typed["last_day"] = day.strftime("%d.%m.%Y")
    client = in_english(supervisor)
    answers = [client.post(reverse("admin:planning_add", args=["770-001", "day"]), typed) for _press in range(2)]
    assert {answer["Location"] for answer in answers} == {reverse("admin:planning_conflicts", args=["770-001"])}


def test_a_desk_and_a_service_are_there_once(supervisor: Any) -> None:
    offered, desk = planned(supervisor, working_day())
    of = {"reception_id": offered.reception_id, "actor": actor_of(supervisor)}
    with pytest.raises(DeskKnown):
        put_desk(values={"name": desk.name, "is_open": True}, **of)
    with pytest.raises(ServiceHereAlready):
        put_service(values={"service": offered.service, "minutes": 20, "opens_at": time(9)}, **of)
    assert put_desk(desk_id=desk.pk, values={"name": desk.name, "is_open": False}, **of)
    page = in_english(supervisor).post(reverse("admin:planning_add", args=["770-001", "desk"]), {"name": desk.name, "keep": "1"})
    assert "There is a desk with this name already." in page.text
    assert Desk.objects.count() == 1


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_what_a_colleague_removes_at_this_moment_is_not_found(supervisor: Any, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    day = working_day()
    offered, desk = planned(supervisor, day)
    line = ScheduleLine.objects.get()
    really = views._part

    def removed_after_the_look(*told: Any) -> Any:
        found = really(*told)
        ScheduleLine.objects.all().delete()
        return found

    monkeypatch.setattr(views, "_part", removed_after_the_look)
    typed = {**hours(desk, offered, day), "desk": desk.pk, "offered": offered.pk, "valid_from": f"{day:%d.%m.%Y}", "keep": "1"}
    sent = {name: value for name, value in typed.items() if value is not None}
    address = reverse(f"admin:planning_{act}", args=["770-001", "hours", line.pk])
    assert sign_in(supervisor).post(address, sent).status_code == 404


def test_the_task_finds_every_reception_in_line(supervisor: Any) -> None:
    from appointments.planning.tasks import make_places_ahead

    planned(supervisor, working_day())
    make_places_ahead()
    assert not Event.objects.filter(name__in=["planning.ZoneReckoned", "planning.AppointmentsInConflict"]).exists()


def test_an_act_of_nobody_is_refused(supervisor: Any) -> None:
    offered, _desk = planned(supervisor, working_day())
    assert find_new_times(reception_id=offered.reception_id, actor=Actor("officer", supervisor.pk)) is None
