"""The plan changes while people book: nobody's appointment is lost, and no desk shows a place over somebody's visit."""

from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError

from appointments.invariants import states_unlike_appointments
from appointments.models import Booking, Desk, ScheduleLine, ServiceAtOffice, Slot
from appointments.planning.conflicts import conflicts
from appointments.planning.invariants import lost_silently
from appointments.planning.services import make_places, making, put_service
from appointments.services import book_slot
from portal.events.actor import SYSTEM, actor_of
from tests.appointments.test_making_places import planned, working_day
from tests.appointments.world import opened, when
from tests.cases.acts import all_at_once
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def buyers(slots: list[Slot]) -> list[Any]:
    people = [(make_user(), slot) for slot in slots]
    chosen = [(actor_of(user), make_person(user).pk, when(slot)) for user, slot in people]
    return [lambda actor=actor, pk=pk, place=place: book_slot(**place, person_id=pk, actor=actor) for actor, pk, place in chosen]


def world() -> tuple[ServiceAtOffice, Desk]:
    offered, desk = planned(working_day())
    make_places(reception_id=offered.reception_id)
    opened(offered)
    return offered, desk


def longer_visits(offered: ServiceAtOffice) -> Any:
    return lambda: put_service(reception_id=offered.reception_id, offered_id=offered.pk, values={"minutes": 30}, actor=SYSTEM)


def places_over_a_visit() -> int:
    """Free places at a desk at a time when somebody has an appointment there."""
    found = 0
    for booking in Booking.objects.filter(state="booked"):
        beside = Slot.objects.filter(desk=booking.desk_id, state="free", starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at)
        found += beside.count()
    return found


def test_who_books_while_the_plan_changes_has_the_appointment_or_an_answer() -> None:
    offered, desk = world()
    *answers, made = all_at_once([*buyers(list(desk.slots.order_by("at"))), longer_visits(offered)])
    booked = [one for one in answers if isinstance(one, Booking)]
    assert {type(one).__name__ for one in answers} <= {"Booking", "SlotTaken"}
    assert not isinstance(made, Exception)
    assert Booking.objects.filter(state="booked").count() == len(booked)
    make_places(reception_id=offered.reception_id)  # the task finds what was booked a moment after the change
    assert (places_over_a_visit(), states_unlike_appointments(), lost_silently()) == (0, 0, 0)


def interrupted(offered: ServiceAtOffice, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody books after the plan was read and before its places are locked."""
    plain, buyer = making._locked, buyers([slot])

    def after_a_booking(slots: Any) -> Any:
        [answer] = all_at_once(buyer)
        assert isinstance(answer, Booking)
        return plain(slots)

    with monkeypatch.context() as patch:
        patch.setattr(making, "_locked", after_a_booking)
        make_places(reception_id=offered.reception_id)


def later_start(offered: ServiceAtOffice) -> Slot:
    """The plan begins ten minutes later from now on; the place at 9:20 is still there."""
    ScheduleLine.objects.filter(offered=offered).update(starts=time(9, 10))
    return Slot.objects.get(offered=offered, at=time(9, 20))


def test_a_booking_in_the_last_moment_is_a_conflict_and_no_place_is_made_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, _desk = world()
    interrupted(offered, later_start(offered), monkeypatch)
    assert [one.at for one in conflicts(offered.reception_id)] == [time(9, 20)]
    assert (places_over_a_visit(), states_unlike_appointments(), lost_silently()) == (0, 0, 0)


def test_without_the_second_look_places_are_made_over_the_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what was taken while the plan was reckoned is not looked at again."""
    offered, _desk = world()
    slot = later_start(offered)
    looks: list[bool] = []
    plain = making._by_desk_and_day

    def only_the_first(slots: Any) -> Any:
        looks.append(True)
        return plain(slots) if len(looks) == 1 else {}

    monkeypatch.setattr(making, "_by_desk_and_day", only_the_first)
    interrupted(offered, slot, monkeypatch)
    assert places_over_a_visit() == 2


def test_without_the_lock_a_booking_of_the_last_moment_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: rows as they were read are not the rows as they are. The database refuses to delete under the booking."""
    offered, _desk = world()
    slot = later_start(offered)
    monkeypatch.setattr(making, "_locked", lambda slots: slots)
    plain, buyer = making._recorded, buyers([slot])

    def after_the_look(slots: Any) -> Any:
        found = plain(slots)
        [answer] = all_at_once(buyer)
        assert isinstance(answer, Booking)
        return found

    monkeypatch.setattr(making, "_recorded", after_the_look)
    with pytest.raises(IntegrityError):
        make_places(reception_id=offered.reception_id)
