"""A time that the office has closed is no visit: nobody is reminded of it, said to have missed it, or charged for leaving it."""

from datetime import timedelta
from typing import Any

import pytest

from appointments.models import Booking, Slot
from appointments.planning.events import AppointmentsInConflict
from appointments.planning.services import put_day, warn_of_conflicts
from appointments.services import book_slot, cancel_booking, mark_missed_before, move_booking, remind_due
from appointments.services.limits import outlook
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.appointments.test_planning import closed, planned, working_day
from tests.appointments.world import english, make_slot, when
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db


def in_a_closed_time(after: int = 4) -> Booking:
    """Confirmed a week before; then the office closed the day and did nothing more."""
    supervisor, day = make_user("supervisor"), working_day(after)
    offered, desk = planned(supervisor, day, valid_until=day)
    user = make_user()
    booking = book_slot(**when(desk.slots.earliest("starts_at")), person_id=make_person(user).pk, actor=actor_of(user))
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=clock.now() - timedelta(days=7))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    booking.refresh_from_db()
    assert booking.slot.state == Slot.State.CLOSED
    return booking


def letters(booking: Booking) -> list[str]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=booking.person.user).order_by("pk").values_list("subject", flat=True))


def test_nobody_is_reminded_of_a_closed_time() -> None:
    booking = in_a_closed_time()
    assert remind_due(now=booking.starts_at - timedelta(hours=2)) == 0
    Slot.objects.filter(pk=booking.slot_id).update(state=Slot.State.BOOKED)
    assert remind_due(now=booking.starts_at - timedelta(hours=2)) == 1


def test_a_closed_time_that_passes_is_the_fault_of_the_office_and_the_person_is_told() -> None:
    booking = in_a_closed_time()
    after = {"reception_id": booking.offered.reception_id, "today": booking.day + timedelta(days=1)}
    assert (mark_missed_before(**after), mark_missed_before(**after)) == (1, 0)
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert not Event.objects.filter(name="appointments.BookingMissed").exists()
    assert "did not receive you" in letters(booking)[-1]
    assert outlook([booking.person_id], booking.offered, now=clock.now()).left == booking.service.changes


def test_leaving_a_closed_time_counts_for_nobody_and_is_allowed_when_all_changes_are_used_up() -> None:
    booking = in_a_closed_time()
    service = booking.service
    service.changes = 0
    service.save()
    other = make_slot(booking.offered, in_days=6)
    user = booking.person.user
    assert user is not None
    page = english(user).get(f"/appointments/{booking.number}/").text
    assert "The office has closed this time" in page
    assert f"?move={booking.number}" in page
    assert not [said for said in ("can be moved again from", "You have an appointment", "Show this at the entrance") if said in page]
    move_booking(booking_id=booking.pk, **when(other), actor=actor_of(user))
    service.changes = 1
    service.save()
    assert outlook([booking.person_id], booking.offered, now=clock.now()).left == 1
    assert "The office has closed this time" not in english(user).get(f"/appointments/{booking.number}/").text


def test_cancelling_a_closed_time_counts_for_nobody() -> None:
    booking = in_a_closed_time()
    cancel_booking(booking_id=booking.pk, actor=actor_of(booking.person.user))
    assert outlook([booking.person_id], booking.offered, now=clock.now()).left == booking.service.changes


@pytest.mark.parametrize(("hours", "warned"), [(49, 0), (47, 1)])
def test_supervisors_are_warned_once_a_day_of_closed_times_within_48_hours(monkeypatch: Any, hours: int, warned: int) -> None:
    booking = in_a_closed_time(6)
    reception = booking.offered.reception_id
    monkeypatch.setattr(clock, "now", lambda: booking.starts_at - timedelta(hours=hours))
    assert [warn_of_conflicts(reception_id=reception) for _time in range(2)] == [warned, 0]
    told = Event.objects.filter(name=AppointmentsInConflict.event_name(), payload__are_near=True)
    assert told.count() == warned


def test_who_was_moved_is_nobody_to_warn_of(monkeypatch: Any) -> None:
    booking = in_a_closed_time(6)
    other = make_slot(booking.offered, in_days=12)
    move_booking(booking_id=booking.pk, **when(other), actor=SYSTEM, by_office=True)
    monkeypatch.setattr(clock, "now", lambda: booking.starts_at - timedelta(hours=5))
    assert warn_of_conflicts(reception_id=booking.offered.reception_id) == 0
