"""Whoever cancels and books again and again takes places from others; what the office does counts for nobody."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from appointments.errors import PlaceClosed, TooManyChanges, TooManyHolds
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.rules.changes import HOLDS, HOLDS_WITHIN, Allowance, again_on, hold_again_at
from appointments.selectors import zone_of
from appointments.services import (
    book_slot,
    cancel_booking,
    confirm_booking,
    confirm_party,
    expire_holds,
    hold_party,
    hold_slot,
    move_booking,
    move_party,
    sell_offered_place,
)
from appointments.services.limits import barred, outlook, with_history
from appointments.waiting.services import accept_offer, decline_offer
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from tests.appointments.test_at_once import Program, is_short
from tests.appointments.waiting.world import stop_clock, wait
from tests.appointments.world import english, make_offered, make_service, make_slot, reopen, when
from tests.factories import make_child, make_person

TWICE_IN_TEN_DAYS = Allowance(changes=2, days=10)
FIRST = date(2026, 3, 1)


def test_the_allowed_changes_are_allowed_and_one_more_is_not() -> None:
    assert again_on([FIRST] * 2, today=FIRST, allowance=TWICE_IN_TEN_DAYS) is None
    assert again_on([FIRST] * 3, today=FIRST, allowance=TWICE_IN_TEN_DAYS) == date(2026, 3, 11)


def test_a_change_counts_through_its_last_day_and_no_longer() -> None:
    days = [FIRST, date(2026, 3, 5), date(2026, 3, 6)]
    assert again_on(days, today=date(2026, 3, 10), allowance=TWICE_IN_TEN_DAYS) == date(2026, 3, 11)
    assert again_on(days, today=date(2026, 3, 11), allowance=TWICE_IN_TEN_DAYS) is None


def test_a_move_counts_itself() -> None:
    days = [FIRST, date(2026, 3, 5)]
    assert again_on(days, today=date(2026, 3, 6), allowance=TWICE_IN_TEN_DAYS, with_this=1) == date(2026, 3, 11)
    assert again_on(days, today=date(2026, 3, 11), allowance=TWICE_IN_TEN_DAYS, with_this=1) is None


def test_where_no_change_is_allowed_a_move_is_refused_at_once() -> None:
    assert again_on([], today=FIRST, allowance=Allowance(changes=0, days=30), with_this=1) == date(2026, 3, 31)


def test_held_times_that_were_let_go_count_for_a_day_to_the_moment() -> None:
    first = datetime(2026, 3, 1, 12, tzinfo=UTC)
    moments = [first + timedelta(minutes=11 * number) for number in range(HOLDS)]
    assert hold_again_at(moments[1:], now=moments[-1]) is None
    assert hold_again_at(moments, now=moments[-1]) == first + HOLDS_WITHIN
    assert hold_again_at(moments, now=first + HOLDS_WITHIN) is None


@pytest.mark.django_db
def test_who_cancels_more_often_than_allowed_cannot_book_until_the_day_that_is_said() -> None:
    offered, person_id = make_offered(service=make_service(changes=1)), make_person().pk
    slot = make_slot(offered)
    for _ in range(2):
        cancel_booking(booking_id=book_slot(**when(slot), person_id=person_id, actor=SYSTEM).pk, actor=SYSTEM)
        reopen(slot)
    with pytest.raises(TooManyChanges) as refused:
        book_slot(**when(slot), person_id=person_id, actor=SYSTEM)
    assert refused.value.context["times"] == 2
    assert str((clock.now() + timedelta(days=30)).year) in refused.value.context["again"]
    slot.refresh_from_db()
    assert slot.state == Slot.State.FREE
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)


@pytest.mark.django_db
def test_the_move_beyond_the_allowed_is_refused_and_the_time_stays() -> None:
    offered, person_id = make_offered(service=make_service(changes=1)), make_person().pk
    first, second, third = (make_slot(offered, at=time(hour)) for hour in (10, 11, 12))
    booking = book_slot(**when(first), person_id=person_id, actor=SYSTEM)
    assert outlook([person_id], offered, now=clock.now()).left == 1
    move_booking(booking_id=booking.pk, **when(second), actor=SYSTEM)
    assert outlook([person_id], offered, now=clock.now()).left == 0
    with pytest.raises(TooManyChanges):
        move_booking(booking_id=booking.pk, **when(third), actor=SYSTEM)
    booking.refresh_from_db()
    assert booking.slot_id == second.pk


@pytest.mark.django_db
def test_what_the_office_cancels_and_moves_counts_for_nobody() -> None:
    offered, person_id = make_offered(service=make_service(changes=0)), make_person().pk
    one, other = make_slot(offered), make_slot(offered, at=time(12))
    for _ in range(2):
        booking = book_slot(**when(one), person_id=person_id, actor=SYSTEM)
        move_booking(booking_id=booking.pk, **when(other), actor=SYSTEM, by_office=True)
        cancel_booking(booking_id=booking.pk, actor=SYSTEM, by_office=True)
    assert book_slot(**when(one), person_id=person_id, actor=SYSTEM)


@pytest.mark.django_db
def test_an_offer_of_the_waiting_list_that_one_accepts_is_no_change_of_ones_own() -> None:
    """The portal asked: with one change allowed, that one is still left afterwards, and the next one is not."""
    offered, person_id = make_offered(service=make_service(changes=1)), make_person().pk
    late, sooner, third, fourth = (make_slot(offered, at=time(hour)) for hour in (13, 10, 11, 12))
    booking = book_slot(**when(late), person_id=person_id, actor=SYSTEM)
    offer(sooner)
    assert sell_offered_place(slot_id=sooner.pk, person_id=person_id, actor=SYSTEM).pk == booking.pk
    assert outlook([person_id], offered, now=clock.now()).left == 1
    move_booking(booking_id=booking.pk, **when(third), actor=SYSTEM)
    with pytest.raises(TooManyChanges):
        move_booking(booking_id=booking.pk, **when(fourth), actor=SYSTEM)


@pytest.mark.django_db
def test_whose_changes_are_used_up_may_accept_an_offer_and_has_none_more_for_it() -> None:
    offered, person_id = make_offered(service=make_service(changes=1)), make_person().pk
    late, later, sooner = (make_slot(offered, at=time(hour)) for hour in (12, 13, 10))
    booking = book_slot(**when(late), person_id=person_id, actor=SYSTEM)
    move_booking(booking_id=booking.pk, **when(later), actor=SYSTEM)
    offer(sooner)
    sell_offered_place(slot_id=sooner.pk, person_id=person_id, actor=SYSTEM)
    reopen(late)
    with pytest.raises(TooManyChanges):
        move_booking(booking_id=booking.pk, **when(late), actor=SYSTEM)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    with pytest.raises(TooManyChanges):
        book_slot(**when(late), person_id=person_id, actor=SYSTEM)


@pytest.mark.django_db
def test_a_held_time_let_go_for_an_offer_is_not_one_of_those_never_confirmed() -> None:
    offered, person_id = make_offered(), make_person().pk
    slots = [make_slot(offered, at=time(9 + number)) for number in range(HOLDS + 1)]
    for slot in slots[1:HOLDS]:
        cancel_booking(booking_id=hold_slot(**when(slot), person_id=person_id, actor=SYSTEM).pk, actor=SYSTEM)
    hold_slot(**when(slots[HOLDS]), person_id=person_id, actor=SYSTEM)
    offer(slots[0])
    got = sell_offered_place(slot_id=slots[0].pk, person_id=person_id, actor=SYSTEM)
    cancel_booking(booking_id=got.pk, actor=SYSTEM)
    reopen(slots[1])
    assert hold_slot(**when(slots[1]), person_id=person_id, actor=SYSTEM)  # the fifth of the day, not the sixth


def offer(slot: Slot) -> None:
    """As the waiting list does it."""
    Slot.objects.filter(pk=slot.pk).update(state=Slot.State.OFFERED, held_until=clock.now() + timedelta(minutes=30))


@pytest.mark.django_db
def test_cancelling_and_waiting_is_no_way_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, person = make_offered(service=make_service(changes=1)), make_person()
    for _ in range(2):
        cancel_booking(booking_id=book_slot(**when(make_slot(offered)), person_id=person.pk, actor=SYSTEM).pk, actor=SYSTEM)
    with pytest.raises(TooManyChanges):
        wait(offered, person=person)
    stop_clock(monkeypatch, clock.now() + timedelta(days=offered.service.changes_days))
    assert wait(offered, person=person).state == "waiting"


@pytest.mark.django_db
def test_who_waits_for_an_earlier_time_and_cancels_too_often_meanwhile_is_offered_no_new_appointment() -> None:
    offered, person = make_offered(service=make_service(changes=0)), make_person()
    mine = book_slot(**when(make_slot(offered, in_days=9)), person_id=person.pk, actor=SYSTEM)
    earlier = book_slot(**when(make_slot(offered, in_days=4)), person_id=make_person().pk, actor=SYSTEM)
    entry = wait(offered, person=person)
    cancel_booking(booking_id=earlier.pk, actor=SYSTEM)
    cancel_booking(booking_id=mine.pk, actor=SYSTEM)
    offer = entry.offers.get()
    with pytest.raises(TooManyChanges):
        accept_offer(offer_id=offer.pk, actor=SYSTEM)
    assert not Booking.objects.filter(state__in=Booking.ACTIVE).exists()
    decline_offer(offer_id=offer.pk, actor=SYSTEM)


@pytest.mark.django_db
def test_times_held_and_never_confirmed_come_to_an_end() -> None:
    offered, person_id = make_offered(), make_person().pk
    slot = make_slot(offered)
    for number in range(HOLDS):
        held = hold_slot(**when(slot), person_id=person_id, actor=SYSTEM)
        if number % 2:
            cancel_booking(booking_id=held.pk, actor=SYSTEM)
        else:
            assert expire_holds(now=clock.now() + timedelta(minutes=11)) == 1
        reopen(slot)
    with pytest.raises(TooManyHolds):
        hold_slot(**when(slot), person_id=person_id, actor=SYSTEM)


@pytest.mark.django_db
def test_a_held_time_that_the_office_closes_cannot_be_confirmed() -> None:
    slot = make_slot()
    held = hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    Slot.objects.filter(pk=slot.pk).update(state=Slot.State.CLOSED, held_until=None)
    with pytest.raises(PlaceClosed):
        confirm_booking(booking_id=held.pk, actor=SYSTEM)
    slot.refresh_from_db()
    assert slot.state == Slot.State.CLOSED


@pytest.mark.django_db
def test_what_a_change_would_mean_is_known_before_it_is_made() -> None:
    """And comes true: the days said are those of the refusals."""
    offered, person_id = make_offered(service=make_service(changes=1)), make_person().pk
    first, second = make_slot(offered), make_slot(offered, at=time(11))
    booking = book_slot(**when(first), person_id=person_id, actor=SYSTEM)
    before = outlook([person_id], offered, now=clock.now())
    assert (before.left, before.days, before.move_again, before.book_again) == (1, 30, None, None)
    move_booking(booking_id=booking.pk, **when(second), actor=SYSTEM)
    after = outlook([person_id], offered, now=clock.now())
    again = clock.today(zone_of(offered.reception)) + timedelta(days=30)
    assert (after.left, after.move_again, after.book_again) == (0, again, again)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    reopen(second)
    with pytest.raises(TooManyChanges) as refused:
        book_slot(**when(second), person_id=person_id, actor=SYSTEM)
    assert refused.value.context["again"] == date_format(again, "j E Y")


@pytest.mark.django_db
def test_of_people_who_come_together_the_one_with_the_fewest_changes_left_decides() -> None:
    offered, restless, calm = make_offered(service=make_service(changes=2)), make_person().pk, make_person().pk
    for _ in range(2):
        cancel_booking(booking_id=book_slot(**when(make_slot(offered)), person_id=restless, actor=SYSTEM).pk, actor=SYSTEM)
    assert outlook([calm], offered, now=clock.now()).left == 2
    together = outlook([calm, restless], offered, now=clock.now())
    assert (together.left, together.move_again is None) == (0, False)


# ---- what an account did for others


@pytest.mark.django_db
def test_who_acts_for_many_children_has_no_more_changes_than_who_acts_for_herself() -> None:
    offered, parent = make_offered(service=make_service(changes=1)), make_person()
    actor = actor_of(parent.user)
    slot = make_slot(offered)
    for _ in range(2):
        booking = book_slot(**when(slot), person_id=make_child(parent).child_id, actor=actor)
        cancel_booking(booking_id=booking.pk, actor=actor)
        reopen(slot)
    another = make_child(parent).child_id
    for person_id in (another, parent.pk):
        with pytest.raises(TooManyChanges):
            book_slot(**when(slot), person_id=person_id, actor=actor)
    read = with_history(ServiceAtOffice.objects.filter(pk=offered.pk), [another], parent.user_id).get()
    with override("en"):
        refused = barred([another], read, now=clock.now(), account=parent.user_id)
    assert refused is not None
    assert "were cancelled or moved 2 times" in refused.reason


@pytest.mark.django_db
def test_times_kept_for_children_and_not_confirmed_count_for_who_kept_them(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, parent = make_offered(), make_person()
    slot = make_slot(offered)
    for _ in range(HOLDS):
        hold_slot(**when(slot), person_id=make_child(parent).child_id, actor=actor_of(parent.user))
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda now=now: now + timedelta(minutes=11))
        expire_holds(now=clock.now())
        reopen(slot)
    with pytest.raises(TooManyHolds):
        hold_slot(**when(slot), person_id=make_child(parent).child_id, actor=actor_of(parent.user))
    assert hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
def test_a_family_that_comes_together_counts_as_one_of_it(together: bool) -> None:
    offered, parent = make_offered(service=make_service(changes=1)), make_person()
    actor, account = actor_of(parent.user), parent.user_id
    for hour in (10, 11, 12):
        for minute in (0, 20, 40):
            make_slot(offered, at=time(hour, minute))
    ten, eleven, twelve = (Slot.objects.get(at=time(hour)) for hour in (10, 11, 12))
    people = [parent.pk, *(make_child(parent).child_id for _ in range(2))]
    family = hold_party(**when(ten), people=[(one, None) for one in people], actor=actor)
    assert family[0].party is not None
    confirm_party(party=family[0].party, actor=actor)
    if together:
        move_party(party=family[0].party, **when(eleven), actor=actor)
    else:
        for booking, slot in zip(family, Slot.objects.filter(at__hour=11).order_by("at"), strict=True):
            move_booking(booking_id=booking.pk, **when(slot), actor=actor)
    assert outlook(people, offered, now=clock.now(), account=account).left == 0
    read = with_history(ServiceAtOffice.objects.filter(pk=offered.pk), people, account).get()
    assert outlook(people, offered, now=clock.now(), account=account, read=read).left == 0
    with pytest.raises(TooManyChanges):
        move_party(party=family[0].party, **when(twelve), actor=actor)


@pytest.mark.django_db
def test_the_short_way_of_a_program_leaves_who_booked_for_others_to_the_long_one() -> None:
    program, offered = Program(), make_offered()
    child = make_child(program.person).child_id
    book_slot(**when(make_slot(offered)), person_id=child, actor=actor_of(program.person.user))
    answers: list[Any] = []
    assert not is_short(lambda: answers.append(program.book(make_slot(offered, at=time(11)))))
    assert answers[0].status_code == 201


# ---- a time that the office has chosen


@pytest.mark.django_db
def test_who_was_moved_by_the_office_may_choose_another_time_though_all_changes_are_used_up() -> None:
    offered, person = make_offered(service=make_service(changes=0)), make_person()
    booking = book_slot(**when(make_slot(offered)), person_id=person.pk, actor=SYSTEM)
    by_herself, chosen = actor_of(person.user), make_slot(offered, in_days=6)
    with pytest.raises(TooManyChanges):
        move_booking(booking_id=booking.pk, **when(chosen), actor=by_herself)
    move_booking(booking_id=booking.pk, **when(make_slot(offered, in_days=5)), actor=SYSTEM, by_office=True)
    client = english(person.user)
    page = client.get(reverse("appointments:visit", args=[booking.number])).content.decode()
    assert "to choose another one, or to cancel, counts as no change of yours" in page
    assert "used up" not in page
    move_booking(booking_id=booking.pk, **when(chosen), actor=by_herself)
    with pytest.raises(TooManyChanges):  # this time is her own choice again
        move_booking(booking_id=booking.pk, **when(make_slot(offered, in_days=7)), actor=by_herself)


@pytest.mark.django_db
def test_to_cancel_a_time_that_the_office_has_chosen_keeps_nobody_from_booking_anew() -> None:
    offered, person = make_offered(service=make_service(changes=0)), make_person()
    booking = book_slot(**when(make_slot(offered)), person_id=person.pk, actor=SYSTEM)
    move_booking(booking_id=booking.pk, **when(make_slot(offered, in_days=5)), actor=SYSTEM, by_office=True)
    cancel_booking(booking_id=booking.pk, actor=actor_of(person.user))
    again = book_slot(**when(make_slot(offered, in_days=6)), person_id=person.pk, actor=actor_of(person.user))
    cancel_booking(booking_id=again.pk, actor=actor_of(person.user))
    with pytest.raises(TooManyChanges):
        book_slot(**when(make_slot(offered, in_days=7)), person_id=person.pk, actor=actor_of(person.user))


@pytest.mark.django_db
def test_a_family_that_the_office_has_moved_may_choose_another_time_together() -> None:
    offered, parent = make_offered(service=make_service(changes=0)), make_person()
    for hour in (10, 11, 12):
        for minute in (0, 20):
            make_slot(offered, at=time(hour, minute))
    ten, eleven, twelve = (Slot.objects.get(at=time(hour)) for hour in (10, 11, 12))
    people, actor = [(parent.pk, None), (make_child(parent).child_id, None)], actor_of(parent.user)
    family = hold_party(**when(ten), people=people, actor=actor)
    assert family[0].party is not None
    confirm_party(party=family[0].party, actor=actor)
    move_party(party=family[0].party, **when(eleven), actor=SYSTEM, by_office=True)
    move_party(party=family[0].party, **when(twelve), actor=actor)
    with pytest.raises(TooManyChanges):
        move_party(party=family[0].party, **when(ten), actor=actor)
