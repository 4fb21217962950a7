"""People who come together keep coming together when the office takes a time away; somebody alone is looked at alone."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from appointments.errors import SlotTaken
from appointments.models import Booking, Reception, ServiceAtOffice, Slot
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.services import find_new_times
from appointments.planning.services import rebooking as rebooking_service
from appointments.services import confirm_party, hold_party, mark_arrived, move_booking, move_party
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.jobs.services import run_piece
from tests.appointments.waiting.world import booked, stop_clock
from tests.appointments.world import make_desk, make_offered, make_reception, make_slot, when
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db
TEN, TWENTY_PAST, TWENTY_TO = time(10), time(10, 20), time(10, 40)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def row(offered: ServiceAtOffice, *times: time, in_days: int = 3) -> list[Slot]:
    desk = make_desk(offered.reception)
    return [make_slot(offered, desk=desk, at=at, in_days=in_days) for at in times]


def family(first: Slot, size: int = 3) -> list[Booking]:
    held = hold_party(**when(first), people=[(make_person().pk, None) for _ in range(size)], actor=SYSTEM)
    assert held[0].party is not None
    return confirm_party(party=held[0].party, actor=SYSTEM)


def close(*slots: Slot) -> Reception:
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(state=Slot.State.CLOSED)
    return slots[0].offered.reception


def give_new_times(reception: Reception) -> Any:
    rebooking = find_new_times(reception_id=reception.pk, actor=actor_of(make_user("supervisor")))
    assert rebooking is not None
    run_piece(rebooking.job_id)
    rebooking.refresh_from_db()
    return rebooking


def where(people: list[Booking]) -> list[tuple[date, time]]:
    found = Booking.objects.filter(pk__in=[one.pk for one in people]).order_by("day", "at")
    assert {one.state for one in found} == {"booked"}
    return list(found.values_list("day", "at"))


def test_a_family_whose_desk_closes_gets_neighbouring_times_though_single_ones_are_nearer() -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST, TWENTY_TO)
    for hour in (9, 12, 15):
        row(offered, time(hour))
    new = row(offered, TEN, TWENTY_PAST, TWENTY_TO, in_days=5)
    people = family(old[0])
    done = give_new_times(close(*old))
    assert where(people) == [(slot.day, slot.at) for slot in new]
    assert (done.moved, done.cancelled, conflicts(offered.reception_id).count()) == (3, 0, 0)
    moved = Event.objects.filter(name="appointments.BookingMoved")
    assert [event.payload["by_office"] for event in moved] == [True] * 3


def test_what_is_proposed_for_a_family_is_what_it_gets() -> None:
    offered = make_offered()
    old, people_alone = row(offered, TEN, TWENTY_PAST), booked(offered, at=time(11))
    row(offered, TEN, TWENTY_PAST, time(11), in_days=4)
    people = family(old[0], size=2)
    reception = close(*old, people_alone.slot)
    told = {one.booking.pk: (one.day, one.at) for one in proposals(list(conflicts(reception.pk)))}
    assert len(set(told.values())) == 3
    give_new_times(reception)
    for booking in (*people, people_alone):
        booking.refresh_from_db()
        assert told[booking.pk] == (booking.day, booking.at)


def test_of_a_family_whose_other_places_stay_only_the_one_who_lost_hers_moves_and_stays_near() -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST)
    people = family(old[0], size=2)
    row(offered, time(12))
    near = row(offered, time(11))[0]
    give_new_times(close(old[1]))
    assert where(people) == [(old[0].day, TEN), (near.day, time(11))]
    assert Event.objects.filter(name="appointments.BookingMoved").count() == 1


def test_one_of_a_family_who_goes_to_another_office_stays_there() -> None:
    offered, elsewhere = make_offered(), make_offered(make_reception(make_office("780-001", region="78")))
    old = row(offered, TEN, TWENTY_PAST, TWENTY_TO)
    people = family(old[0])
    far = make_slot(elsewhere, in_days=3)
    move_booking(booking_id=people[2].pk, **when(far), actor=SYSTEM)
    new = row(offered, TEN, TWENTY_PAST, TWENTY_TO, in_days=5)
    done = give_new_times(close(*old[:2]))
    assert where(people[:2]) == [(slot.day, slot.at) for slot in new[:2]]
    people[2].refresh_from_db()
    assert (people[2].slot_id, people[2].version) == (far.pk, 2)
    assert (done.moved, done.cancelled) == (2, 0)


def test_when_nothing_is_free_near_those_who_stay_all_of_them_move() -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST)
    people = family(old[0], size=2)
    row(offered, time(12))
    new = row(offered, time(15), time(15, 20), in_days=4)
    done = give_new_times(close(old[1]))
    assert where(people) == [(slot.day, slot.at) for slot in new]
    assert done.moved == 1
    old[0].refresh_from_db()
    assert old[0].state == Slot.State.FREE


def test_where_no_neighbouring_times_are_left_each_goes_alone_and_nobody_is_cancelled() -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST)
    people = family(old[0], size=2)
    for hour in (9, 15):
        row(offered, time(hour), in_days=4)
    done = give_new_times(close(*old))
    assert len(where(people)) == 2
    assert (done.moved, done.cancelled) == (2, 0)


def test_a_family_that_was_slower_gets_the_next_neighbouring_times(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST)
    people = family(old[0], size=2)
    row(offered, TEN, TWENTY_PAST, in_days=4)
    later = row(offered, TEN, TWENTY_PAST, in_days=6)
    asked: list[date] = []

    def somebody_was_faster(**wanted: Any) -> list[Booking]:
        asked.append(wanted["day"])
        if len(asked) == 1:
            raise SlotTaken
        return move_party(**wanted)

    monkeypatch.setattr(rebooking_service, "move_party", somebody_was_faster)
    give_new_times(close(*old))
    assert asked == [later[0].day - timedelta(days=2), later[0].day]
    assert where(people) == [(slot.day, slot.at) for slot in later]


def test_a_family_one_of_which_is_at_the_counter_already_is_left_where_it_is() -> None:
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST)
    people = family(old[0], size=2)
    row(offered, TEN, TWENTY_PAST, in_days=4)
    mark_arrived(booking_id=people[0].pk, actor=SYSTEM)
    done = give_new_times(close(*old))
    people[0].refresh_from_db()
    assert (people[0].state, people[0].day) == ("arrived", old[0].day)
    assert (done.moved, done.cancelled) == (1, 0)


def test_a_piece_that_ends_in_the_middle_of_a_family_moves_it_as_a_whole_and_counts_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebooking_service, "AT_ONCE", 2)
    offered = make_offered()
    old = row(offered, TEN, TWENTY_PAST, TWENTY_TO)
    new = row(offered, TEN, TWENTY_PAST, TWENTY_TO, in_days=5)
    people = family(old[0])
    done = give_new_times(close(*old))
    run_piece(done.job_id)
    done.refresh_from_db()
    assert where(people) == [(slot.day, slot.at) for slot in new]
    assert (done.moved, done.job.done) == (3, 3)


def test_appointments_that_lose_their_places_after_the_act_began_are_moved_by_it_too() -> None:
    offered = make_offered()
    first, later = booked(offered), booked(offered, at=time(11))
    row(offered, TEN, TWENTY_PAST, in_days=5)
    rebooking = find_new_times(reception_id=close(first.slot).pk, actor=actor_of(make_user("supervisor")))
    assert rebooking is not None
    close(later.slot)
    run_piece(rebooking.job_id)
    rebooking.refresh_from_db()
    assert (rebooking.moved, rebooking.job.state, conflicts(offered.reception_id).count()) == (2, "done", 0)
