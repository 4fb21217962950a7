"""A decree moves the clock of an office: day and hour stay, the moments follow, and what was kept elsewhere is put right."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from appointments.messages import reckoned
from appointments.models import Booking, Slot
from appointments.planning.conflicts import conflicts
from appointments.planning.services import put_day, put_hours, put_reception, reckon_moments
from appointments.rules.grid import moment_of
from appointments.services import book_slot, cancel_booking, hold_slot, move_booking, remind_due
from appointments.waiting.services import accept_offer
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.appointments.waiting.world import booked as booked_there
from tests.appointments.waiting.world import free, open_offer, stop_clock, wait
from tests.appointments.world import make_desk, make_offered, make_reception, make_slot, when
from tests.factories import make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
SAMARA = {"zone": "Europe/Samara"}  # an hour ahead of Moscow
NEW_YORK = ZoneInfo("America/New_York")


def booked(**fields: Any) -> tuple[Booking, Any]:
    user = make_user()
    return book_slot(**when(make_slot(make_offered(), **fields)), person_id=make_person(user).pk, actor=SYSTEM), user


def decree(booking: Booking, values: dict[str, Any] | None = None) -> None:
    """The plan of these tests has no hours, so only the moments are reckoned."""
    reception = booking.offered.reception
    type(reception).objects.filter(pk=reception.pk).update(**(values or SAMARA))
    reckon_moments(reception_id=reception.pk, actor=SYSTEM)
    booking.refresh_from_db()


def entry(user: Any, booking: Booking) -> Any:
    return vobject.readOne(sign_in(user).get(f"/appointments/{booking.number}/calendar.ics").content.decode()).vevent


def test_a_calendar_replaces_the_entry_that_the_decree_made_wrong() -> None:
    booking, user = booked()
    before = entry(user, booking)
    decree(booking)
    after = entry(user, booking)
    assert after.uid.value == before.uid.value
    assert after.dtstart.value == before.dtstart.value - timedelta(hours=1)
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value.astimezone(ZoneInfo("Europe/Samara")).time() == booking.at
    decree(booking)  # nothing is left to reckon
    assert entry(user, booking).sequence.value == after.sequence.value
    moved = move_booking(booking_id=booking.pk, **when(make_slot(booking.offered, at=time(15))), actor=SYSTEM)
    assert int(entry(user, moved).sequence.value) == int(after.sequence.value) + 1


def test_people_hear_once_that_the_hour_stays_and_the_entry_does_not() -> None:
    booking, user = booked()
    held = hold_slot(**when(make_slot(booking.offered, in_days=4)), person_id=make_person(make_user()).pk, actor=SYSTEM)
    gone, _user = booked(in_days=5)
    cancel_booking(booking_id=gone.pk, actor=SYSTEM)
    decree(booking)
    decree(booking)
    told = Event.objects.filter(name="appointments.VisitReckoned")
    assert list(told.values_list("subject_id", flat=True)) == [booking.pk]
    assert Booking.objects.get(pk=held.pk).starts_at == held.starts_at - timedelta(hours=1)
    (notice,) = reckoned(told.get())
    assert (notice.user_id, notice.template) == (user.pk, "appointments/messages/reckoned")
    decree(booking, {"zone": "Europe/Moscow"})  # taken back before the letter was written
    assert list(reckoned(told.earliest("pk"))) == []
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    assert list(reckoned(told.latest("pk"))) == []


def test_a_reminder_that_was_sent_is_not_sent_again_and_one_that_is_due_comes_by_the_new_moment() -> None:
    booking, _user = booked(in_days=5)
    told = Event.objects.filter(name="appointments.VisitComesNear")
    remind_due(now=booking.starts_at - timedelta(hours=72))
    decree(booking, {"zone": "Europe/Kaliningrad"})  # the visit is an hour later than it was
    remind_due(now=booking.starts_at - timedelta(hours=72))
    assert [event.payload["hours"] for event in told] == [72]
    remind_due(now=booking.starts_at - timedelta(hours=3, minutes=30))
    assert told.count() == 1
    remind_due(now=booking.starts_at - timedelta(hours=3))
    assert [event.payload["hours"] for event in told.order_by("pk")] == [72, 3]


def test_free_places_open_at_the_hour_of_the_new_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    # A Friday morning: no visit is tomorrow, which would open at a secret moment, and the next hour is 12 hours away by both clocks.
    stop_clock(monkeypatch, datetime(2026, 6, 19, 7, tzinfo=ZoneInfo("UTC")))
    offered = make_offered(horizon_days=3, opens_at=time(10))
    hours = {
        "starts": time(9),
        "ends": time(10),
        "break_starts": None,
        "break_ends": None,
        "valid_from": clock.today(),
        "valid_until": None,
    }
    desk = make_desk(offered.reception)
    of = {"reception_id": offered.reception_id, "actor": SYSTEM}
    for weekday in range(7):
        put_hours(values={**hours, "desk": desk, "offered": offered, "weekday": weekday}, **of)
    before = dict(Slot.objects.values_list("pk", "opens_at"))
    put_reception(values=SAMARA, **of)
    after = dict(Slot.objects.filter(starts_at__gt=clock.now(), pk__in=before).values_list("pk", "opens_at"))
    assert after
    assert {key: before[key] - timedelta(hours=1) for key in after} == after


def test_an_offer_of_the_waiting_list_stands_and_is_accepted_for_the_same_hour() -> None:
    offered = make_offered()
    first = booked_there(offered, in_days=5)
    waiting = wait(offered)
    slot = free(first)
    offer = open_offer(waiting)
    decree(first)
    assert (Slot.objects.get(pk=slot.pk).held_until, open_offer(waiting).accept_until) == (slot.held_until, offer.accept_until)
    booking = accept_offer(offer_id=offer.pk, actor=SYSTEM)
    assert (booking.day, booking.at, booking.starts_at) == (slot.day, slot.at, slot.starts_at - timedelta(hours=1))


def skipped_day() -> date:
    """The next day on which the clock of New York has no half past two."""
    day = clock.today() + timedelta(days=2)
    while moment_of(day, time(2, 30), NEW_YORK) is not None:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("skips", [True, False])
def test_a_visit_in_an_hour_that_the_new_clock_skips_needs_another_time(skips: bool) -> None:
    """Beside it a visit in an hour that the clock has, which stays: so the plan still has that day."""
    offered = make_offered(make_reception(zone="America/Bogota"), horizon_days=366)  # five hours behind UTC all the year
    desk, day, of = make_desk(offered.reception), skipped_day(), {"reception_id": offered.reception_id, "actor": SYSTEM}
    hours = {"starts": time(2), "ends": time(5), "break_starts": None, "break_ends": None, "valid_from": day, "valid_until": day}
    put_hours(values={**hours, "desk": desk, "offered": offered, "weekday": day.weekday()}, **of)
    reason = {"reason_ru": "Работаем", "reason_en": "Open"}
    put_day(values={"kind": "open", "desk": None, "first_day": day, "last_day": day, "as_weekday": day.weekday(), **reason}, **of)
    Slot.objects.update(opens_at=clock.now() - timedelta(days=1))
    at = {True: time(2, 40), False: time(4)}[skips]
    booking = book_slot(offered_id=offered.pk, day=day, at=at, person_id=make_person(make_user()).pk, actor=SYSTEM)
    assert booking.starts_at == datetime.combine(day, at, ZoneInfo("America/Bogota"))
    put_reception(values={"zone": NEW_YORK.key}, **of)
    assert [one.pk for one in conflicts(offered.reception_id)] == ([booking.pk] if skips else [])
    booking.refresh_from_db()
    assert (booking.state, booking.at) == ("booked", at)
    assert Event.objects.filter(name="planning.AppointmentsInConflict").exists() is skips
