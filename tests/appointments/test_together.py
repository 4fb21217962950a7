"""People who come together get neighbouring places or none; distances; the day that counts."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appointments.errors import AlreadyBooked, BookingClosed, HoldOver, SlotTaken
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.rules.deadline import NeededBy, is_urgent, needed_by
from appointments.rules.distance import kilometres
from appointments.rules.neighbours import Place, neighbouring
from appointments.services import book_slot, confirm_party, hold_party, move_party
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.appointments.world import make_desk, make_offered, make_slot, when
from tests.factories import make_person

TEN = datetime(2026, 6, 15, 10, tzinfo=ZoneInfo("Europe/Moscow"))


def place(key: int, desk: int, minutes: int) -> Place:
    starts = TEN + timedelta(minutes=minutes)
    return Place(key, desk, starts, starts + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        pytest.param([(1, 1, 0), (2, 2, 0), (3, 2, 20)], [2, 3], id="one after another at one desk goes first"),
        pytest.param([(1, 1, 0), (2, 2, 0), (3, 1, 40)], [1, 2], id="else at the same time"),
        pytest.param([(1, 1, 0), (2, 2, 60)], [1, 2], id="else within an hour, the hour included"),
        pytest.param([(1, 1, 0), (2, 2, 61)], None, id="not later than that"),
        pytest.param([(1, 1, 20), (2, 1, 40)], None, id="somebody begins at the chosen time"),
        pytest.param([(1, 1, -20), (2, 1, 0)], None, id="nobody before it"),
    ],
)
def test_which_places_are_neighbours(places: list[tuple[int, int, int]], expected: list[int] | None) -> None:
    found = neighbouring([place(*one) for one in places], size=2, at=TEN)
    assert (None if found is None else [one.key for one in found]) == expected


def test_an_invitation_says_the_day_before_the_decision_does() -> None:
    assert needed_by(invited_until=date(2026, 6, 20), decide_by=date(2026, 6, 10)) == NeededBy(date(2026, 6, 20), invited=True)
    assert needed_by(invited_until=None, decide_by=date(2026, 6, 10)) == NeededBy(date(2026, 6, 10), invited=False)
    assert needed_by(invited_until=None, decide_by=None) is None


@pytest.mark.parametrize(("day", "urgent"), [(14, False), (15, True), (22, True), (23, False)])
def test_a_deadline_is_urgent_from_today_through_the_last_of_the_days(day: int, urgent: bool) -> None:
    deadline = NeededBy(date(2026, 6, day), invited=True)
    assert is_urgent(deadline, today=date(2026, 6, 15), urgent_days=7) is urgent
    assert deadline.is_kept_on(deadline.day)
    assert not is_urgent(None, today=date(2026, 6, 15), urgent_days=7)


def test_moscow_and_saint_petersburg_are_634_kilometres_apart() -> None:
    assert kilometres((55.7558, 37.6173), (59.9386, 30.3141)) == pytest.approx(634, abs=2)
    assert kilometres((66.0, 179.9), (66.0, -179.9)) < 10  # across the line where the day changes


def row(offered: ServiceAtOffice, *hours: time) -> list[Slot]:
    desk = make_desk(offered.reception)
    return [make_slot(offered, desk=desk, at=at) for at in hours]


def together(size: int = 2) -> list[tuple[int, int | None]]:
    return [(make_person().pk, None) for _ in range(size)]


def states() -> list[str]:
    return sorted(Slot.objects.values_list("state", flat=True))


@pytest.mark.django_db
def test_nobody_of_a_party_has_a_place_when_one_has_an_appointment_already() -> None:
    offered = make_offered()
    slots = row(offered, time(10), time(10, 20))
    people = together()
    other = make_slot(offered, at=time(15))
    book_slot(**when(other), person_id=people[1][0], actor=SYSTEM)
    before = Event.objects.count()
    with pytest.raises(AlreadyBooked):
        hold_party(**when(slots[0]), people=people, actor=SYSTEM)
    assert states() == ["booked", "free", "free"]
    assert (Booking.objects.count(), Event.objects.count()) == (1, before)


@pytest.mark.django_db
def test_a_party_that_is_late_for_one_is_late_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    slots = row(make_offered(), time(10), time(10, 20))
    held = hold_party(**when(slots[0]), people=together(), actor=SYSTEM)
    Booking.objects.filter(pk=held[1].pk).update(hold_until=clock.now() - timedelta(seconds=1))
    assert held[0].party is not None
    with pytest.raises(HoldOver):
        confirm_party(party=held[0].party, actor=SYSTEM)
    assert set(Booking.objects.values_list("state", flat=True)) == {"held"}


@pytest.mark.django_db
def test_a_party_moves_as_a_whole_or_stays() -> None:
    offered = make_offered()
    old, new = row(offered, time(10), time(10, 20)), row(offered, time(14), time(14, 20))
    held = hold_party(**when(old[0]), people=together(), actor=SYSTEM)
    party: Any = held[0].party
    with pytest.raises(BookingClosed):
        move_party(party=party, **when(new[0]), actor=SYSTEM)
    confirm_party(party=party, actor=SYSTEM)
    with pytest.raises(SlotTaken):
        move_party(party=party, **when(new[1]), actor=SYSTEM)
    assert set(Booking.objects.values_list("slot_id", flat=True)) == {one.pk for one in old}
    move_party(party=party, **when(new[0]), actor=SYSTEM)
    assert set(Booking.objects.values_list("slot_id", flat=True)) == {one.pk for one in new}
    assert states() == ["booked", "booked", "free", "free"]
