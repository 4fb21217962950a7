"""A parent with children: all of them get neighbouring places, or nobody gets one; also with many families at once."""

from collections.abc import Sequence
from datetime import time, timedelta
from threading import Barrier, Thread
from threading import Event as Signal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from appointments.errors import AlreadyBooked, BookingClosed, HoldOver, SlotTaken, TooLate, TooManyChanges
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, cancel_party, confirm_party, hold_party, hold_slot, move_party
from appointments.services import booking as bookings
from appointments.services import party as parties
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.appointments.waiting.world import MORNING, stop_clock
from tests.appointments.world import make_desk, make_offered, make_service, make_slot, when
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


def test_a_party_that_is_not_confirmed_yet_cannot_be_moved() -> None:
    offered = make_offered()
    old, new = row_of(offered), row_of(offered, (time(14), time(14, 20), time(14, 40)))
    held = keep(old[0], family())
    with pytest.raises(BookingClosed):
        move_party(party=held[0].party, **when(new[0]), actor=SYSTEM)  # type: ignore[arg-type]
    assert set(Booking.objects.values_list("slot_id", flat=True)) == {one.pk for one in old}


def test_a_party_whose_time_has_begun_is_moved_by_the_office_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    old, new = row_of(offered), row_of(offered, (time(14), time(14, 20), time(14, 40)), in_days=5)
    party = party_at(old)
    stop_clock(monkeypatch, old[0].starts_at - timedelta(seconds=1))
    before = Booking.objects.order_by("pk").values_list("slot_id", flat=True)
    stop_clock(monkeypatch, old[0].starts_at)
    with pytest.raises(BookingClosed):
        move_party(party=party, **when(new[0]), actor=SYSTEM)
    assert list(before) == [one.pk for one in old]
    move_party(party=party, **when(new[0]), actor=SYSTEM, by_office=True)
    assert list(before.all()) == [one.pk for one in new]


def test_what_the_office_moves_together_counts_for_nobody() -> None:
    offered = make_offered(service=make_service(changes=0))
    old, new = row_of(offered), row_of(offered, (time(14), time(14, 20), time(14, 40)))
    party = party_at(old)
    with pytest.raises(TooManyChanges):
        move_party(party=party, **when(new[0]), actor=SYSTEM)
    move_party(party=party, **when(new[0]), actor=SYSTEM, by_office=True)
    assert {one.version for one in Booking.objects.filter(state="booked")} == {2}


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


class Taker:
    """Somebody whose transaction has a place locked, until it is undone."""

    def __init__(self, slot: Slot) -> None:
        self.slot, self.took, self.let_go = slot, Signal(), Signal()
        self.thread = Thread(target=self._take)

    def __enter__(self) -> "Taker":
        self.thread.start()
        assert self.took.wait(timeout=20)
        return self

    def __exit__(self, *_error: object) -> None:
        self.let_go.set()
        self.thread.join()

    def _take(self) -> None:
        try:
            with transaction.atomic():
                Slot.objects.select_for_update().get(pk=self.slot.pk)
                self.took.set()
                self.let_go.wait(timeout=20)
        finally:
            connection.close()


def can_be_locked_by_others(slots: list[Slot]) -> bool:
    def locked() -> bool:
        try:
            with transaction.atomic():
                return len(Slot.objects.select_for_update(nowait=True).filter(pk__in=[slot.pk for slot in slots])) == len(slots)
        except OperationalError:
            return False

    [answer] = all_at_once([locked])
    assert isinstance(answer, bool), answer
    return answer


def two_rows() -> tuple[list[Slot], list[Slot]]:
    offered = make_offered()
    return row_of(offered), row_of(offered)


def test_a_family_that_caught_a_part_of_a_row_lets_it_go_and_takes_another() -> None:
    """The part is free for others while the transaction of the family still runs."""
    first, second = two_rows()
    with Taker(first[2]), transaction.atomic():
        held = keep(first[0], family())
        assert {one.slot_id for one in held} == {slot.pk for slot in second}
        assert can_be_locked_by_others(first[:2])


def test_without_its_savepoint_the_part_stays_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    first, _second = two_rows()
    monkeypatch.setattr(parties.transaction, "set_rollback", lambda _rollback: None)
    with Taker(first[2]), transaction.atomic():
        keep(first[0], family())
        assert not can_be_locked_by_others(first[:2])


def test_a_family_waits_for_the_only_row_when_somebody_is_taking_a_part_of_it_and_gets_it_when_he_fails() -> None:
    row, people = row_of(make_offered()), family()
    with Taker(row[2]) as taker:
        waiting = Thread(target=taker.let_go.wait, args=(0.5,))
        waiting.start()
        answers = all_at_once([lambda: keep(row[0], people), lambda: (waiting.join(), taker.let_go.set())])
    assert isinstance(answers[0], list), answers
    assert {one.slot_id for one in answers[0]} == {slot.pk for slot in row}


def test_of_families_that_each_caught_a_part_of_the_only_row_one_gets_it() -> None:
    """Many times: with locks that are kept until the end both were refused and the row stayed empty."""
    for number in range(8):
        row = row_of(make_offered(), in_days=3 + number)
        assert winners(compete(row, 4)) == 1


def test_a_party_moves_to_places_of_its_own_service_alone() -> None:
    offered = make_offered()
    old, other = row_of(offered), row_of(make_offered(offered.reception, make_service("advice")), (time(14), time(14, 20), time(14, 40)))
    party = party_at(old)
    with pytest.raises(SlotTaken):
        move_party(party=party, **when(other[0]), actor=SYSTEM)
    assert {one.slot_id for one in Booking.objects.filter(state="booked")} == {slot.pk for slot in old}
