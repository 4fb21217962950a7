"""Old pages, second tabs and programs: what was confirmed stays, people who come together stay together."""

from datetime import time
from typing import Any

import pytest

from appointments.models import Booking
from appointments.services import cancel_booking, confirm_booking, hold_party, hold_slot, mark_arrived, mark_done
from appointments.views.choosing import TOGETHER
from appointments.waiting.models import WaitingEntry
from portal.edge.idempotency import HEADER
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from tests.appointments.waiting.world import booked, wait
from tests.appointments.world import english, make_desk, make_offered, make_slot, when
from tests.factories import make_child, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def held() -> tuple[Booking, Any]:
    user = make_user()
    return hold_slot(**when(make_slot()), person_id=make_person(user).pk, actor=SYSTEM), english(user)


def test_choosing_another_time_on_an_old_page_does_not_cancel_what_was_confirmed_meanwhile() -> None:
    booking, client = held()
    address = f"/appointments/{booking.number}/"
    assert 'name="kept"' in client.get(address).text
    confirm_booking(booking_id=booking.pk, actor=SYSTEM)
    answer = client.post(f"{address}cancel/", {"kept": "1"}, follow=True)
    booking.refresh_from_db()
    assert booking.state == Booking.State.BOOKED
    assert "was confirmed meanwhile and stays" in answer.text


def test_choosing_another_time_lets_a_kept_one_go() -> None:
    booking, client = held()
    assert "/appointments/book/" in client.post(f"/appointments/{booking.number}/cancel/", {"kept": "1"})["Location"]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


def test_a_confirmed_appointment_is_cancelled_by_its_own_page() -> None:
    booking, client = held()
    confirm_booking(booking_id=booking.pk, actor=SYSTEM)
    client.post(f"/appointments/{booking.number}/cancel/", {})
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED


def test_who_was_received_waits_for_the_same_no_longer() -> None:
    offered = make_offered()
    person = make_person()
    visit = booked(offered, person, in_days=9)
    entry = wait(offered, person=person)
    mark_arrived(booking_id=visit.pk, actor=SYSTEM)
    mark_done(booking_id=visit.pk, actor=SYSTEM)
    dispatch_pending()
    dispatch_pending()
    entry.refresh_from_db()
    assert entry.state == WaitingEntry.State.LEFT


def test_a_family_that_is_too_large_is_told_so_and_nobody_is_left_out_in_silence() -> None:
    user = make_user()
    person, slot = make_person(user), make_slot()
    children = [str(make_child(person).number) for _child in range(TOGETHER)]
    form = {"who": ["me", *children], "service": slot.offered.service.code}
    answer = english(user).post("/appointments/book/", form)
    assert f"At most {TOGETHER} people can come together" in answer.text
    fits = sign_in(user).post("/appointments/book/", {**form, "who": children})
    assert fits.status_code == 302


def test_a_program_confirms_and_moves_people_who_come_together_as_one() -> None:
    user, offered = make_user(), make_offered()
    person = make_person(user)
    child = make_child(person)
    desk = make_desk(offered.reception)
    row = [make_slot(offered, at=at, desk=desk) for at in (time(10), time(10, 20))]
    later = [make_slot(offered, at=at, desk=desk, in_days=4) for at in (time(11), time(11, 20))]
    party = hold_party(**when(row[0]), people=[(person.pk, None), (child.child_id, None)], actor=SYSTEM)
    client: Any = sign_in(user)

    def send(act: str, **body: Any) -> int:
        address = f"/api/v1/appointments/{party[0].number}/{act}/"
        return client.post(address, body, content_type="application/json", headers={HEADER: f"together-{act}"}).status_code

    assert send("confirm") == 200
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked"}
    office = offered.reception.office.code
    assert send("move", office=office, day=later[0].day.isoformat(), at="11:00") == 200
    assert set(Booking.objects.values_list("day", flat=True)) == {later[0].day}
    assert cancel_booking(booking_id=party[1].pk, actor=SYSTEM).state == "cancelled"
    assert Booking.objects.get(pk=party[0].pk).state == "booked"
