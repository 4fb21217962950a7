"""A parent with children: all of them get neighbouring places, or nobody gets one; also with many families at once."""

from collections.abc import Sequence
from datetime import time, timedelta
from threading import Barrier
from typing import Any

import pytest

from appointments.errors import AlreadyBooked, BookingClosed, HoldOver, SlotTaken, TooLate
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, cancel_party, confirm_party, hold_party, hold_slot, move_party
from appointments.services import booking as bookings
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.appointments.waiting.world import MORNING, stop_clock
from tests.appointments.world import make_desk, make_offered, make_slot, when
from tests.cases import acts
from tests.cases.acts import all_at_once
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
ROW = (time(10), time(10, 20), time(10, 40))


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def row_of(offered: ServiceAtOffice, times: Sequence[time] = ROW, **fields: Any) -> list[Slot]:
    """Neighbouring places at one new desk."""
    desk = make_desk(offered.reception)
    return [make_slot(offered, desk=desk, at=at, **fields) for at in times]


def family(size: int = 3) -> list[tuple[int, None]]:
    return [(make_person().pk, None) for _ in range(size)]


def keep(slot: Slot, people: list[tuple[int, None]], **fields: Any) -> list[Booking]:
    return hold_party(**when(slot), people=people, actor=SYSTEM, **fields)


def party_at(row: list[Slot], people: list[tuple[int, None]] | None = None) -> Any:
    held = keep(row[0], people or family(len(row)))
    confirm_party(party=held[0].party, actor=SYSTEM)
    return held[0].party


def states() -> list[str]:
    return sorted(Booking.objects.values_list("state", flat=True))


def free_places() -> int:
    return Slot.objects.filter(state="free").count()


def test_when_one_of_them_has_an_appointment_nobody_gets_a_second_one() -> None:
    offered, people = make_offered(), family()
    row = row_of(offered)
    book_slot(**when(make_slot(offered, at=time(15))), person_id=people[2][0], actor=SYSTEM)
    before = Event.objects.count()
    with pytest.raises(AlreadyBooked):
        keep(row[0], people)
    assert (states(), free_places(), Event.objects.count()) == (["booked"], 3, before)


def test_when_a_place_of_the_row_is_gone_nobody_gets_one() -> None:
    row = row_of(make_offered())
    book_slot(**when(row[1]), person_id=make_person().pk, actor=SYSTEM)
    with pytest.raises(SlotTaken):
        keep(row[0], family())
    assert (states(), free_places()) == (["booked"], 2)


def test_a_time_within_the_lead_time_is_refused_for_all() -> None:
    soon = clock.now() + timedelta(hours=1)
    row = row_of(make_offered(), day=MORNING.date(), times=(time(11), time(11, 20)))
    assert row[0].starts_at == soon
    with pytest.raises(TooLate):
        keep(row[0], family(2))
    assert states() == []


def test_a_hold_that_is_over_confirms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    held = keep(row_of(make_offered())[0], family())
    stop_clock(monkeypatch, MORNING + timedelta(minutes=10))
    with pytest.raises(HoldOver):
        confirm_party(party=held[0].party, actor=SYSTEM)
    assert states() == ["held"] * 3


def test_all_move_together_keep_their_numbers_and_free_the_old_times() -> None:
    offered = make_offered()
    old, new = row_of(offered), row_of(offered, (time(14), time(14, 20), time(14, 40)))
    party = party_at(old)
    numbers = set(Booking.objects.values_list("number", flat=True))
    move_party(party=party, **when(new[0]), actor=SYSTEM)
    moved = Booking.objects.filter(party=party, state="booked").order_by("at")
    assert [one.slot_id for one in moved] == [slot.pk for slot in new]
    assert {one.number for one in moved} == numbers
    assert {one.version for one in moved} == {2}
    assert set(Slot.objects.filter(state="free").values_list("pk", flat=True)) == {slot.pk for slot in old}


def test_when_there_is_no_room_for_all_everybody_stays() -> None:
    offered = make_offered()
    old, new = row_of(offered), row_of(offered, (time(14), time(14, 20)))
    party = party_at(old)
    with pytest.raises(SlotTaken):
        move_party(party=party, **when(new[0]), actor=SYSTEM)
    assert {one.slot_id for one in Booking.objects.filter(state="booked")} == {slot.pk for slot in old}
    assert free_places() == 2


def test_a_cancelled_party_frees_its_places_and_cannot_be_changed() -> None:
    row = row_of(make_offered())
    party = party_at(row)
    cancel_party(party=party, actor=SYSTEM)
    assert (states(), free_places()) == (["cancelled"] * 3, 3)
    for change in (lambda: cancel_party(party=party, actor=SYSTEM), lambda: move_party(party=party, **when(row[0]), actor=SYSTEM)):
        with pytest.raises(BookingClosed):
            change()


def compete(row: list[Slot], families: int) -> list[Any]:
    wanted = [family() for _ in range(families)]
    return all_at_once([lambda people=people: keep(row[0], people) for people in wanted])


def winners(answers: list[Any]) -> int:
    """Every other family is told that the time is taken; nothing else goes wrong."""
    assert {type(answer) for answer in answers} <= {list, SlotTaken}, answers
    return sum(isinstance(answer, list) for answer in answers)


def test_of_eight_families_that_want_one_row_one_gets_it_whole() -> None:
    row = row_of(make_offered())
    assert winners(compete(row, 8)) == 1
    held = list(Booking.objects.order_by("at"))
    assert [one.slot_id for one in held] == [slot.pk for slot in row]
    assert len({one.party for one in held}) == 1


def test_a_family_and_somebody_alone_who_want_the_same_time_have_one_winner() -> None:
    """Whoever wins: no half of a family is left behind."""
    row, alone, people = row_of(make_offered()), make_person(), family()
    answers = all_at_once([lambda: keep(row[0], people), lambda: hold_slot(**when(row[1]), person_id=alone.pk, actor=SYSTEM)])
    assert sum(isinstance(answer, SlotTaken) for answer in answers) == 1, answers
    assert Booking.objects.count() in (1, 3)


def test_as_many_families_as_there_are_rows_all_get_one() -> None:
    """Nobody is refused because two families each caught a part of the same row."""
    for number in range(6):
        offered = make_offered()
        for _ in range(3):
            first = row_of(offered, in_days=3 + number)[0]
        assert winners(compete([first], 3)) == 3
    assert Slot.objects.filter(state="held").count() == 54


def test_without_the_locks_two_families_look_at_the_same_row_and_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both think that the row is theirs; what nobody may break is then kept by the constraint alone."""
    row = row_of(make_offered())
    looked, really = Barrier(2), bookings.create

    def create_after_both_have_looked(*args: Any, **fields: Any) -> Booking:
        if args[0].pk == row[0].pk:
            looked.wait(timeout=20)
        return really(*args, **fields)

    monkeypatch.setattr(bookings, "create", create_after_both_have_looked)
    acts.without_locks(monkeypatch)
    assert winners(compete(row, 2)) == 1
    assert looked.broken is False


def test_with_the_locks_the_second_family_is_refused_before_it_looks_that_far(monkeypatch: pytest.MonkeyPatch) -> None:
    row, reached, really = row_of(make_offered()), [], bookings.create

    def create_and_count(*args: Any, **fields: Any) -> Booking:
        reached.append(args[0].pk)
        return really(*args, **fields)

    monkeypatch.setattr(bookings, "create", create_and_count)
    assert winners(compete(row, 2)) == 1
    assert len(reached) == 3
