"""People in the line, and the act that frees a place. Everything is invented."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, cancel_booking
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.services import join
from portal import clock
from portal.events.actor import SYSTEM
from profiles.models import Person
from tests.appointments.world import make_slot, when
from tests.factories import make_case, make_person

MORNING = datetime(2026, 6, 15, 7, 0, tzinfo=ZoneInfo("UTC"))  # a Monday, 10:00 in Moscow


def stop_clock(monkeypatch: Any, at: datetime = MORNING) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: at.astimezone(zone).date())


def wait(offered: ServiceAtOffice, *, until: date | None = None, person: Person | None = None, **fields: Any) -> WaitingEntry:
    """Somebody waits for any of the next 60 days; `until` is the last day for the decision on her application, which makes her turn
    earlier."""
    person = person or make_person()
    if until:
        make_case("submitted", person=person, decide_by=until)
    today = clock.today()
    days = {"first_day": today, "last_day": today + timedelta(days=60)}
    return join(person_id=person.pk, offered_ids=[offered.pk], actor=SYSTEM, **{**days, **fields})


def booked(offered: ServiceAtOffice, person: Person | None = None, **fields: Any) -> Booking:
    """Somebody has an appointment at a place of its own."""
    return book_slot(**when(make_slot(offered, **fields)), person_id=(person or make_person()).pk, actor=SYSTEM)


def free(booking: Booking) -> Slot:
    """The person cancels: her place is free, and is offered."""
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    return Slot.objects.get(pk=booking.slot_id)


def open_offer(entry: WaitingEntry) -> Offer:
    return entry.offers.get(state=Offer.State.OPEN)
