"""Whichever door an appointment came through, it belongs to the person's application, and the finished visit moves that on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import confirm_booking
from appointments.waiting.services import accept_offer
from cases.models import Case, InformationRequest
from portal import clock
from portal.edge.idempotency import HEADER
from portal.events.actor import SYSTEM
from tests.appointments.board.counter import Counter
from tests.appointments.draws.world import ask, go_to, make_draw, make_places
from tests.appointments.test_at_once import is_short
from tests.appointments.waiting.world import MORNING, booked, free, open_offer, wait
from tests.appointments.world import make_offered, make_service, make_slot
from tests.cases import acts
from tests.factories import make_case, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
API = "/api/v1/appointments/"
LONG = {"X-Requested-With": "XMLHttpRequest"}
Door = Callable[[ServiceAtOffice, Any, pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, MORNING)


def _ask_program(user: Any, slot: Slot, act: str = "", **headers: str) -> Any:
    office, service = slot.offered.reception.office.code, slot.offered.service.code
    wanted = {"service": service, "office": office, "day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"}
    answer = sign_in(user, complete=False).post(
        f"{API}{act}", wanted, content_type="application/json", headers={HEADER: "request-0001", **headers}
    )
    assert answer.status_code == 201, answer.content
    return answer


def by_the_short_way(offered: ServiceAtOffice, person: Any, _patch: pytest.MonkeyPatch) -> None:
    slot = make_slot(offered)
    assert is_short(lambda: _ask_program(person.user, slot))


def by_a_program(offered: ServiceAtOffice, person: Any, _patch: pytest.MonkeyPatch) -> None:
    slot = make_slot(offered)
    assert not is_short(lambda: _ask_program(person.user, slot, **LONG))


def by_a_program_that_holds_first(offered: ServiceAtOffice, person: Any, _patch: pytest.MonkeyPatch) -> None:
    _ask_program(person.user, make_slot(offered), "hold/")
    confirm_booking(booking_id=Booking.objects.get().pk, actor=SYSTEM)


def by_a_page(offered: ServiceAtOffice, person: Any, _patch: pytest.MonkeyPatch) -> None:
    slot = make_slot(offered)
    address = f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/"
    sign_in(person.user).post(address, {"day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"})
    confirm_booking(booking_id=Booking.objects.get().pk, actor=SYSTEM)


def from_the_waiting_list(offered: ServiceAtOffice, person: Any, _patch: pytest.MonkeyPatch) -> None:
    taken = booked(offered)
    entry = wait(offered, person=person)
    free(taken)
    accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)


def by_lot(offered: ServiceAtOffice, person: Any, patch: pytest.MonkeyPatch) -> None:
    ServiceAtOffice.objects.filter(pk=offered.pk).update(is_drawn=True, horizon_days=5)
    offered.refresh_from_db()
    make_places(offered, 4)
    draw = make_draw(offered)
    go_to(patch, draw.requests_from)
    won = ask(draw, person)
    go_to(patch, draw.requests_until)
    go_to(patch, draw.requests_until + timedelta(hours=3))
    won.refresh_from_db()
    assert won.booking is not None
    confirm_booking(booking_id=won.booking.pk, actor=SYSTEM)


DOORS: list[Door] = [by_the_short_way, by_a_program, by_a_program_that_holds_first, by_a_page, from_the_waiting_list, by_lot]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_an_application_to_which_nobody_invited_moves_on_when_the_visit_is_finished(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    case = acts.sent_case()
    offered = make_offered(service=make_service(procedures=[case.procedure]))
    door(offered, case.person, monkeypatch)
    booking = Booking.objects.get(person=case.person, state="booked")
    assert booking.case_id == case.pk
    counter = Counter(monkeypatch, offered)
    counter.day = booking.day
    counter.set(booking.starts_at)
    monkeypatch.setattr(clock, "now", lambda: counter.now)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: counter.now.astimezone(zone).date())
    counter.visit_in("done", booking)
    assert {*case.seen.values_list("what", flat=True)} == {"originals", "biometrics"}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_of_several_applications_it_is_for_the_one_that_invites_and_never_for_a_decided_one(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way asks the same question, the short one in its own words."""
    person, today = make_person(), clock.today()
    offered = make_offered(service=make_service(procedures=["work-patent", "temporary-residence", "patent-extension"]))
    make_case("in_review", person=person, procedure="patent-extension", decide_by=today + timedelta(days=12))
    make_case("withdrawn", person=person, procedure="work-patent", decide_by=today + timedelta(days=11))
    invites = make_case("in_review", person=person, procedure="temporary-residence", decide_by=today + timedelta(days=90))
    Case.objects.filter(pk=invites.pk).update(status="info_requested")
    until = today + timedelta(days=60)
    InformationRequest.objects.create(case=invites, asked_by=make_user(), text="Come", counter=["originals"], answer_by=until)
    door(offered, person, monkeypatch)
    assert Booking.objects.get(person=person, state="booked").case_id == invites.pk


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_without_an_invitation_it_is_for_the_one_that_must_be_decided_first(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is answered, or that asks for papers alone, is no invitation."""
    person, today = make_person(), clock.today()
    offered = make_offered(service=make_service(procedures=["work-patent", "temporary-residence"]))
    later = make_case("in_review", person=person, procedure="work-patent", decide_by=today + timedelta(days=90))
    first = make_case("in_review", person=person, procedure="temporary-residence", decide_by=today + timedelta(days=60))
    asked = {"case": later, "asked_by": make_user(), "text": "Send", "answer_by": today + timedelta(days=5)}
    InformationRequest.objects.create(**asked, counter=["originals"], answered_at=clock.now())
    InformationRequest.objects.create(**asked, counter=[])
    door(offered, person, monkeypatch)
    assert Booking.objects.get(person=person, state="booked").case_id == first.pk


def test_a_service_that_belongs_to_no_application_takes_none() -> None:
    person = make_person()
    make_case("submitted", person=person)
    offered = make_offered(service=make_service("advice", procedures=[], confirms=[]))
    slot = make_slot(offered)
    assert is_short(lambda: _ask_program(person.user, slot))
    assert Booking.objects.get().case_id is None
