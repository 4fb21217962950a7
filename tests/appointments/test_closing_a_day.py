"""What becomes of people whose day the office closes, and of who holds or is offered a time of it at that second."""

from datetime import timedelta
from typing import Any

import pytest

from appointments.errors import PlaceClosed
from appointments.models import Booking, Desk, ServiceAtOffice, Slot
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.services import find_new_times, make_places, put_day
from appointments.services import (
    cancel_booking,
    confirm_booking,
    confirm_party,
    end_hold_of_closed,
    expire_holds,
    hold_drawn_place,
    hold_party,
    hold_slot,
)
from appointments.services.limits import outlook
from appointments.waiting.errors import OfferOver
from appointments.waiting.models import WaitingEntry
from appointments.waiting.services import accept_offer, lapse_offers
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_piece
from portal.notifications.models import Message
from tests.appointments.test_planning import booked, closed, planned, working_day
from tests.appointments.waiting.world import open_offer, wait
from tests.appointments.world import english, make_slot, when
from tests.factories import make_case, make_child, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor() -> Any:
    return make_user("supervisor")


def one_day(supervisor: Any) -> tuple[ServiceAtOffice, Desk, Any]:
    day = working_day(4)
    offered, desk = planned(supervisor, day, valid_until=day)
    return offered, desk, day


def close(offered: ServiceAtOffice, day: Any, supervisor: Any, **fields: Any) -> None:
    put_day(reception_id=offered.reception_id, values={**closed(day), **fields}, actor=actor_of(supervisor))


def rebook(offered: ServiceAtOffice, supervisor: Any) -> None:
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor))
    assert rebooking is not None
    run_piece(rebooking.job_id)


def letter(user: Any) -> str:
    dispatch_pending()
    message = Message.objects.filter(recipient=user).order_by("pk").last()
    assert message is not None
    return message.body


# ---- the deadline


@pytest.mark.parametrize(("days_left", "is_urgent"), [(5, True), (60, False)])
def test_places_kept_for_urgent_deadlines_are_there_for_who_has_one(supervisor: Any, days_left: int, is_urgent: bool) -> None:
    offered, desk, day = one_day(supervisor)
    person = make_person(make_user())
    make_case("submitted", person=person, decide_by=clock.today() + timedelta(days=days_left))
    booking = booked(desk.slots.earliest("starts_at"))
    Booking.objects.filter(pk=booking.pk).update(person=person)
    close(offered, day, supervisor)
    kept, far = make_slot(offered, in_days=3, channel="urgent"), make_slot(offered, in_days=20)
    proposed = proposals(list(conflicts(offered.reception_id)))[0]
    assert proposed.day == (kept.day if is_urgent else far.day)
    rebook(offered, supervisor)
    booking.refresh_from_db()
    assert (booking.state, booking.slot_id) == ("booked", kept.pk if is_urgent else far.pk)


def test_at_one_time_the_place_of_everybody_is_taken_first(supervisor: Any) -> None:
    offered, desk, day = one_day(supervisor)
    person = make_person(make_user())
    make_case("submitted", person=person, decide_by=clock.today() + timedelta(days=5))
    booking = booked(desk.slots.earliest("starts_at"))
    Booking.objects.filter(pk=booking.pk).update(person=person)
    close(offered, day, supervisor)
    make_slot(offered, in_days=3, channel="urgent")
    everybodys = make_slot(offered, in_days=3)
    rebook(offered, supervisor)
    booking.refresh_from_db()
    assert booking.slot_id == everybodys.pk


# ---- the reason


@pytest.mark.parametrize(("language", "said"), [("ru", "Причина: Ремонт."), ("en", "The reason: Repairs.")])
@pytest.mark.parametrize("is_free", [True, False])
def test_the_letter_says_why_in_the_language_of_the_person(supervisor: Any, language: str, said: str, is_free: bool) -> None:
    offered, desk, day = one_day(supervisor)
    booking = booked(desk.slots.earliest("starts_at"))
    user = booking.person.user
    assert user is not None
    user.language = language
    user.save()
    close(offered, day, supervisor)
    if is_free:
        make_slot(offered, in_days=12)
    rebook(offered, supervisor)
    assert said in letter(user)


def test_why_a_desk_is_closed_stays_in_the_office(supervisor: Any) -> None:
    """The leave of an officer is nothing that people are told."""
    offered, desk, day = one_day(supervisor)
    booking = booked(desk.slots.earliest("starts_at"))
    close(offered, day, supervisor, desk=desk, reason_en="Leave of Ivanova", reason_ru="Отпуск Ивановой")
    rebook(offered, supervisor)
    text = letter(booking.person.user)
    assert "Ivanova" not in text
    assert "Ивановой" not in text
    assert "The desk where you were expected" in text or "Окно, где вас ждали" in text


# ---- that second


def test_who_looks_once_more_at_a_time_that_is_closed_hears_of_it_and_loses_no_chance(supervisor: Any) -> None:
    offered, desk, day = one_day(supervisor)
    user = make_user()
    slot = desk.slots.earliest("starts_at")
    held = hold_slot(**when(slot), person_id=make_person(user).pk, actor=actor_of(user))
    close(offered, day, supervisor)
    slot.refresh_from_db()
    held.refresh_from_db()
    assert (slot.state, held.state) == ("closed", "cancelled")
    with pytest.raises(PlaceClosed):
        confirm_booking(booking_id=held.pk, actor=actor_of(user))
    answer = english(user).post(f"/appointments/{held.number}/", follow=True)
    assert "The office has closed this time and cannot receive you then" in answer.text
    assert expire_holds(now=clock.now() + timedelta(hours=1)) == 0
    assert outlook([held.person_id], offered, now=clock.now()).left == offered.service.changes
    assert not Event.objects.filter(name="appointments.HoldExpired").exists()
    hold_slot(**when(make_slot(offered, in_days=12)), person_id=held.person_id, actor=actor_of(user))


@pytest.mark.parametrize("pressed", ["kept", "lost"])
def test_when_the_place_of_one_of_a_family_is_closed_the_others_are_not_confirmed_without_her(supervisor: Any, pressed: str) -> None:
    offered, desk, _day = one_day(supervisor)
    user = make_user()
    parent = make_person(user)
    child = make_child(parent).child
    slots = list(desk.slots.order_by("starts_at")[:2])
    held = hold_party(**when(slots[0]), people=[(parent.pk, None), (child.pk, None)], actor=actor_of(user))
    last = max(held, key=lambda one: one.starts_at)
    close_place(last.slot)
    kept = next(one for one in held if one != last)
    page = english(user).get(f"/appointments/{kept.number}/").text
    assert "closed the time of one of you" in page
    assert "Confirm the appointment" not in page
    with pytest.raises(PlaceClosed):
        confirm_party(party=kept.party, actor=actor_of(user))
    number = kept.number if pressed == "kept" else last.number  # the page was open before, under either number
    answer = english(user).post(f"/appointments/{number}/", follow=True)
    assert "has closed this time" in answer.text
    assert answer.request["QUERY_STRING"].count("who=") == 2
    assert not Booking.objects.filter(state__in=Booking.ACTIVE).exists()
    assert outlook([parent.pk, child.pk], offered, now=clock.now()).left == offered.service.changes
    assert len(hold_party(**when(slots[0]), people=[(parent.pk, None), (child.pk, None)], actor=actor_of(user))) == 2


def close_place(slot: Slot) -> None:
    """As `make_places` does it for a place that the plan has no more; the desk has other hours of that day."""
    slot.refresh_from_db()
    assert end_hold_of_closed(slot)
    Slot.objects.filter(pk=slot.pk).update(state=Slot.State.CLOSED, held_until=None)


def test_who_is_offered_a_time_that_is_closed_is_told_and_keeps_her_turn(supervisor: Any) -> None:
    offered, desk, day = one_day(supervisor)
    slot = desk.slots.earliest("starts_at")
    booking = booked(slot)
    Slot.objects.filter(desk=desk, state="free").update(state="booked")  # else nobody may wait
    user = make_user()
    entry = wait(offered, person=make_person(user))
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    offer = open_offer(entry)
    close(offered, day, supervisor)
    slot.refresh_from_db()
    entry.refresh_from_db()
    assert (slot.state, entry.state) == ("closed", WaitingEntry.State.WAITING)
    with pytest.raises(OfferOver):
        accept_offer(offer_id=offer.pk, actor=SYSTEM)
    assert lapse_offers(now=offer.accept_until) == 0
    offer.refresh_from_db()
    assert offer.state == "closed"  # nobody declined it
    assert "closed" in letter(user) or "закрыло" in letter(user)
    assert "The office has closed this time" in english(user).get(f"/appointments/waiting/offers/{offer.number}/").text
    again = make_slot(offered, in_days=10)
    other = booked(again)
    cancel_booking(booking_id=other.pk, actor=SYSTEM)
    assert open_offer(entry).slot_id == again.pk  # asked before all others, as if nothing had been offered


def test_what_the_lot_gave_is_moved_like_an_appointment(supervisor: Any) -> None:
    offered, desk, day = one_day(supervisor)
    slot = desk.slots.earliest("starts_at")
    until = clock.now() + timedelta(days=1)
    held = hold_drawn_place(slot_id=slot.pk, person_id=make_person(make_user()).pk, until=until, actor=SYSTEM)
    close(offered, day, supervisor)
    confirm_booking(booking_id=held.pk, actor=SYSTEM)
    make_places(reception_id=offered.reception_id)
    assert [one.pk for one in conflicts(offered.reception_id)] == [held.pk]
