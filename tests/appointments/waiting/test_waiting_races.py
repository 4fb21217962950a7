"""The waiting list with many at once, and a worker killed between offers; each guard beside its control without it."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from appointments.models import Booking, Slot
from appointments.services import cancel_booking
from appointments.waiting.errors import OfferOver
from appointments.waiting.invariants import accepted_by_another, entries_unlike_their_offers, places_offered_to_nobody
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.services import accept_offer, decline_offer, lapse_offers, line, offers, reckon_deadlines
from cases.models import Case
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.apart import Process
from tests.appointments.waiting.world import booked, free, open_offer, stop_clock, wait
from tests.appointments.world import make_offered, make_service
from tests.cases.acts import all_at_once
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def all_holds() -> bool:
    return (places_offered_to_nobody(), entries_unlike_their_offers(), accepted_by_another()) == (0, 0, 0)


def offered_to(people: int, service: str = "fingerprints") -> tuple[Slot, list[WaitingEntry]]:
    offered = make_offered(service=make_service(service))
    booking = booked(offered)
    entries = [wait(offered) for _ in range(people)]
    return free(booking), entries


def accept_and_lapse(offer: Offer) -> list[Any]:
    """An answer in the last second, and the task whose clock says that it is over."""
    late = offer.accept_until
    return all_at_once([lambda: accept_offer(offer_id=offer.pk, actor=SYSTEM), lambda: lapse_offers(now=late)])


def test_an_answer_in_the_last_second_and_the_end_of_the_offer_have_one_winner() -> None:
    for number in range(8):
        slot, (first, second) = offered_to(2, f"service-{number}")
        offer = open_offer(first)
        accepted, _lapsed = accept_and_lapse(offer)
        offer.refresh_from_db()
        slot.refresh_from_db()
        if offer.state == Offer.State.LAPSED:
            assert (type(accepted), offer.state, slot.state) == (OfferOver, "lapsed", "offered")
            assert open_offer(second).slot_id == slot.pk
        else:
            assert (offer.state, slot.state, accepted.slot_id) == ("accepted", "booked", slot.pk)
        assert all_holds()


def test_without_the_lock_the_answer_is_taken_and_the_place_goes_to_the_next_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the lock is for. Both look before either writes; the second writer is stopped by the database's own table."""
    _slot, (first, _second) = offered_to(2)
    looked = threading.Barrier(2)

    def look_together(offer_id: int) -> tuple[Slot, Offer]:
        offer = Offer.objects.select_related("entry", "booking", "slot__offered__reception__office").get(pk=offer_id)
        looked.wait(timeout=60)
        return offer.slot, offer

    rang: list[str] = []
    monkeypatch.setattr(offers, "lock_offer", look_together)
    monkeypatch.setattr(offers.log, "exception", lambda what, **_facts: rang.append(what))
    accepted, _lapsed = accept_and_lapse(open_offer(first))
    assert not isinstance(accepted, OfferOver)  # the lapse went ahead, and nobody told the person so
    assert isinstance(accepted, Exception) or rang == ["offer_not_passed_on"]  # the triggers refuse the second writer, with a crash


def test_two_presses_of_the_button_make_one_appointment() -> None:
    slot, (entry,) = offered_to(1)
    offer = open_offer(entry)
    answers = all_at_once([lambda: accept_offer(offer_id=offer.pk, actor=SYSTEM)] * 6)
    assert len({answer.pk for answer in answers}) == 1
    assert Booking.objects.filter(slot=slot, state="booked").count() == 1
    assert Event.objects.filter(name="waiting.OfferAccepted").count() == 1


def test_accepting_and_declining_at_once_have_one_winner() -> None:
    slot, (first, second) = offered_to(2)
    offer = open_offer(first)
    acts: list[Callable[[], Any]] = [
        lambda: accept_offer(offer_id=offer.pk, actor=SYSTEM),
        lambda: decline_offer(offer_id=offer.pk, actor=SYSTEM),
    ]
    answers = all_at_once(acts)
    assert sum(isinstance(answer, OfferOver) for answer in answers) == 1
    assert Booking.objects.filter(slot=slot, state="booked").count() + Offer.objects.filter(entry=second, state="open").count() == 1
    assert all_holds()


def accept_while_the_plan_changes() -> list[Any]:
    """She has an appointment at a place with a smaller key and accepts another; the office locks both, in the order of their keys."""
    offered, person = make_offered(), make_person()
    mine, sooner = booked(offered, person, in_days=10), booked(offered, in_days=4)
    entry = wait(offered, person=person)
    free(sooner)
    offer, has_first = open_offer(entry), threading.Event()

    def changes_the_plan() -> None:
        with transaction.atomic():
            Slot.objects.select_for_update().get(pk=mine.slot_id)
            has_first.set()
            time.sleep(0.7)  # meanwhile she has pressed
            Slot.objects.select_for_update().get(pk=sooner.slot_id)

    def accepts() -> Booking:
        has_first.wait(timeout=60)
        return accept_offer(offer_id=offer.pk, actor=SYSTEM)

    assert mine.slot_id < sooner.slot_id
    return all_at_once([changes_the_plan, accepts])


def test_accepting_while_the_plan_changes_waits_and_never_crosswise() -> None:
    changed, accepted = accept_while_the_plan_changes()
    assert (changed, type(accepted)) == (None, Booking)
    assert all_holds()


def test_without_the_order_of_places_the_database_stops_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(offers, "_lock_places", lambda _offer_id: None)
    assert any(isinstance(answer, OperationalError) for answer in accept_while_the_plan_changes())


def free_at_once(places: int, people: int) -> list[Any]:
    offered = make_offered()
    bookings = [booked(offered, in_days=3 + number) for number in range(places)]
    for _ in range(people):
        wait(offered)
    return all_at_once([lambda booking=booking: cancel_booking(booking_id=booking.pk, actor=SYSTEM) for booking in bookings])


def test_places_freed_at_once_go_to_different_people() -> None:
    answers = free_at_once(6, 6)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    made = Offer.objects.filter(state="open")
    assert (made.count(), made.values("entry").distinct().count(), made.values("slot").distinct().count()) == (6, 6, 6)
    assert all_holds()


def test_more_places_than_people_go_to_everybody() -> None:
    free_at_once(6, 2)
    assert sorted(Slot.objects.values_list("state", flat=True)) == ["free"] * 4 + ["offered"] * 2


def test_without_the_lock_a_cancelling_fails_because_two_places_go_to_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the constraint still refuses the second offer, but with it the second cancelling is lost."""
    looked = threading.Barrier(2)

    def first_together(slot: Slot) -> WaitingEntry | None:
        entry = offers.in_line_for(slot).first()
        looked.wait(timeout=60)
        return entry

    monkeypatch.setattr(offers, "_first_in_line", first_together)
    answers = free_at_once(2, 2)
    assert {type(answer) for answer in answers} == {Booking, IntegrityError}


WORKER = """
import django, os, signal
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DB_NAME"]
from datetime import datetime
from portal import clock
late = datetime.fromisoformat(os.environ["LATE"])
clock.now = lambda: late
from appointments.waiting.services import offers
real, seen = offers.emit, []
def emit(event, **rest):
    seen.append(1)
    if len(seen) == int(os.environ["DIE_AT"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(event, **rest)
offers.emit = emit
offers.lapse_offers(now=late)
"""


@pytest.mark.parametrize("die_at", [1, 4, 7])
def test_a_worker_killed_between_offers_leaves_each_place_with_one_person_and_the_next_run_finishes(
    die_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place takes two events, the end of one offer and the next one: it dies before an end and between the two."""
    offered = make_offered()
    bookings = [booked(offered, in_days=3 + number) for number in range(4)]
    for _ in range(8):
        wait(offered)
    for booking in bookings:
        free(booking)
    late = clock.now() + timedelta(minutes=30)
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "TEST_DB_NAME": str(connection.settings_dict["NAME"])}
    environment = {**os.environ, **settings, "DIE_AT": str(die_at), "LATE": late.isoformat()}
    assert Process("-c", WORKER, env=environment).wait() == -signal.SIGKILL
    assert Offer.objects.filter(state="lapsed").count() == (die_at - 1) // 2
    assert (Offer.objects.filter(state="open").count(), all_holds()) == (4, True)
    stop_clock(monkeypatch, late)
    lapse_offers(now=late)
    assert Offer.objects.filter(state="open", accept_until__gt=late).count() == 4
    assert (Offer.objects.count(), Offer.objects.values("entry").distinct().count(), all_holds()) == (8, 8, True)
    assert Event.objects.filter(name="waiting.OfferLapsed").count() == 4


# ---- the day by which a visit is needed


def needless_entry() -> WaitingEntry:
    """Her application is withdrawn, and nobody has reckoned her turn anew yet."""
    entry = wait(make_offered(), until=clock.today() + timedelta(days=9))
    Case.objects.filter(person=entry.person).update(status="withdrawn", closed_at=clock.now())
    return entry


def reckonings_told() -> int:
    return Event.objects.filter(name="waiting.DeadlineReckoned").count()


def test_the_same_reckoned_many_times_at_once_is_told_once() -> None:
    entry = needless_entry()
    changed = all_at_once([lambda: reckon_deadlines(person_id=entry.person_id)] * 8)
    entry.refresh_from_db()
    assert (sorted(changed), reckonings_told()) == ([0] * 7 + [1], 1)
    assert (entry.deadline, entry.reckonings) == (None, 1)


def test_without_the_lock_it_is_told_twice() -> None:
    """The control: both have read the entry before either writes."""
    entry = needless_entry()
    for read in [WaitingEntry.objects.get(pk=entry.pk) for _ in range(2)]:
        with transaction.atomic():
            line._reckon(read)
    assert reckonings_told() == 2
