"""Reminders come three days and three hours before, once, and never for a time that is not the person's any more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appointments.messages import near
from appointments.models import Booking, VisitReminder
from appointments.rules.reminding import due
from appointments.services import book_slot, cancel_booking, move_booking, remind_due, reminding
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_child, make_person, make_user

VISIT = datetime(2026, 12, 10, 9, tzinfo=UTC)
LONG_AGO = VISIT - timedelta(days=20)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("before", "hours"),
    [
        (timedelta(hours=72) + MINUTE, None),
        (timedelta(hours=72), 72),
        (timedelta(hours=3) + MINUTE, 72),
        (timedelta(hours=3), 3),
        (MINUTE, 3),
        (timedelta(0), None),
        (-MINUTE, None),
    ],
)
def test_the_reminder_that_is_due(before: timedelta, hours: int | None) -> None:
    assert due(VISIT, settled_at=LONG_AGO, now=VISIT - before) == hours


def test_who_took_the_time_later_than_the_reminder_is_not_reminded() -> None:
    settled = VISIT - timedelta(hours=71)
    assert due(VISIT, settled_at=settled, now=settled + MINUTE) is None
    assert due(VISIT, settled_at=settled, now=VISIT - timedelta(hours=2)) == 3


def booked(days: int = 5) -> tuple[Booking, Any]:
    user = make_user()
    actor = actor_of(user)
    return book_slot(**when(make_slot(make_offered(horizon_days=30), in_days=days)), person_id=make_person(user).pk, actor=actor), actor


def reminded() -> list[int]:
    return [event.payload["hours"] for event in Event.objects.filter(name="appointments.VisitComesNear").order_by("pk")]


@pytest.mark.django_db
def test_each_reminder_is_sent_once_however_often_the_task_runs() -> None:
    booking, _actor = booked()
    for before in (timedelta(hours=73), timedelta(hours=71), timedelta(hours=70), timedelta(hours=3), timedelta(hours=1)):
        remind_due(now=booking.starts_at - before)
        remind_due(now=booking.starts_at - before)
    assert reminded() == [72, 3]
    assert VisitReminder.objects.count() == 2


@pytest.mark.django_db
def test_times_taken_too_late_for_a_reminder_do_not_stand_before_those_that_are_due(monkeypatch: Any) -> None:
    monkeypatch.setattr("appointments.services.reminding.AT_MOST", 2)
    late, due_one = [booked(days=1)[0] for _number in range(3)], booked(days=2)[0]
    Booking.objects.filter(pk=due_one.pk).update(confirmed_at=due_one.starts_at - timedelta(days=10))
    remind_due(now=clock.now())
    assert list(VisitReminder.objects.values_list("booking_id", "hours")) == [(due_one.pk, 72)]
    assert len({one.pk for one in late}) == 3


@pytest.mark.django_db
def test_a_cancelled_visit_is_not_reminded_of_and_a_letter_on_its_way_is_not_written() -> None:
    booking, actor = booked()
    remind_due(now=booking.starts_at - timedelta(hours=71))
    cancel_booking(booking_id=booking.pk, actor=actor)
    assert list(near(Event.objects.get(name="appointments.VisitComesNear"))) == []
    remind_due(now=booking.starts_at - timedelta(hours=2))
    assert reminded() == [72]


@pytest.mark.django_db
def test_a_moved_visit_is_reminded_of_at_its_new_time() -> None:
    booking, actor = booked()
    remind_due(now=booking.starts_at - timedelta(hours=71))
    later = make_slot(booking.offered, in_days=9)
    moved = move_booking(booking_id=booking.pk, **when(later), actor=actor)
    assert list(near(Event.objects.get(name="appointments.VisitComesNear"))) == []
    remind_due(now=moved.starts_at - timedelta(hours=71))
    assert reminded() == [72, 72]
    assert moved.confirmed_at is not None
    assert moved.confirmed_at > clock.now() - MINUTE


@pytest.mark.django_db
def test_the_parent_hears_of_the_visit_of_a_child_by_name() -> None:
    parent = make_person(make_user())
    child = make_child(parent).child
    slot = make_slot(make_offered(horizon_days=30), in_days=5)
    booking = book_slot(**when(slot), person_id=child.pk, actor=actor_of(parent.user))
    remind_due(now=booking.starts_at - timedelta(hours=71))
    (notice,) = near(Event.objects.get(name="appointments.VisitComesNear"))
    assert notice.user_id == parent.user_id
    assert notice.about


@pytest.mark.django_db
def test_an_appointment_that_is_cancelled_between_the_look_and_the_lock_is_not_reminded_of(monkeypatch: pytest.MonkeyPatch) -> None:
    booking, actor = booked()
    soon = booking.starts_at - timedelta(hours=2)
    really = reminding._remind

    def cancelled_meanwhile(booking_id: int, now: datetime) -> bool:
        cancel_booking(booking_id=booking_id, actor=actor)
        return really(booking_id, now)

    monkeypatch.setattr(reminding, "_remind", cancelled_meanwhile)
    assert remind_due(now=soon) == 0
    assert not VisitReminder.objects.exists()
    assert not Event.objects.filter(name="appointments.VisitComesNear").exists()
