"""Who gets a freed place: the nearest deadline, then who waited longest; 30 minutes each, and nobody by night."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, transaction

from appointments.errors import SlotTaken
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, expire_holds, hold_slot, sell_offered_place
from appointments.waiting.errors import DaysImpossible, EntryClosed, NowhereToWait, OfferOver, TimesAreFree, WaitsAlready
from appointments.waiting.invariants import accepted_by_another, entries_unlike_their_offers, places_offered_to_nobody
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.rules.odds import Past, odds
from appointments.waiting.rules.offering import accept_until, is_far_enough
from appointments.waiting.selectors import is_last_to_answer, odds_of, place_in_line
from appointments.waiting.services import accept_offer, decline_offer, end_entries, join, lapse_offers, leave, offers, withdraw_offer
from appointments.waiting.tasks import tend_waiting_list
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.appointments.waiting.world import MORNING, booked, free, open_offer, stop_clock, wait
from tests.appointments.world import make_offered, make_reception, make_slot, reopen, when
from tests.factories import make_office, make_person

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def holds() -> bool:
    return (places_offered_to_nobody(), entries_unlike_their_offers(), accepted_by_another()) == (0, 0, 0)


def test_a_freed_place_is_offered_for_thirty_minutes_and_nobody_else_can_take_it() -> None:
    offered = make_offered()
    booking, entry = booked(offered), wait(offered)
    slot = free(booking)
    offer = open_offer(entry)
    entry.refresh_from_db()
    assert (slot.state, slot.held_until, entry.state) == ("offered", offer.accept_until, "offered")
    assert offer.accept_until - offer.offered_at == timedelta(minutes=30)
    with pytest.raises(SlotTaken):
        hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    assert holds()


def test_the_nearest_deadline_goes_first_then_who_waited_longest() -> None:
    offered, today = make_offered(), clock.today()
    bookings = [booked(offered) for _ in range(4)]
    none_early = wait(offered)
    far = wait(offered, until=today + timedelta(days=40))
    near_late, near_later = (wait(offered, until=today + timedelta(days=5)) for _ in range(2))
    asked = [Offer.objects.get(slot=free(booking)).entry_id for booking in bookings]
    assert asked == [near_late.pk, near_later.pk, far.pk, none_early.pk]


def test_a_day_that_people_type_is_no_way_past_others() -> None:
    offered, today = make_offered(), clock.today()
    booking = booked(offered)
    first, hurried = wait(offered), make_person()
    hurried.entries.update(stay_until=today + timedelta(days=2))
    second = wait(offered, person=hurried)
    assert second.deadline is None
    assert Offer.objects.get(slot=free(booking)).entry_id == first.pk


def test_places_outside_the_days_or_the_offices_go_to_nobody_in_the_line() -> None:
    here, there = make_offered(), make_offered(make_reception(make_office("780-001")))
    entry = wait(here, first_day=clock.today(), last_day=clock.today() + timedelta(days=2))
    assert free(booked(here, in_days=3)).state == Slot.State.FREE
    assert free(booked(there, in_days=1)).state == Slot.State.FREE
    assert free(booked(here, in_days=2)).state == Slot.State.OFFERED
    assert open_offer(entry).slot.day == clock.today() + timedelta(days=2)


def test_who_waits_in_a_region_is_asked_for_every_office_of_it_also_a_new_one() -> None:
    first = make_offered()
    entry = wait(first, region="77")
    new = make_offered(make_reception(make_office("770-009", receives_applications=False)))
    assert open_offer_of(free(booked(new))) == entry


def open_offer_of(slot: Slot) -> WaitingEntry:
    return Offer.objects.get(slot=slot, state=Offer.State.OPEN).entry


def test_accepting_makes_an_appointment_and_ends_the_waiting() -> None:
    offered = make_offered()
    booking, entry = booked(offered), wait(offered)
    free(booking)
    got = accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    entry.refresh_from_db()
    assert (got.state, got.person_id, got.slot_id, got.slot.state) == ("booked", entry.person_id, booking.slot_id, "booked")
    assert (entry.state, entry.closed_at) == ("booked", clock.now())
    assert accept_offer(offer_id=entry.offers.get().pk, actor=SYSTEM) == got
    assert Event.objects.filter(name="waiting.OfferAccepted").count() == 1
    assert holds()


def test_who_has_an_appointment_is_offered_earlier_times_only_and_accepting_moves_it() -> None:
    offered, person = make_offered(), make_person()
    mine = booked(offered, person, in_days=10)
    later, sooner = booked(offered, in_days=20), booked(offered, in_days=4)
    entry = wait(offered, person=person)
    assert free(later).state == Slot.State.FREE
    free(sooner)
    moved = accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    assert (moved.pk, moved.number, moved.slot_id, moved.version) == (mine.pk, mine.number, sooner.slot_id, 2)
    assert Slot.objects.get(pk=mine.slot_id).state == Slot.State.FREE
    assert Booking.objects.filter(person=person, state__in=Booking.ACTIVE).count() == 1


def test_a_place_that_a_move_frees_goes_to_the_next_in_line() -> None:
    offered, person = make_offered(), make_person()
    mine, sooner = booked(offered, person, in_days=10), booked(offered, in_days=4)
    entry, other = wait(offered, person=person), wait(offered)
    free(sooner)
    accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    assert open_offer(other).slot_id == mine.slot_id


def test_who_was_choosing_another_time_lets_it_go_by_accepting() -> None:
    offered, entry_person = make_offered(), make_person()
    booking, entry = booked(offered), wait(offered, person=entry_person)
    chosen = hold_slot(**when(make_slot(offered, in_days=9)), person_id=entry_person.pk, actor=SYSTEM)
    free(booking)
    got = accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    chosen.refresh_from_db()
    assert (got.slot_id, chosen.state, Slot.objects.get(pk=chosen.slot_id).state) == (booking.slot_id, "cancelled", "free")


def test_an_offer_that_is_declined_or_not_answered_goes_to_the_next_and_at_last_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    booking, first, second = booked(offered), wait(offered), wait(offered)
    slot = free(booking)
    decline_offer(offer_id=open_offer(first).pk, actor=SYSTEM)
    assert open_offer_of(slot) == second
    late = MORNING + timedelta(minutes=30)
    stop_clock(monkeypatch, late)
    with pytest.raises(OfferOver):
        accept_offer(offer_id=open_offer(second).pk, actor=SYSTEM)
    assert (lapse_offers(now=late), lapse_offers(now=late)) == (1, 0)
    slot.refresh_from_db()
    assert slot.state == Slot.State.FREE  # nobody is asked twice for one place
    assert [*WaitingEntry.objects.values_list("state", flat=True)] == ["waiting", "waiting"]
    assert [*Offer.objects.order_by("pk").values_list("state", flat=True)] == ["declined", "lapsed"]
    stop_clock(monkeypatch, late + timedelta(hours=1))  # at which moment of this hour it opens nobody knows
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM).slot_id == slot.pk
    assert holds()


def test_an_offer_that_cannot_be_passed_on_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    taken = [booked(offered), booked(offered)]
    entries = [wait(offered), wait(offered)]
    for booking in taken:
        free(booking)
    broken, whole = (open_offer(entry) for entry in entries)
    real = offers.lock_offer

    def lock_offer(offer_id: int) -> Any:
        if offer_id == broken.pk:
            raise RuntimeError("broken")
        return real(offer_id)

    monkeypatch.setattr(offers, "lock_offer", lock_offer)
    late = MORNING + timedelta(minutes=30)
    stop_clock(monkeypatch, late)
    assert lapse_offers(now=late) == 1
    states = {offer.pk: Offer.objects.get(pk=offer.pk).state for offer in (broken, whole)}
    assert states == {broken.pk: "open", whole.pk: "lapsed"}


def test_who_did_not_answer_is_asked_after_the_others_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    bookings = [booked(offered, in_days=day) for day in (3, 4, 5)]
    silent, awake = wait(offered), wait(offered)
    free(bookings[0])
    lapsed_at = MORNING + timedelta(minutes=30)
    stop_clock(monkeypatch, lapsed_at)
    lapse_offers(now=lapsed_at)
    decline_offer(offer_id=open_offer(awake).pk, actor=SYSTEM)
    assert open_offer_of(free(bookings[1])) == awake
    decline_offer(offer_id=open_offer(awake).pk, actor=SYSTEM)
    assert open_offer(silent).slot_id == bookings[1].slot_id
    decline_offer(offer_id=open_offer(silent).pk, actor=SYSTEM)
    stop_clock(monkeypatch, lapsed_at + timedelta(hours=12))
    assert open_offer_of(free(bookings[2])) == silent


def lapse(entry: WaitingEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers; somebody who comes by takes the place."""
    offer = open_offer(entry)
    stop_clock(monkeypatch, offer.accept_until)
    assert lapse_offers(now=offer.accept_until) == 1
    reopen(offer.slot)
    book_slot(**when(offer.slot), person_id=make_person().pk, actor=SYSTEM)


def test_two_offers_without_an_answer_end_the_waiting_and_the_next_is_not_kept_waiting_again(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    silent = wait(offered)
    for at in (12, 13):
        free(booked(offered, at=time(at)))
        lapse(silent, monkeypatch)
    silent.refresh_from_db()
    assert (silent.state, silent.closed_at) == ("silent", clock.now())
    awake = wait(offered)
    assert open_offer_of(free(booked(offered, at=time(14)))) == awake
    ends = Event.objects.filter(name="waiting.OfferLapsed").order_by("pk").values_list("payload__ends", flat=True)
    assert [*ends] == [False, True]
    assert holds()


def test_an_answer_between_them_is_no_silence_and_one_offer_without_an_answer_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    entry = wait(offered)
    free(booked(offered, at=time(12)))
    lapse(entry, monkeypatch)
    free(booked(offered, at=time(13)))
    decline_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    entry.refresh_from_db()
    assert entry.state == "waiting"


def decline_next(entry: WaitingEntry, offered: ServiceAtOffice, at: time) -> None:
    free(booked(offered, at=at))
    decline_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    reopen(Slot.objects.get(offered=offered, at=at))
    book_slot(offered_id=offered.pk, day=clock.today() + timedelta(days=3), at=at, person_id=make_person().pk, actor=SYSTEM)


def test_two_silences_with_an_answer_between_them_end_nothing_and_two_in_a_row_after_it_do(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    entry = wait(offered)
    free(booked(offered, at=time(12)))
    lapse(entry, monkeypatch)
    decline_next(entry, offered, time(13))
    for at, state in ((time(14), "waiting"), (time(15), "silent")):
        free(booked(offered, at=at))
        assert is_last_to_answer(open_offer(entry)) is (state == "silent")
        lapse(entry, monkeypatch)
        entry.refresh_from_db()
        assert entry.state == state


def test_an_offer_that_the_office_closed_breaks_no_row_of_silences(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    entry = wait(offered)
    free(booked(offered, at=time(12)))
    lapse(entry, monkeypatch)
    closed = free(booked(offered, at=time(13)))
    Slot.objects.filter(pk=closed.pk).update(state=Slot.State.CLOSED, held_until=None)
    closed.refresh_from_db()
    withdraw_offer(closed)
    free(booked(offered, at=time(14)))
    lapse(entry, monkeypatch)
    entry.refresh_from_db()
    assert entry.state == "silent"


# ---- a place that was given back when nobody waited


def given_back_unseen(offered: ServiceAtOffice, **fields: Any) -> Slot:
    slot = free(booked(offered, **fields))
    assert (slot.state, slot.opens_secretly) == ("free", True)
    return slot


def test_who_joins_while_a_place_is_still_hidden_is_told_nothing_and_asked_first_when_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    slot = given_back_unseen(offered)
    early, hurried = wait(offered), wait(offered, until=clock.today() + timedelta(days=5))
    tend_waiting_list()
    assert not Offer.objects.exists()
    stop_clock(monkeypatch, slot.opens_at - timedelta(seconds=50))
    with pytest.raises(SlotTaken):
        book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    tend_waiting_list()
    tend_waiting_list()
    assert open_offer(hurried).slot_id == slot.pk
    early.refresh_from_db()
    assert early.state == "waiting"
    stop_clock(monkeypatch, slot.opens_at)
    with pytest.raises(SlotTaken):
        book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    assert holds()


def test_a_hidden_place_for_which_nobody_waits_opens_to_everybody_and_is_taken_from_nobody_later(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    slot = given_back_unseen(offered)
    wait(offered, last_day=slot.day - timedelta(days=1))
    stop_clock(monkeypatch, slot.opens_at - timedelta(seconds=50))
    tend_waiting_list()
    stop_clock(monkeypatch, slot.opens_at + timedelta(minutes=10))
    mine = booked(offered, in_days=20)
    wait(offered, person=mine.person, first_day=slot.day + timedelta(days=1))
    WaitingEntry.objects.filter(person=mine.person).update(first_day=clock.today())  # as if she had been passed over
    tend_waiting_list()
    assert not Offer.objects.exists()
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM).slot_id == slot.pk


def test_who_was_asked_for_the_hidden_place_already_is_not_asked_again_when_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    booking, entry = booked(offered), wait(offered)
    slot = free(booking)
    decline_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    slot.refresh_from_db()
    stop_clock(monkeypatch, slot.opens_at)
    tend_waiting_list()
    assert Offer.objects.count() == 1
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM).slot_id == slot.pk


def test_who_joins_again_after_that_is_asked_after_the_others_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, fake = make_offered(), make_person()
    first = wait(offered, person=fake, until=clock.today() + timedelta(days=1))
    for at in (12, 13):
        free(booked(offered, at=time(at)))
        lapse(first, monkeypatch)
    again, honest = wait(offered, person=fake), wait(offered)
    assert again.deadline is not None
    assert open_offer_of(free(booked(offered, at=time(14)))) == honest


def test_a_place_too_near_to_answer_and_come_goes_to_everybody() -> None:
    offered = make_offered()  # booked 2 hours ahead; 10:00 now
    wait(offered)
    booking = booked(offered, in_days=0, at=time(12, 29))
    near = free(booking)
    assert near.state == Slot.State.FREE
    entry = wait(make_offered(make_reception(make_office("770-002", receives_applications=False))))
    assert free(booked(entry.at.get(), in_days=0, at=time(12, 30))).state == Slot.State.OFFERED


@pytest.mark.parametrize(
    ("hour", "day_of_answer"), [(time(21, 59), None), (time(22), 16), (time(3), 15), (time(7, 59), 15), (time(8), None)]
)
def test_the_thirty_minutes_of_a_night_offer_begin_at_eight(hour: time, day_of_answer: int | None) -> None:
    now = datetime.combine(date(2026, 6, 15), hour, MOSCOW)
    until = accept_until(now, MOSCOW)
    expected = now + timedelta(minutes=30) if day_of_answer is None else datetime(2026, 6, day_of_answer, 8, 30, tzinfo=MOSCOW)
    assert until == expected


def test_a_place_is_far_enough_when_two_hours_or_the_lead_time_remain_after_the_last_answer() -> None:
    until = MORNING
    assert is_far_enough(until + timedelta(hours=2), until, 0)
    assert not is_far_enough(until + timedelta(hours=2, seconds=-1), until, 0)
    assert not is_far_enough(until + timedelta(hours=23), until, 24)


def test_a_hold_that_is_over_goes_to_who_waits_and_not_to_who_comes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, slot = make_offered(), make_slot()
    hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    entry = wait(offered)
    later = MORNING + timedelta(minutes=11)
    stop_clock(monkeypatch, later)
    with pytest.raises(SlotTaken):
        hold_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM)
    assert expire_holds(now=later) == 1
    assert open_offer(entry).slot_id == slot.pk


def test_places_for_urgent_deadlines_are_offered_to_these_and_walk_in_places_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose day has passed since she joined has no urgent deadline any more: she could not book such a place either."""
    offered, today = make_offered(), clock.today()
    wait(offered)
    urgent_slot, walk_in = make_slot(offered, channel="urgent"), make_slot(offered, channel="walk_in")
    wait(offered, until=today)
    soon = wait(offered, until=today + timedelta(days=7))
    stop_clock(monkeypatch, MORNING + timedelta(days=1))
    bought = [
        book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM, channels=(slot.channel,)) for slot in (walk_in, urgent_slot)
    ]
    assert [free(booking).state for booking in bought] == ["free", "offered"]
    assert open_offer(soon).slot_id == urgent_slot.pk


def test_one_person_stands_in_one_line_for_one_service() -> None:
    offered, person = make_offered(), make_person()
    first = wait(offered, person=person)
    with pytest.raises(WaitsAlready):
        wait(offered, person=person)
    leave(entry_id=first.pk, actor=SYSTEM)
    assert wait(offered, person=person).state == "waiting"


def test_nobody_waits_while_times_are_free_or_on_impossible_days_or_nowhere() -> None:
    offered, today = make_offered(), clock.today()
    make_slot(offered, in_days=3)
    with pytest.raises(TimesAreFree):
        wait(offered)
    assert wait(offered, last_day=today + timedelta(days=2)).state == "waiting"
    for first, last in ((-1, 5), (5, 4), (0, 91)):
        with pytest.raises(DaysImpossible):
            wait(offered, first_day=today + timedelta(days=first), last_day=today + timedelta(days=last))
    with pytest.raises(NowhereToWait):
        join(person_id=make_person().pk, offered_ids=[0], first_day=today, last_day=today, actor=SYSTEM)
    assert WaitingEntry.objects.count() == 1


def test_leaving_gives_the_offered_time_to_the_next() -> None:
    offered = make_offered()
    booking, first, second = booked(offered), wait(offered), wait(offered)
    free(booking)
    leave(entry_id=first.pk, actor=SYSTEM)
    first.refresh_from_db()
    assert (first.state, open_offer(second).slot_id) == ("left", booking.slot_id)
    with pytest.raises(EntryClosed):
        leave(entry_id=first.pk, actor=SYSTEM)
    assert holds()


def test_waiting_ends_with_the_last_day_by_the_clock_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = wait(make_offered(), last_day=date(2026, 6, 16))
    last_moment = datetime(2026, 6, 16, 23, 59, 59, tzinfo=MOSCOW)
    stop_clock(monkeypatch, last_moment)
    assert end_entries(now=last_moment) == 0
    midnight = last_moment + timedelta(seconds=1)
    assert (end_entries(now=midnight), end_entries(now=midnight)) == (1, 0)
    entry.refresh_from_db()
    assert entry.state == "over"
    assert Event.objects.filter(name="waiting.WaitingOver", person_id=entry.person_id).count() == 1


def test_the_place_in_line_counts_who_would_be_asked_before() -> None:
    offered, today = make_offered(), clock.today()
    first, second = wait(offered), wait(offered)
    urgent = wait(offered, until=today + timedelta(days=9))
    elsewhere = wait(make_offered(make_reception(make_office("780-001"))))
    past_days = wait(offered, first_day=today, last_day=today)
    assert [place_in_line(entry) for entry in (urgent, first, second, elsewhere, past_days)] == [1, 2, 3, 1, 4]


def test_nobody_can_jump_the_line_or_be_offered_two_places_even_past_the_services() -> None:
    offered = make_offered()
    booking, entry = booked(offered), wait(offered)
    slot = free(booking)
    with pytest.raises(InternalError, match="nobody_jumps_the_line"), transaction.atomic():
        WaitingEntry.objects.filter(pk=entry.pk).update(joined_at=clock.now() - timedelta(days=9))
    other = make_slot(offered, in_days=5)
    for place, who in (
        (other, entry),
        (slot, wait(make_offered(make_reception(make_office("770-003", receives_applications=False))), last_day=clock.today())),
    ):
        with pytest.raises(IntegrityError, match="one_open_offer"), transaction.atomic():
            Offer.objects.create(entry=who, slot=place, offered_at=clock.now(), accept_until=clock.now() + timedelta(minutes=30))


def test_odds_are_said_from_twenty_entries_on() -> None:
    got, not_got = Past(timedelta(days=2)), Past(None)
    assert odds([got] * 19).percent is None
    said = odds([got] * 5 + [not_got] * 15)
    assert (said.entries, said.percent, said.wait) == (20, 25, timedelta(days=2))
    assert odds([not_got] * 20) == type(said)(20, 0, None)


def test_odds_look_at_ended_entries_like_this_one_in_the_last_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = make_offered()
    stop_clock(monkeypatch, MORNING - timedelta(days=10))
    for turn in range(20):
        entry = wait(offered, last_day=clock.today() + timedelta(days=1))
        if turn < 10:
            free(booked(offered, in_days=1))
            accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    monkeypatch.undo()
    stop_clock(monkeypatch)
    end_entries(now=clock.now())
    mine = wait(offered)
    assert (odds_of(mine, now=clock.now()).percent, odds_of(mine, now=clock.now()).entries) == (50, 20)
    urgent = wait(offered, until=clock.today() + timedelta(days=3))
    assert odds_of(urgent, now=clock.now()).percent is None
    assert odds_of(mine, now=clock.now() + timedelta(days=91)).entries == 0


@pytest.mark.parametrize("state", ["free", "held", "closed"])
def test_a_place_that_is_not_offered_is_sold_to_nobody_by_the_turn(state: str) -> None:
    slot, person = make_slot(), make_person()
    Slot.objects.filter(pk=slot.pk).update(state=state, held_until=clock.now() if state == "held" else None)
    with pytest.raises(SlotTaken):
        sell_offered_place(slot_id=slot.pk, person_id=person.pk, actor=SYSTEM)
    slot.refresh_from_db()
    assert (slot.state, Booking.objects.count()) == (state, 0)


def test_each_step_in_the_line_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    offered = make_offered()
    first, second, third = (booked(offered, at=time(hour)) for hour in (12, 13, 14))
    entry = wait(offered)
    free(first)
    decline_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    free(second)
    lapsing = open_offer(entry)
    stop_clock(monkeypatch, lapsing.accept_until)
    assert lapse_offers(now=lapsing.accept_until) == 1
    stop_clock(monkeypatch, lapsing.accept_until + timedelta(hours=13))
    free(third)
    accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    told = Event.objects.filter(name__startswith="waiting.").order_by("pk").values_list("name", flat=True)
    steps = ["WaitingJoined", "PlaceOffered", "OfferDeclined", "PlaceOffered", "OfferLapsed", "PlaceOffered", "OfferAccepted"]
    assert list(told) == [f"waiting.{step}" for step in steps]


def test_an_offered_place_that_the_office_closed_meanwhile_is_said_to_be_over_and_goes_to_nobody() -> None:
    offered = make_offered()
    booking, entry = booked(offered), wait(offered)
    slot = free(booking)
    Slot.objects.filter(pk=slot.pk).update(state=Slot.State.CLOSED, held_until=None)
    with pytest.raises(OfferOver):
        accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    slot.refresh_from_db()
    assert (slot.state, Booking.objects.filter(state="booked").count()) == ("closed", 0)
