"""Nobody travels to a closed office because its supervisor never came back to the list of whom the closing hit."""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from appointments.models import Booking, DayChange, Slot
from appointments.planning.events import CanBeReceivedAgain, CannotBeReceived
from appointments.planning.messages import can_be_received_again, cannot_be_received
from appointments.planning.services import find_new_times, make_places, put_day, remove_day, tell_who_is_expected, telling
from appointments.planning.tasks import make_places_ahead
from appointments.services import book_slot, cancel_booking, move_booking
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_piece
from portal.notifications.models import Message
from profiles.models import Person
from tests.appointments.test_planning import closed, planned, working_day
from tests.appointments.waiting.world import stop_clock
from tests.appointments.world import make_slot, when
from tests.cases.acts import all_at_once, without_locks
from tests.factories import make_child, make_person, make_user

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def expected(person: Person | None = None, *, after: int = 6) -> Booking:
    """Confirmed long before, at an office whose plan has that day only."""
    supervisor, day = make_user("supervisor"), working_day(after)
    _offered, desk = planned(supervisor, day, valid_until=day)
    person = person or make_person(make_user(language="en"))
    actor = actor_of(person.user) if person.user else SYSTEM
    booking = book_slot(**when(desk.slots.earliest("starts_at")), person_id=person.pk, actor=actor)
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=clock.now() - timedelta(days=7))
    return booking


def close(booking: Booking, monkeypatch: Any, *, before: timedelta = timedelta(days=4), **fields: Any) -> datetime:
    """The office closes the day so long before the visit, and does nothing more. That moment."""
    moment = booking.starts_at - before
    stop_clock(monkeypatch, moment)
    put_day(reception_id=booking.offered.reception_id, values={**closed(booking.day), **fields}, actor=SYSTEM)
    return moment


def told(booking: Booking) -> list[int]:
    """The versions of the appointment of whose times it was said."""
    said = Event.objects.filter(name=CannotBeReceived.event_name(), subject_type="appointments.booking", subject_id=booking.pk)
    return [event.payload["version"] for event in said.order_by("pk")]


def letters(user: Any) -> list[Message]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=user, channel="email").order_by("pk"))


def test_an_hour_after_the_closing_the_person_is_told_not_to_come_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    moment = close(booking, monkeypatch)
    for later in (timedelta(0), HOUR - MINUTE):
        stop_clock(monkeypatch, moment + later)
        make_places_ahead()
    assert told(booking) == []
    stop_clock(monkeypatch, moment + HOUR)
    make_places_ahead()
    assert told(booking) == [booking.version]
    assert letters(booking.person.user)[-1].subject.startswith("Do not come on")


@pytest.mark.parametrize(("before", "versions"), [(timedelta(hours=24), []), (timedelta(hours=24) - MINUTE, [1])])
def test_of_a_visit_within_24_hours_the_person_is_told_at_once(
    before: timedelta, versions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = expected()
    close(booking, monkeypatch, before=before)
    make_places_ahead()
    assert told(booking) == versions


def test_the_warning_of_the_supervisors_puts_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    moment = close(booking, monkeypatch, before=timedelta(hours=73))
    stop_clock(monkeypatch, moment + timedelta(hours=26))  # the task stood still until then
    make_places_ahead()
    warned = Event.objects.get(name="planning.AppointmentsInConflict", payload__are_near=True)
    assert warned.occurred_at == moment + timedelta(hours=26)
    assert told(booking) == [1]


def test_a_person_is_told_once_however_often_the_task_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    moment = close(booking, monkeypatch)
    for hours in (1, 2, 30, 80):
        stop_clock(monkeypatch, moment + timedelta(hours=hours))
        make_places_ahead()
    assert told(booking) == [1]
    assert len([one for one in letters(booking.person.user) if one.subject.startswith("Do not come")]) == 1


def test_whom_the_supervisor_moves_within_the_hour_gets_one_letter_only(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    letters(booking.person.user)
    moment = close(booking, monkeypatch)
    make_slot(booking.offered, in_days=9)
    rebooking = find_new_times(reception_id=booking.offered.reception_id, actor=actor_of(make_user("supervisor")))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    stop_clock(monkeypatch, moment + HOUR)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 0
    assert [one.subject.partition(" to ")[0] for one in letters(booking.person.user)[1:]] == ["The office moved your appointment"]


@pytest.mark.parametrize("meanwhile", ["moved", "cancelled", "opened again", "begun"])
def test_a_letter_on_its_way_is_not_written_when_it_is_not_true_any_more(meanwhile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    moment = close(booking, monkeypatch)
    stop_clock(monkeypatch, moment + HOUR)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 1
    event = Event.objects.get(name=CannotBeReceived.event_name())
    assert len(list(cannot_be_received(event))) == 1
    if meanwhile == "moved":
        move_booking(booking_id=booking.pk, **when(make_slot(booking.offered, in_days=9)), actor=actor_of(booking.person.user))
    elif meanwhile == "cancelled":
        cancel_booking(booking_id=booking.pk, actor=actor_of(booking.person.user))
    elif meanwhile == "opened again":
        open_again(booking)
    else:
        stop_clock(monkeypatch, booking.starts_at)
    assert list(cannot_be_received(event)) == []


def test_who_was_moved_into_a_time_that_is_closed_too_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    reception = booking.offered.reception_id
    moment = close(booking, monkeypatch)
    stop_clock(monkeypatch, moment + HOUR)
    assert tell_who_is_expected(reception_id=reception) == 1
    other = make_slot(booking.offered, in_days=9)
    move_booking(booking_id=booking.pk, **when(other), actor=SYSTEM, by_office=True)
    assert make_places(reception_id=reception).in_conflict == 1  # the plan knows no such place
    assert tell_who_is_expected(reception_id=reception) == 0
    stop_clock(monkeypatch, moment + 2 * HOUR)
    assert [tell_who_is_expected(reception_id=reception) for _time in range(2)] == [1, 0]
    assert told(booking) == [1, 2]


def open_again(booking: Booking) -> None:
    remove_day(reception_id=booking.offered.reception_id, change_id=DayChange.objects.get().pk, actor=SYSTEM)


def test_who_was_told_not_to_come_hears_once_that_the_time_is_open_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else she stays away from a visit that counts as missed."""
    booking = expected()
    moment = close(booking, monkeypatch)
    stop_clock(monkeypatch, moment + HOUR)
    make_places_ahead()
    letters(booking.person.user)
    open_again(booking)
    for _time in range(2):
        make_places_ahead()
    assert Event.objects.filter(name=CanBeReceivedAgain.event_name(), subject_id=booking.pk).count() == 1
    assert letters(booking.person.user)[-1].subject.startswith("Come after all on")
    close(booking, monkeypatch, before=timedelta(days=2))
    make_places_ahead()
    assert told(booking) == [1]
    stop_clock(monkeypatch, booking.starts_at - timedelta(days=2) + HOUR)
    make_places_ahead()
    assert told(booking) == [1, 1]
    assert letters(booking.person.user)[-1].subject.startswith("Do not come on")


def test_a_time_that_opens_again_before_anybody_was_told_is_not_spoken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    moment = close(booking, monkeypatch)
    open_again(booking)
    stop_clock(monkeypatch, moment + 2 * HOUR)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 0


def test_who_has_left_the_time_is_not_called_to_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    stop_clock(monkeypatch, close(booking, monkeypatch) + HOUR)
    make_places_ahead()
    open_again(booking)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 1
    event = Event.objects.get(name=CanBeReceivedAgain.event_name())
    assert len(list(can_be_received_again(event))) == 1
    cancel_booking(booking_id=booking.pk, actor=actor_of(booking.person.user))
    assert list(can_be_received_again(event)) == []


def test_nobody_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither whose time stays, nor who has cancelled, nor of a time that has passed."""
    booking = expected()
    moment = booking.starts_at - timedelta(days=4)
    stop_clock(monkeypatch, moment)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 0
    close(booking, monkeypatch)
    stop_clock(monkeypatch, booking.starts_at)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 0
    stop_clock(monkeypatch, moment + HOUR)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 0


WORDS = {
    "en": (
        "The office has closed the time of your appointment",
        "The reason: Repairs.",
        "Do not come at that time.",
        "does not count as a missed visit",
        "choose another time",
        "does not count among your changes",
        "the office must find you one",
        "You may complain there, too",
    ),
    "ru": (
        "Отделение закрыло время, на которое вы записаны",
        "Причина: Ремонт.",
        "Не приходите в это время.",
        "пропуском визита это не считается",
        "другое время",
        "вашим переносом это не считается",
        "время должно найти отделение",
        "Туда же можно пожаловаться",
    ),
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_letter_says_not_to_come_why_what_to_do_and_where_to_complain(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected(make_person(make_user(language=language)))
    stop_clock(monkeypatch, close(booking, monkeypatch) + HOUR)
    make_places_ahead()
    letter = letters(booking.person.user)[-1]
    assert letter.subject.startswith({"ru": "Не приходите", "en": "Do not come on"}[language])
    for words in (*WORDS[language], booking.number, f"/appointments/{booking.number}/"):
        assert words in letter.body


@pytest.mark.parametrize(("language", "words"), [("en", "The desk where you were expected is closed"), ("ru", "Окно, где вас ждали")])
def test_why_a_desk_is_closed_stays_in_the_office(language: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected(make_person(make_user(language=language)))
    stop_clock(monkeypatch, close(booking, monkeypatch, desk=booking.desk) + HOUR)
    make_places_ahead()
    letter = letters(booking.person.user)[-1]
    assert words in letter.body
    assert not [reason for reason in ("Repairs", "Ремонт") if reason in letter.body]


def test_the_guardian_of_a_child_hears_and_reads_whose_visit_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = make_person(make_user(language="en"))
    booking = expected(make_child(parent).child)
    stop_clock(monkeypatch, close(booking, monkeypatch) + HOUR)
    make_places_ahead()
    (notice,) = cannot_be_received(Event.objects.get(name=CannotBeReceived.event_name()))
    assert notice.user_id == parent.user_id
    assert notice.about
    assert notice.about in letters(parent.user)[-1].subject


# ---- two workers at the same moment


def two_workers(booking: Booking, monkeypatch: pytest.MonkeyPatch, *, patience: float) -> list[Any]:
    """Each has read whom it was said to before the other writes, unless a lock keeps it from reading."""
    plain, both = telling._last_words, threading.Barrier(2)

    def read(bookings: list[int]) -> dict[tuple[int, int], str]:
        found = plain(bookings)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=patience)
        return found

    monkeypatch.setattr(telling, "_last_words", read)
    return all_at_once([lambda: tell_who_is_expected(reception_id=booking.offered.reception_id)] * 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_tell_a_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = expected()
    stop_clock(monkeypatch, close(booking, monkeypatch) + HOUR)
    assert sorted(two_workers(booking, monkeypatch, patience=1)) == [0, 1]
    assert told(booking) == [1]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_tell_a_person_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    booking = expected()
    stop_clock(monkeypatch, close(booking, monkeypatch) + HOUR)
    without_locks(monkeypatch)
    assert two_workers(booking, monkeypatch, patience=30) == [1, 1]
    assert told(booking) == [1, 1]


def test_a_closing_of_which_no_supervisor_heard_puts_nothing_off() -> None:
    booking = expected()
    Slot.objects.filter(pk=booking.slot_id).update(state=Slot.State.CLOSED)
    assert tell_who_is_expected(reception_id=booking.offered.reception_id) == 1
