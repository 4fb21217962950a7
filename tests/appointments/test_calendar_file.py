"""An appointment in the person's calendar: read by another parser, replaced when it moves, struck out when it is cancelled."""

from datetime import time
from typing import Any

import pytest
import vobject

from appointments.models import Booking
from appointments.services import book_slot, cancel_booking, move_booking
from portal.events.actor import SYSTEM
from profiles.selectors import full_name
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def read(client: Any, booking: Booking) -> Any:
    answer = client.get(f"/appointments/{booking.number}/calendar.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return vobject.readOne(answer.content.decode())


def test_another_parser_reads_time_office_and_number() -> None:
    user = make_user()
    booking = book_slot(**when(make_slot()), person_id=make_person(user).pk, actor=SYSTEM)
    read_file = read(sign_in(user), booking)
    event = read_file.vevent
    assert (event.dtstart.value, event.dtend.value) == (booking.starts_at, booking.ends_at)
    assert (read_file.method.value, event.status.value, event.sequence.value) == ("PUBLISH", "CONFIRMED", "1")
    assert booking.number in event.description.value
    assert (
        booking.offered.reception.office.address_en in event.location.value
        or booking.offered.reception.office.address_ru in event.location.value
    )


def test_a_move_and_a_cancellation_replace_the_same_entry() -> None:
    user, offered = make_user(), make_offered()
    booking = book_slot(**when(make_slot(offered)), person_id=make_person(user).pk, actor=SYSTEM)
    client = sign_in(user)
    first = read(client, booking).vevent
    moved = move_booking(booking_id=booking.pk, **when(make_slot(offered, at=time(12))), actor=SYSTEM)
    second = read(client, booking).vevent
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    last = read(client, booking)
    assert first.uid.value == second.uid.value == last.vevent.uid.value
    assert second.dtstart.value == moved.starts_at != first.dtstart.value
    assert [event.sequence.value for event in (first, second, last.vevent)] == ["1", "2", "3"]
    assert (last.method.value, last.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_the_file_tells_nothing_of_the_person_and_is_nobody_elses() -> None:
    user = make_user()
    person = make_person(user)
    booking = book_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM)
    address = f"/appointments/{booking.number}/calendar.ics"
    text = sign_in(user).get(address).content.decode().replace("\r\n ", "")
    assert not [word for word in full_name(person).split() if word in text]
    stranger = make_user()
    make_person(stranger)
    assert sign_in(stranger).get(address).status_code == 404
