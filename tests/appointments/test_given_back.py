"""A place that somebody gives back cannot be handed to a buyer: it opens again at a moment that nobody knows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from appointments.availability import first_places, free_times, offered_now, open_places, opening
from appointments.errors import SlotTaken
from appointments.models import Booking, Slot
from appointments.planning.services import make_places, put_hours
from appointments.rules.reopening import LATEST, LATEST_OF_A_HOLD, SOONEST, TOO_NEAR, reopens_at
from appointments.services import (
    book_slot,
    cancel_booking,
    cancel_party,
    confirm_booking,
    expire_holds,
    hold_drawn_place,
    hold_party,
    hold_slot,
    move_booking,
    places,
)
from appointments.services.booking import EVERYBODY, HOLD
from appointments.waiting.services import decline_offer
from portal import clock
from portal.errors import DomainError
from portal.events.actor import SYSTEM
from tests.appointments.test_planning import hours
from tests.appointments.waiting.world import MORNING, open_offer, stop_clock, wait
from tests.appointments.world import make_desk, make_offered, make_slot, opened, when
from tests.factories import make_person, make_user, sign_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock stands at MORNING until it is set."""
    stop_clock(monkeypatch)
    return lambda moment: stop_clock(monkeypatch, moment)


def takes(slot: Slot) -> bool:
    """Does somebody else get the place at this moment?"""
    try:
        book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    except SlotTaken:
        return False
    return True


def is_shown(slot: Slot) -> bool:
    return bool(free_times(open_places(slot.offered, now=clock.now(), channels=EVERYBODY), slot.day))


def given_back(how: str) -> Slot:
    """A place that a person had and gives back now."""
    slot, person = make_slot(in_days=10), make_person().pk
    if how in ("let go", "moved", "cancelled"):
        booking = (hold_slot if how == "let go" else book_slot)(**when(slot), person_id=person, actor=SYSTEM)
        if how == "moved":
            move_booking(booking_id=booking.pk, **when(make_slot(slot.offered, in_days=11)), actor=SYSTEM)
        else:
            cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    else:
        held = hold_party(**when(slot), people=[(person, None)], actor=SYSTEM)
        assert held[0].party is not None
        cancel_party(party=held[0].party, actor=SYSTEM)
    slot.refresh_from_db()
    return slot


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["cancelled", "moved", "let go", "let go together"])
def test_what_a_person_gives_back_is_not_free_in_the_same_minute_and_is_within_the_hour(at: Any, how: str) -> None:
    slot = given_back(how)
    assert (slot.state, is_shown(slot), takes(slot)) == ("free", False, False)
    at(MORNING + SOONEST - MINUTE)
    assert (is_shown(slot), takes(slot)) == (False, False)
    assert not first_places([slot.offered], None, now=clock.now()) or how == "moved"
    at(MORNING + LATEST)
    assert (is_shown(slot), takes(slot)) == (True, True)


@pytest.mark.django_db
def test_its_moment_is_told_to_nobody(at: Any) -> None:
    """Neither by the refusal nor as the next day to open; and it looks like one that somebody has."""
    slot = given_back("cancelled")
    slot.offered.horizon_days = 10
    slot.offered.save()
    with pytest.raises(SlotTaken):
        book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    with pytest.raises(SlotTaken):
        hold_party(**when(slot), people=[(make_person().pk, None)], actor=SYSTEM)
    assert opening(offered_now(now=clock.now()).get(), now=clock.now()).opens_at is None
    user = make_user()
    make_person(user)
    page = sign_in(user).get(reverse("appointments:times", args=[slot.offered.service.code, slot.offered.reception.office.code])).text
    assert f"{slot.opens_at:%H:%M}" not in page


@pytest.mark.django_db
def test_another_place_of_the_same_time_that_is_open_is_sold(at: Any) -> None:
    slot = given_back("cancelled")
    make_slot(slot.offered, in_days=10)
    assert (takes(slot), takes(slot)) == (True, False)


@pytest.mark.django_db
def test_a_hold_that_nobody_confirms_is_no_way_to_hand_a_place_on_either(at: Any) -> None:
    """Whether or not the tidying task has come by."""
    slot = make_slot(in_days=10)
    hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    at(MORNING + HOLD)
    assert (is_shown(slot), takes(slot)) == (False, False)
    expire_holds(now=clock.now())
    assert (is_shown(slot), takes(slot)) == (False, False)
    at(MORNING + HOLD + LATEST_OF_A_HOLD)
    assert (is_shown(slot), takes(slot)) == (True, True)


@pytest.mark.django_db
def test_without_the_tidying_task_a_hold_that_is_over_keeps_nobody_from_the_place_for_long(at: Any) -> None:
    slot = make_slot(in_days=10)
    hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    at(MORNING + HOLD + LATEST_OF_A_HOLD)
    assert takes(slot)


@pytest.mark.django_db
def test_what_the_lot_gave_for_a_day_and_is_let_go_comes_back_as_soon_as_any_hold(at: Any) -> None:
    slot = make_slot(in_days=10)
    held = hold_drawn_place(slot_id=slot.pk, person_id=make_person().pk, until=MORNING + timedelta(days=1), actor=SYSTEM)
    cancel_booking(booking_id=held.pk, actor=SYSTEM)
    assert not takes(slot)
    at(MORNING + LATEST_OF_A_HOLD)
    assert takes(slot)


@pytest.mark.django_db
def test_a_time_that_was_confirmed_after_it_was_held_opens_anew_from_its_cancellation_on(at: Any) -> None:
    slot = make_slot(in_days=10)
    booking = hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    confirm_booking(booking_id=booking.pk, actor=SYSTEM)
    later = MORNING + HOLD + LATEST_OF_A_HOLD
    at(later)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    assert not takes(slot)
    slot.refresh_from_db()
    assert later + SOONEST <= slot.opens_at <= later + LATEST


@pytest.mark.django_db
def test_the_waiting_list_goes_first_and_what_it_leaves_opens_at_an_unknown_moment_too(at: Any) -> None:
    slot = make_slot(in_days=10)
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    entry = wait(slot.offered)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    decline_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    assert (is_shown(slot), takes(slot)) == (False, False)
    at(MORNING + LATEST)
    assert takes(slot)


@pytest.mark.django_db
def test_what_the_office_moves_is_free_for_the_next_whom_it_moves(at: Any) -> None:
    slot = make_slot(in_days=10)
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    move_booking(booking_id=booking.pk, **when(make_slot(slot.offered, in_days=11)), actor=SYSTEM, by_office=True)
    assert takes(slot)


@pytest.mark.django_db
def test_a_place_that_has_not_opened_yet_keeps_its_published_hour(at: Any) -> None:
    opens = MORNING + timedelta(days=2)
    slot = make_slot(in_days=10)
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    Slot.objects.update(opens_at=opens)  # as a place that the lot gave before its day opened
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    slot.refresh_from_db()
    assert (slot.opens_at, slot.opens_secretly) == (opens, False)


@pytest.mark.django_db
def test_making_places_again_does_not_open_it_sooner(at: Any) -> None:
    offered = make_offered(horizon_days=60)
    desk, day = make_desk(offered.reception), clock.today() + timedelta(days=10)
    put_hours(reception_id=offered.reception_id, values=hours(desk, offered, day), actor=SYSTEM)
    opened(offered)
    slot = desk.slots.earliest("starts_at")
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    slot.refresh_from_db()
    opens = slot.opens_at
    assert make_places(reception_id=offered.reception_id).changed == 0
    at(opens + MINUTE)
    assert make_places(reception_id=offered.reception_id).changed == 0
    slot.refresh_from_db()
    assert slot.opens_at == opens
    assert takes(slot)


# ---- the rule

NOW = datetime(2026, 6, 15, 7, 0, tzinfo=MORNING.tzinfo)


def moments(left: timedelta, **fields: Any) -> list[timedelta]:
    """How long after it is given back a place opens, of which `left` remains to book it."""
    return [reopens_at(NOW, NOW + left + timedelta(hours=2), lead_hours=2, **fields) - NOW for _ in range(400)]


def test_nobody_can_know_the_moment() -> None:
    far = moments(timedelta(days=3))
    assert len(set(far)) > 395
    assert SOONEST <= min(far) < 10 * MINUTE
    assert 55 * MINUTE < max(far) <= LATEST


def test_a_hold_comes_back_sooner() -> None:
    assert min(moments(timedelta(days=3), latest=LATEST_OF_A_HOLD)) >= SOONEST
    assert max(moments(timedelta(days=3), latest=LATEST_OF_A_HOLD)) <= LATEST_OF_A_HOLD


@pytest.mark.parametrize("minutes", [11, 30, 60, 119])
def test_of_a_near_visit_at_least_half_of_the_time_to_book_it_remains_and_a_minute_goes_by(minutes: int) -> None:
    found = moments(minutes * MINUTE)
    assert min(found) >= MINUTE
    assert max(found) <= minutes * MINUTE / 2


@pytest.mark.parametrize("left", [TOO_NEAR, MINUTE, timedelta(0), -MINUTE])
def test_in_the_last_minutes_it_is_left_to_who_comes_without_an_appointment(left: timedelta) -> None:
    assert min(moments(left)) > left


# ---- seller and buyer, each on a connection of its own


def _handed_over() -> bool:
    """The seller cancels; her buyer, who knows the second, asks for the place until he has it, for as long as a second lasts."""
    slot, buyer = make_slot(make_offered(), at=time(10)), make_person().pk
    booking = book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)

    def asks() -> bool:
        until = clock.now() + timedelta(seconds=1)
        try:
            while clock.now() < until:
                try:
                    book_slot(**when(slot), person_id=buyer, actor=SYSTEM)
                except DomainError:
                    continue
                return True
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asks)
        cancel_booking(booking_id=booking.pk, actor=SYSTEM)
        return asking.result()


@pytest.mark.django_db(transaction=True)
def test_a_buyer_who_waits_for_the_second_of_the_cancellation_gets_nothing() -> None:
    assert not _handed_over()
    assert not Booking.objects.filter(state__in=Booking.ACTIVE).exists()


@pytest.mark.django_db(transaction=True)
def test_control_opened_at_once_the_place_goes_to_the_buyer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "reopens_at", lambda after, *_args, **_more: after)
    assert _handed_over()
