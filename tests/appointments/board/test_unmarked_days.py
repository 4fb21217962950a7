"""A day without any arrival says more about the office than about the people; what was marked wrongly is put right."""

from datetime import time
from typing import Any

import pytest
from django.urls import reverse

from appointments.board import services
from appointments.board.errors import DayAnsweredAlready, NotMissedAnyMore
from appointments.board.invariants import visits_unlike_their_booking
from appointments.board.models import UnmarkedDay
from appointments.errors import BookingClosed
from appointments.invariants import states_unlike_appointments
from appointments.models import Booking
from appointments.services import book_slot, cancel_booking, mark_missed
from appointments.services.limits import outlook
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import make_offered, make_reception, make_slot, when
from tests.cases.acts import at_once
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


@pytest.fixture
def supervisor(counter: Counter) -> Any:
    return make_user("supervisor", office=counter.reception.office)


def next_day(counter: Counter) -> int:
    counter.set(counter.moment(time(0, 10), days=1))
    return services.close_past_days()


def state_of(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


def letters(user: Any) -> list[str]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("subject", flat=True))


def test_a_day_without_any_arrival_is_missed_by_nobody_and_the_supervisor_is_asked(counter: Counter, supervisor: Any) -> None:
    user = make_user()
    bookings = [counter.booking(person=make_person(user)), counter.booking(time(14))]
    assert (next_day(counter), services.close_past_days()) == (2, 0)
    assert [state_of(one) for one in bookings] == ["cancelled", "cancelled"]
    asked = UnmarkedDay.objects.get()
    assert (asked.day, asked.visits, asked.was_open) == (counter.day, 2, None)
    assert not Event.objects.filter(name="appointments.BookingMissed").exists()
    assert "is not recorded" in letters(user)[-1]
    assert {"nobody was marked as arrived" in one for one in letters(supervisor)} == {True}
    assert outlook([bookings[0].person_id], counter.offered, now=counter.now).left == counter.offered.service.changes
    assert (states_unlike_appointments(), visits_unlike_their_booking()) == (0, 0)
    book_slot(**when(make_slot(counter.offered, in_days=3)), person_id=bookings[0].person_id, actor=SYSTEM)


@pytest.mark.parametrize("arrival", ["by appointment", "without one"])
def test_one_arrival_shows_that_the_office_was_open(counter: Counter, arrival: str) -> None:
    booking = counter.booking(time(14))
    if arrival == "by appointment":
        counter.visit_in("done")
    else:
        counter.walk_in()
    next_day(counter)
    assert (state_of(booking), UnmarkedDay.objects.count()) == ("no_show", 0)


def test_an_arrival_of_another_day_or_office_shows_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = counter.booking()
    other = Counter(monkeypatch, make_offered(make_reception(make_office("780-001", region="78"))))
    other.set(counter.now)
    other.walk_in()
    counter.set(counter.moment(time(0, 5), days=1))
    counter.walk_in()
    services.close_past_days()
    assert state_of(booking) == "cancelled"


def test_when_the_office_was_open_the_visits_are_missed_after_all(counter: Counter, supervisor: Any) -> None:
    user = make_user()
    booking = counter.booking(person=make_person(user))
    own = counter.booking(time(15))
    cancel_booking(booking_id=own.pk, actor=SYSTEM)
    next_day(counter)
    services.answer_day(day_id=UnmarkedDay.objects.get().pk, was_open=True, actor=actor_of(supervisor))
    assert (state_of(booking), state_of(own)) == ("no_show", "cancelled")
    assert letters(user)[-1].startswith("You were expected on")
    with pytest.raises(DayAnsweredAlready):
        services.answer_day(day_id=UnmarkedDay.objects.get().pk, was_open=False, actor=actor_of(supervisor))
    assert Event.objects.get(name="board.DayAnswered").payload["missed"] == 1


def test_when_it_was_not_nothing_more_happens(counter: Counter, supervisor: Any) -> None:
    booking = counter.booking()
    next_day(counter)
    services.answer_day(day_id=UnmarkedDay.objects.get().pk, was_open=False, actor=actor_of(supervisor))
    assert (services.close_past_days(), state_of(booking)) == (0, "cancelled")


def test_a_visit_that_was_marked_as_missed_wrongly_is_put_right_and_the_person_is_told(counter: Counter, supervisor: Any) -> None:
    user = make_user()
    booking = counter.booking(person=make_person(user))
    counter.visit_in("no_show", booking)
    services.put_right(booking_id=booking.pk, actor=actor_of(supervisor))
    assert state_of(booking) == "cancelled"
    assert letters(user)[-1].startswith("Put right")
    assert (states_unlike_appointments(), visits_unlike_their_booking()) == (0, 0)
    assert outlook([booking.person_id], counter.offered, now=counter.now).left == counter.offered.service.changes
    with pytest.raises(NotMissedAnyMore):
        services.put_right(booking_id=booking.pk, actor=actor_of(supervisor))


@pytest.mark.parametrize("state", ["booked", "arrived", "done", "cancelled"])
def test_only_what_is_missed_can_be_put_right(counter: Counter, supervisor: Any, state: str) -> None:
    booking = counter.booking()
    if state == "cancelled":
        counter.set(counter.moment(time(9)))
        cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    elif state != "booked":
        counter.visit_in({"arrived": "waiting", "done": "done"}[state], booking)
    with pytest.raises(NotMissedAnyMore):
        services.put_right(booking_id=booking.pk, actor=actor_of(supervisor))
    assert state_of(booking) == state


def test_nobody_but_these_two_acts_moves_an_ended_appointment(counter: Counter) -> None:
    booking = counter.booking()
    next_day(counter)
    with pytest.raises(BookingClosed):
        mark_missed(booking_id=booking.pk, actor=SYSTEM)


def test_the_supervisor_answers_and_puts_right_on_one_page(counter: Counter, supervisor: Any) -> None:
    booking = counter.booking()
    next_day(counter)
    client, code = reader(supervisor), counter.reception.office.code
    page = reverse("admin:board_missed", args=[code])
    assert page in client.get(reverse("admin:board_office", args=[code])).text
    assert "was the office open?" in client.get(page).text
    asked = reverse("admin:board_answer", args=[code, UnmarkedDay.objects.get().pk])
    assert client.post(asked).status_code == 422
    assert client.post(asked, {"was_open": "yes"}).status_code == 302
    assert client.post(asked, {"was_open": "no"}).status_code == 409
    shown = client.get(page).text
    assert "was the office open?" not in shown
    assert booking.number in shown
    assert booking.person.family_name not in shown
    right = reverse("admin:board_put_right", args=[code, booking.number])
    assert (client.post(right).status_code, client.post(right).status_code) == (302, 409)
    assert state_of(booking) == "cancelled"
    assert reader(counter.officer).get(page).status_code == 403


def test_a_day_of_another_office_is_not_there(counter: Counter) -> None:
    booking = counter.booking()
    next_day(counter)
    other = make_user("supervisor", office=make_office("780-001", region="78"))
    code = counter.reception.office.code
    assert (
        reader(other).post(reverse("admin:board_answer", args=[code, UnmarkedDay.objects.get().pk]), {"was_open": "yes"}).status_code == 404
    )
    assert reader(other).post(reverse("admin:board_put_right", args=[code, booking.number])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_once_and_two_answers_at_once_count_once(counter: Counter, supervisor: Any) -> None:
    counter.booking()
    counter.set(counter.moment(time(0, 10), days=1))

    at_once(4, lambda _number: services.close_past_days())
    assert Event.objects.filter(name="board.DayUnmarked").count() == 1
    day = UnmarkedDay.objects.get()
    answers = at_once(4, lambda _number: services.answer_day(day_id=day.pk, was_open=True, actor=actor_of(supervisor)))
    assert [type(one) for one in answers].count(DayAnsweredAlready) == 3
    assert Event.objects.filter(name="board.DayAnswered").count() == 1
    assert Event.objects.filter(name="appointments.BookingMissed").count() == 1
