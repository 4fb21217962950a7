"""Every letter about an appointment in both languages says what people need: which visit, where, when by which clock, what to bring, how to
change one's mind, whom to ask and where to complain."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils.translation import override

from appointments.events import BringingChanged
from appointments.messages import near
from appointments.models import Booking, Reception, ServiceAtOffice
from appointments.planning.services import reckon_moments
from appointments.services import book_slot, cancel_booking, mark_arrived, mark_unserved, move_booking, remind_due
from appointments.words import from_utc
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.services import emit
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from portal.ui.formats import civil_date
from profiles.models import Person
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.appointments.waiting.world import MORNING, stop_clock, wait
from tests.appointments.world import make_offered, make_reception, make_service, make_slot, when
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db
PHONE = "+7 495 000-00-01"
BRING = {"ru": "Паспорт с переводом", "en": "Passport with its translation"}
PAGE = {"ru": "на её странице", "en": "on its page"}
COMPLAIN = {"ru": "жало", "en": "complain"}


def world() -> ServiceAtOffice:
    office = make_office(phone=PHONE)
    service = make_service(bring_ru=f"{BRING['ru']}\nМиграционная карта", bring_en=f"{BRING['en']}\nMigration card")
    return make_offered(make_reception(office, way_ru="Вход со двора", way_en="Entrance from the yard"), service)


def reader(language: str) -> Person:
    return make_person(make_user(language=language))


def letter_to(person: Person) -> Message:
    dispatch_events()
    return Message.objects.filter(recipient=person.user, channel="email").latest("pk")


def remind(booking: Booking, hours: int) -> None:
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=booking.starts_at - timedelta(days=20))
    remind_due(now=booking.starts_at - timedelta(hours=hours) + timedelta(minutes=1))


def other_list(booking: Booking) -> None:
    with transaction.atomic():
        emit(BringingChanged(booking_id=booking.pk, person_id=booking.person_id), actor=SYSTEM)


def decree(booking: Booking) -> None:
    Reception.objects.filter(pk=booking.offered.reception_id).update(zone="Europe/Samara")
    reckon_moments(reception_id=booking.offered.reception_id, actor=SYSTEM)


def not_served(booking: Booking) -> None:
    mark_arrived(booking_id=booking.pk, actor=SYSTEM)
    mark_unserved(booking_id=booking.pk, actor=SYSTEM)


def move(booking: Booking, **by: Any) -> None:
    move_booking(booking_id=booking.pk, **when(make_slot(booking.offered, at=time(15))), actor=SYSTEM, **by)


LETTERS: dict[str, tuple[Callable[[Booking], object], set[str]]] = {
    "confirmed": (lambda booking: None, {"clock", "bring", "page"}),
    "near, three days before": (lambda booking: remind(booking, 72), {"clock", "bring", "page"}),
    "near, three hours before": (lambda booking: remind(booking, 3), {"clock", "bring", "page"}),
    "moved": (move, {"clock", "bring", "page"}),
    "moved by the office": (lambda booking: move(booking, by_office=True), {"clock", "bring", "page"}),
    "cancelled": (lambda booking: cancel_booking(booking_id=booking.pk, actor=SYSTEM), set()),
    "cancelled by the office": (lambda booking: cancel_booking(booking_id=booking.pk, actor=SYSTEM, by_office=True), set()),
    "not served": (not_served, set()),
    "another list": (other_list, {"clock", "bring", "page"}),
    "another clock": (decree, {"clock"}),
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_all_that_people_need(name: str, language: str) -> None:
    act, facts = LETTERS[name]
    person, offered = reader(language), world()
    booking = book_slot(**when(make_slot(offered)), person_id=person.pk, actor=SYSTEM)
    dispatch_events()
    act(booking)
    letter = letter_to(person)
    booking = Booking.objects.get(pk=booking.pk)
    office, service = booking.offered.reception.office, booking.service
    with override(language):
        day = civil_date(booking.day)
    named = (getattr(office, f"name_{language}"), getattr(office, f"address_{language}"), getattr(service, f"name_{language}"))
    for fact in (*named, day, f"{booking.at:%H:%M}", booking.number, PHONE, f"/appointments/{booking.number}/"):
        assert fact in f"{letter.subject}\n{letter.body}"
    assert COMPLAIN[language] in letter.body
    assert (from_utc(booking.starts_at, booking.offered) in letter.body) == ("clock" in facts)
    assert (f"- {BRING[language]}\n" in letter.body) == ("bring" in facts)
    assert (PAGE[language] in letter.body) == ("page" in facts)
    assert not {"{{", "{%", "None", "\n\n\n"} & {found for found in ("{{", "{%", "None", "\n\n\n") if found in letter.body}
    if name == "another clock":
        assert "(UTC+4)" in letter.body
    if name.startswith("near"):
        assert {"ru": "Вход со двора", "en": "Entrance from the yard"}[language] in letter.body


def test_the_reminders_are_told_apart() -> None:
    person = reader("en")
    booking = book_slot(**when(make_slot(world())), person_id=person.pk, actor=SYSTEM)
    subjects = []
    for hours in (72, 3):
        remind(booking, hours)
        subjects.append(letter_to(person).subject.partition(":")[0])
    assert subjects == ["Your appointment comes near", "Your appointment is in a few hours"]
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    assert not [notice for event in Event.objects.filter(name="appointments.VisitComesNear") for notice in near(event)]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_offer_of_the_waiting_list_says_until_when_by_which_clock_and_what_to_bring(language: str) -> None:
    person, offered = reader(language), world()
    held = book_slot(**when(make_slot(offered)), person_id=make_person().pk, actor=SYSTEM)
    wait(offered, person=person)
    cancel_booking(booking_id=held.pk, actor=SYSTEM)
    letter = letter_to(person)
    with override(language):
        day = civil_date(held.day)
    office = offered.reception.office
    for fact in (
        day,
        "10:00",
        getattr(office, f"name_{language}"),
        getattr(office, f"address_{language}"),
        f"- {BRING[language]}\n",
        PHONE,
    ):
        assert fact in letter.body
    assert {"ru": "по времени этого отделения", "en": "by the clock of that office"}[language] in letter.body
    assert COMPLAIN[language] in letter.body


@pytest.mark.parametrize("language", ["ru", "en"])
def test_who_won_and_who_lost_a_draw_reads_what_to_do_and_whom_to_ask(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, MORNING)
    offered = world()
    ServiceAtOffice.objects.filter(pk=offered.pk).update(is_drawn=True, horizon_days=5)
    make_places(make_drawn(), 1)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    requests = [ask(draw, reader(language)) for _ in range(2)]
    go_to(monkeypatch, draw.requests_until)
    go_to(monkeypatch, draw.requests_until + timedelta(hours=3))
    go_to(monkeypatch, draw.requests_until + timedelta(days=1))
    for request in requests:
        request.refresh_from_db()
        letter = letter_to(request.person)
        assert request.code in letter.body
        assert PHONE in letter.body
        assert COMPLAIN[language] in letter.body
        assert (f"- {BRING[language]}\n" in letter.body) == (request.state == "won")
    assert sorted(request.state for request in requests) == ["lost", "won"]


@pytest.mark.parametrize(
    ("zone", "said"), [("Europe/Moscow", "UTC+3"), ("Asia/Kolkata", "UTC+5:30"), ("America/New_York", "UTC-5"), ("UTC", "UTC+0")]
)
def test_the_clock_of_an_office_is_said_by_its_distance_from_utc(zone: str, said: str) -> None:
    offered = world()
    offered.reception.zone = zone
    assert from_utc(MORNING.replace(month=1).astimezone(ZoneInfo("UTC")), offered) == said
