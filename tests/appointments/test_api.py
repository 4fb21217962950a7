"""Appointments for programs: what is free, booking once whatever is repeated, and nobody else's appointments."""

from datetime import time, timedelta
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from appointments.models import Booking, Slot
from appointments.services import book_slot
from portal import clock
from portal.edge.idempotency import HEADER
from portal.events.actor import SYSTEM
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_child, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
API = "/api/v1/appointments/"


class Program:
    """One person's program."""

    def __init__(self) -> None:
        user = make_user()
        self.person, self.client = make_person(user), sign_in(user)

    def post(self, act: str, key: str = "request-0001", **body: Any) -> Any:
        return self.client.post(f"{API}{act}", body, content_type="application/json", headers={HEADER: key})

    def get(self, act: str = "") -> Any:
        return self.client.get(f"{API}{act}")


def wanted(slot: Slot) -> dict[str, str]:
    office = slot.offered.reception.office.code
    return {"service": slot.offered.service.code, "office": office, "day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"}


def test_services_offices_days_and_times_say_what_is_free() -> None:
    offered = make_offered()
    slot = make_slot(offered)
    make_slot(offered)
    make_slot(offered, at=time(11), channel="walk_in")
    program, at = Program(), wanted(slot)
    assert at["service"] in [one["code"] for one in program.get("services/").json()]
    offices = f"services/{at['service']}/offices/"
    assert [one["code"] for one in program.get(offices).json()] == [at["office"]]
    assert program.get(f"{offices}{at['office']}/days/").json() == [{"day": at["day"], "free": 1}]  # one time, at two desks
    assert program.get(f"{offices}{at['office']}/days/{at['day']}/").json() == [{"at": "10:00", "free": 2}]


def test_a_repeated_request_books_once_and_answers_the_same() -> None:
    slot, program = make_slot(), Program()
    first, again = program.post("", **wanted(slot)), program.post("", **wanted(slot))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert (Booking.objects.count(), first.json()["state"], first.json()["at"]) == (1, "booked", "10:00")
    assert [one["number"] for one in program.get().json()["results"]] == [first.json()["number"]]


def test_a_form_instead_of_json_is_refused_and_books_nothing() -> None:
    """The language switch has read the form before the key is bound to it."""
    slot, program = make_slot(), Program()
    answer = program.client.post(API, wanted(slot), headers={HEADER: "request-0001"})
    assert (answer.status_code, Booking.objects.count()) == (400, 0)


def test_a_request_without_a_key_books_nothing() -> None:
    slot, program = make_slot(), Program()
    refused = program.client.post(API, wanted(slot), content_type="application/json")
    assert (refused.status_code, refused.json()["code"], Booking.objects.count()) == (400, "idempotency_key_missing", 0)


def test_a_time_is_held_confirmed_moved_and_cancelled() -> None:
    offered, program = make_offered(), Program()
    one, other = make_slot(offered), make_slot(offered, at=time(12))
    held = program.post("hold/", **wanted(one)).json()
    assert (held["state"], held["hold_until"] is not None) == ("held", True)
    number = held["number"]
    assert program.post(f"{number}/confirm/", "confirm-0001").json()["state"] == "booked"
    there = {name: value for name, value in wanted(other).items() if name != "service"}
    moved = program.post(f"{number}/move/", "move-000001", **there).json()
    assert (moved["number"], moved["at"], moved["version"]) == (number, "12:00", 2)
    assert program.post(f"{number}/cancel/", "cancel-0001").json()["state"] == "cancelled"
    refused = program.post(f"{number}/cancel/", "cancel-0002")
    assert (refused.status_code, refused.json()["code"]) == (409, "booking_closed")


def test_a_taken_time_is_refused_with_its_cause() -> None:
    slot = make_slot()
    assert Program().post("", **wanted(slot)).status_code == 201
    refused = Program().post("", **wanted(slot))
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert refused["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("act", ["confirm/", "cancel/"])
def test_an_appointment_of_another_person_answers_like_none(act: str) -> None:
    booking = book_slot(**when(make_slot()), person_id=make_person().pk, actor=SYSTEM)
    stranger = Program()
    theirs, nobodys = stranger.get(f"{booking.number}/"), stranger.get("A-2222-222/")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert stranger.post(f"{booking.number}/{act}").status_code == 404
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("query", ["?first=0001-01-01", "?first=9999-12-31", "?first=2026-02-01&last=9999-12-31"])
def test_strange_days_are_answered(query: str) -> None:
    slot = make_slot()
    at = wanted(slot)
    assert Program().get(f"services/{at['service']}/offices/{at['office']}/days/{query}").status_code == 200


def test_a_parent_books_for_a_child_by_its_number_and_for_nobody_elses_child() -> None:
    program, offered = Program(), make_offered()
    mine, foreign = make_child(program.person), make_child()
    first, second = make_slot(offered), make_slot(offered, at=time(12))
    for stranger in (str(foreign.number), str(foreign.child_id), "nobody", str(make_person().pk)):
        for act in ("", "hold/"):
            assert program.post(act, f"stranger-{len(stranger)}", **wanted(first), **{"for": stranger}).status_code == 404
    assert not Booking.objects.exists()
    child = program.post("", "child-0001", **wanted(first), **{"for": str(mine.number)})
    own = program.post("hold/", "own-000001", **wanted(second), **{"for": "me"})
    assert (child.status_code, child.json()["for"], own.status_code, own.json()["for"]) == (201, str(mine.number), 201, "me")
    assert dict(Booking.objects.values_list("person_id", "slot_id")) == {mine.child_id: first.pk, program.person.pk: second.pk}
    assert {one["for"] for one in program.get().json()["results"]} == {"me", str(mine.number)}
    number = child.json()["number"]
    assert program.get(f"{number}/").json()["for"] == str(mine.number)
    assert program.post(f"{number}/cancel/", "cancel-0001").json()["state"] == "cancelled"


def test_a_hold_of_the_child_that_is_over_does_not_stand_in_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    program, slot = Program(), make_slot()
    named = {"for": str(make_child(program.person).number)}
    held = program.post("hold/", "hold-000001", **wanted(slot), **named).json()
    Booking.objects.filter(number=held["number"]).update(hold_until=clock.now() - timedelta(seconds=1))
    Slot.objects.update(held_until=clock.now() - timedelta(seconds=1), opens_at=clock.now() - timedelta(seconds=1))
    answer = program.post("", "book-000001", **wanted(slot), **named)
    assert answer.status_code == 201, answer.content


def test_every_address_of_appointments_has_examples_in_the_schema() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    told = {path: acts for path, acts in schema["paths"].items() if path.startswith("/api/v1/appointments/")}
    assert len(told) == 15
    for path, acts in told.items():
        for method, act in acts.items():
            bodies = [act["requestBody"]] if "requestBody" in act else []
            answers = [answer for status, answer in act["responses"].items() if status < "300"]
            for part in [*bodies, *answers]:
                assert part["content"]["application/json"].get("examples"), (method, path)
