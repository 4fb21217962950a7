"""Officers press "Call next" at once: nobody is called to two desks. With the locks off, the same race does it."""

import uuid
from datetime import time
from threading import Barrier

import pytest
from django.urls import reverse

from appointments.board.errors import NobodyWaits
from appointments.board.models import TicketRoll, Visit
from appointments.board.services import desk as module
from appointments.models import Desk, Slot
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import make_desk, make_slot
from tests.cases import acts
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 8


def race(counter: Counter, desks: list[Desk]) -> list[object]:
    officers = [make_user("officer") for _desk in desks]
    return acts.at_once(len(desks), lambda number: counter.call(desks[number], officers[number]))


def test_eight_officers_calling_next_call_eight_people(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    waiting = {counter.walk_in().pk for _number in range(DESKS)}
    called = race(counter, [make_desk(counter.reception) for _number in range(DESKS)])
    assert {visit.pk for visit in called if isinstance(visit, Visit)} == waiting


def test_with_three_waiting_five_of_eight_officers_are_told_that_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    for _number in range(3):
        counter.walk_in()
    called = race(counter, [make_desk(counter.reception) for _number in range(DESKS)])
    assert len({visit.pk for visit in called if isinstance(visit, Visit)}) == 3
    assert sum(isinstance(answer, NobodyWaits) for answer in called) == 5


def test_without_the_locks_two_officers_call_the_same_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control. All of them look before any of them writes, and each believes the visit is hers."""
    counter = Counter(monkeypatch)
    for _number in range(DESKS):
        counter.walk_in()
    acts.without_locks(monkeypatch)
    looked, really = Barrier(DESKS), module.move

    def move_after_all_have_looked(visit: Visit, to: str, *fields: str) -> None:
        looked.wait(timeout=20)
        really(visit, to, *fields)

    monkeypatch.setattr(module, "move", move_after_all_have_looked)
    called = race(counter, [make_desk(counter.reception) for _number in range(DESKS)])
    assert len({visit.pk for visit in called if isinstance(visit, Visit)}) < sum(isinstance(answer, Visit) for answer in called)


def test_one_desk_pressed_twice_calls_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    for _number in range(4):
        counter.walk_in()
    answers = acts.at_once(4, lambda _number: counter.call())
    assert sorted(type(answer).__name__ for answer in answers) == ["DeskBusy", "DeskBusy", "DeskBusy", "Visit"]


def test_tickets_given_at_once_have_different_numbers_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    given = acts.at_once(DESKS, lambda _number: counter.walk_in())
    assert sorted(visit.ticket for visit in given if isinstance(visit, Visit)) == [f"B{number:03d}" for number in range(1, DESKS + 1)]
    assert TicketRoll.objects.get().last == DESKS


def post_tickets(counter: Counter, keys: list[uuid.UUID]) -> list[object]:
    """The button of the board pressed at once, each time with one of these numbers of a form."""
    address = reverse("admin:board_ticket", args=[counter.reception.office.code])
    clients = [reader(counter.officer) for _key in keys]
    for _number in keys:
        make_slot(counter.offered, day=counter.day, at=time(16), channel=Slot.Channel.WALK_IN)
    form = {"offered": counter.offered.pk}
    return acts.at_once(len(keys), lambda number: clients[number].post(address, {**form, "submission_key": str(keys[number])}).status_code)


def test_one_form_posted_at_once_gives_one_ticket_and_takes_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    key = uuid.uuid4()
    assert post_tickets(counter, [key] * DESKS) == [302] * DESKS
    assert Visit.objects.get().ticket == "B001"
    assert TicketRoll.objects.get().last == 1
    assert Slot.objects.filter(state=Slot.State.BOOKED).count() == 1


def test_with_numbers_of_their_own_the_same_posts_give_as_many_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    counter = Counter(monkeypatch)
    assert post_tickets(counter, [uuid.uuid4() for _press in range(DESKS)]) == [302] * DESKS
    assert Visit.objects.count() == DESKS
    assert Slot.objects.filter(state=Slot.State.BOOKED).count() == DESKS


def test_one_appointment_checked_in_at_once_at_two_counters_gets_one_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    booking = counter.booking()
    given = acts.at_once(4, lambda _number: counter.check_in(booking))
    assert len({visit.pk for visit in given if isinstance(visit, Visit)}) == 1
    assert all(isinstance(answer, Visit) for answer in given)
