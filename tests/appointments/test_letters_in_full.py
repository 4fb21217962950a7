"""Every letter about an appointment in both languages says what people need: which visit, where, when by which clock, what to bring, how to
change one's mind, whom to ask and where to complain."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils.translation import override

from appointments.draws.models import Draw, DrawRequest
from appointments.draws.services import call_off
from appointments.events import BringingChanged
from appointments.messages import near
from appointments.models import Booking, Reception, ServiceAtOffice, Slot
from appointments.planning.services import reckon_moments, tell_who_is_expected
from appointments.services import (
    book_slot,
    cancel_booking,
    mark_arrived,
    mark_missed,
    mark_missed_before,
    mark_not_missed,
    mark_unserved,
    move_booking,
    remind_due,
    tell_of_ended_application,
)
from appointments.waiting.models import Offer
from appointments.waiting.services import end_entries, lapse_offers, reckon_deadlines
from appointments.words import from_utc
from cases.models import Case
from portal.accounts.models import Office, User
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.services import emit
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from portal.ui.formats import civil_date
from profiles.models import Person
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.appointments.waiting.world import MORNING, booked, free, stop_clock, wait
from tests.appointments.world import make_offered, make_reception, make_service, make_slot, when
from tests.factories import make_case, make_office, make_person, make_user

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


def application_ended(booking: Booking) -> None:
    case = make_case("withdrawn", person=booking.person)
    Booking.objects.filter(pk=booking.pk).update(case=case)
    tell_of_ended_application(case_id=case.pk)


def move(booking: Booking, **by: Any) -> None:
    move_booking(booking_id=booking.pk, **when(make_slot(booking.offered, at=time(15))), actor=SYSTEM, **by)


def nobody_marked(booking: Booking) -> None:
    after = {"reception_id": booking.offered.reception_id, "today": booking.day + timedelta(days=1)}
    mark_missed_before(**after, unmarked={booking.day})


def put_right(booking: Booking) -> None:
    mark_missed(booking_id=booking.pk, actor=SYSTEM)
    mark_not_missed(booking_id=booking.pk, actor=SYSTEM)


def closed_and_left(booking: Booking) -> None:
    Slot.objects.filter(pk=booking.slot_id).update(state=Slot.State.CLOSED)
    tell_who_is_expected(reception_id=booking.offered.reception_id)


def closed_and_opened(booking: Booking) -> None:
    closed_and_left(booking)
    Slot.objects.filter(pk=booking.slot_id).update(state=Slot.State.BOOKED)
    tell_who_is_expected(reception_id=booking.offered.reception_id)


LETTERS: dict[str, tuple[Callable[[Booking], object], set[str]]] = {
    "confirmed": (lambda booking: None, {"clock", "bring", "page"}),
    "near, three days before": (lambda booking: remind(booking, 72), {"clock", "bring", "page"}),
    "near, three hours before": (lambda booking: remind(booking, 3), {"clock", "bring", "page"}),
    "moved": (move, {"clock", "bring", "page"}),
    "moved by the office": (lambda booking: move(booking, by_office=True), {"clock", "bring", "page"}),
    "cannot be received": (closed_and_left, {"page"}),
    "received after all": (closed_and_opened, {"clock", "bring", "page"}),
    "cancelled": (lambda booking: cancel_booking(booking_id=booking.pk, actor=SYSTEM), set()),
    "cancelled by the office": (lambda booking: cancel_booking(booking_id=booking.pk, actor=SYSTEM, by_office=True), set()),
    "not served": (not_served, set()),
    "missed": (lambda booking: mark_missed(booking_id=booking.pk, actor=SYSTEM), set()),
    "not recorded": (nobody_marked, set()),
    "put right": (put_right, set()),
    "another list": (other_list, {"clock", "bring", "page"}),
    "another clock": (decree, {"clock"}),
    "the application ended": (application_ended, set()),
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


# ---- a waiting that brought nothing, a draw that gave nothing

WORDS = {
    "lapsed": {
        "ru": ("Вы не ответили до", "15 июня 2026 г. по часам этого отделения", "Вы остаётесь в очереди", "В ближайшие 12 часов"),
        "en": ("You did not answer by", "15 June 2026, by the clock of that office", "You keep your place", "For the next 12 hours"),
    },
    "over": {
        "ru": ("Этот день прошёл", "Никаких прав вы не потеряли", "встать в очередь снова", "Прийти нужно до 15 июля 2026 г. включительно"),
        "en": ("That day has passed", "You have lost no right", "wait again", "The visit is needed by 15 July 2026"),
    },
    "over, too late": {
        "ru": ("Этот день прошёл", "Прийти нужно было до 16 июня 2026 г., этот день прошёл: скажите об этом отделению сразу"),
        "en": ("That day has passed", "was needed by 16 June 2026, and that day has passed: tell the office at once"),
    },
    "silent": {
        "ru": (
            "второе предложение подряд без ответа",
            "Никаких прав вы не потеряли",
            "снова встать в очередь",
            "12 часов после этого",
        ),
        "en": (
            "the second offer in a row without an answer",
            "You have lost no right",
            "join the line again",
            "for the 12 hours after this offer",
        ),
    },
    "reckoned, sooner": {
        "ru": ("прийти нужно до 20 июня 2026 г. включительно", "Раньше этим днём было 15 июля 2026 г.", "вас могут спросить раньше"),
        "en": ("you need it by 20 June 2026", "Before, that day was 15 July 2026", "you may be asked sooner"),
    },
    "reckoned, no day": {
        "ru": ("Прийти нужно было до 15 июля 2026 г. включительно", "выйдите из очереди", "встали в очередь, не изменилось"),
        "en": ("You needed it by 15 July 2026", "leave the line", "at which you joined stays the same"),
    },
    "called off": {
        "ru": (
            "отменён: жребий не бросали",
            "отзывает отделение",
            "вам это ни в чём не повредит",
            "начиная с 10:00 20 июня 2026 г. по часам отделения",
        ),
        "en": (
            "is called off: no lot was cast",
            "takes the draw back",
            "counts against you nowhere",
            "from 20 June 2026, 10:00, by the clock of the office",
        ),
    },
    "called off, open already": {
        "ru": ("жребий не успели бросить", "первые уже открыты", "встаньте там в лист ожидания"),
        "en": ("could not be cast", "the first of them now", "join the waiting list there"),
    },
    "won in vain, booked": {
        "ru": ("выпало место", "у вас уже была запись", "ваша запись остаётся в силе, делать ничего не нужно"),
        "en": (
            "The lot gave you a place",
            "you have had an appointment for this by then",
            "your appointment stays as it is, and you need to do nothing",
        ),
    },
    "won in vain, closed": {
        "ru": ("выпало место", "закрыло это время", "записи по этому розыгрышу у вас нет", "скажите об этом отделению"),
        "en": (
            "The lot gave you a place",
            "the office has closed this time since",
            "you have no appointment by this draw",
            "tell the office",
        ),
    },
}


def offer_lapsed(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = world()
    held = booked(offered)
    wait(offered, person=person)
    lapse_offers(now=Offer.objects.get(slot=free(held)).accept_until)


def waited_in_vain(person: Person, monkeypatch: pytest.MonkeyPatch, *, until: date = date(2026, 7, 15)) -> None:
    entry = wait(world(), person=person, until=until, last_day=date(2026, 6, 20))
    end_entries(now=datetime.combine(entry.last_day + timedelta(days=2), time(12), ZoneInfo("UTC")))


def offers_without_an_answer(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = world()
    wait(offered, person=person)
    for hour in (12, 13):
        until = Offer.objects.get(slot=free(booked(offered, at=time(hour)))).accept_until
        stop_clock(monkeypatch, until)
        lapse_offers(now=until)


def reckoned(person: Person, monkeypatch: pytest.MonkeyPatch, **change: Any) -> None:
    wait(world(), person=person, until=date(2026, 7, 15))
    Case.objects.filter(person=person).update(**change)
    reckon_deadlines(person_id=person.pk)


def drawn(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """An office that gives one place by lot; requests are taken."""
    offered = world()
    ServiceAtOffice.objects.filter(pk=offered.pk).update(is_drawn=True, horizon_days=5)
    make_places(make_drawn(), 1)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    return draw


def called_off(person: Person, monkeypatch: pytest.MonkeyPatch, *, at: datetime | None = None) -> None:
    draw = drawn(monkeypatch)
    ask(draw, person)
    if at is None:
        supervisor = User.objects.get(roles__role="supervisor")
        call_off(draw_id=draw.pk, actor=actor_of(supervisor))
    else:
        go_to(monkeypatch, draw.requests_until)
        go_to(monkeypatch, at)  # the portal stood still until everybody could take these places


def won_in_vain(person: Person, monkeypatch: pytest.MonkeyPatch, *, by_office: bool = False) -> None:
    draw = drawn(monkeypatch)
    ask(draw, person)
    go_to(monkeypatch, draw.requests_until)
    if by_office:
        Slot.objects.filter(drawn_in__draw=draw).update(state="closed")
    else:
        booked(draw.offered, person)
    go_to(monkeypatch, draw.requests_until + timedelta(hours=1))


VAIN: dict[str, Callable[[Person, pytest.MonkeyPatch], None]] = {
    "lapsed": offer_lapsed,
    "over": waited_in_vain,
    "over, too late": lambda person, patch: waited_in_vain(person, patch, until=date(2026, 6, 16)),
    "silent": offers_without_an_answer,
    "reckoned, sooner": lambda person, patch: reckoned(person, patch, decide_by=date(2026, 6, 20)),
    "reckoned, no day": lambda person, patch: reckoned(person, patch, status="withdrawn", closed_at=MORNING),
    "called off": called_off,
    "called off, open already": lambda person, patch: called_off(person, patch, at=MORNING + timedelta(days=10)),
    "won in vain, booked": won_in_vain,
    "won in vain, closed": lambda person, patch: won_in_vain(person, patch, by_office=True),
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", VAIN)
def test_who_got_nothing_reads_what_happened_why_what_to_do_and_where_to_complain(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, MORNING)
    person = reader(language)
    VAIN[name](person, monkeypatch)
    letter = letter_to(person)
    said = letter.body.replace("\u00a0", " ")
    for words in WORDS[name][language]:
        assert words in said
    office = Office.objects.get(phone=PHONE)
    for fact in (getattr(make_service(), f"name_{language}"), getattr(office, f"name_{language}"), PHONE, COMPLAIN[language]):
        assert fact in letter.body
    assert re.search(r"/appointments/(waiting|draws)/\S+", letter.body)
    assert not [left for left in ("{{", "{%", "None", "\n\n\n", "  ", " ,", ": .") if left in letter.body.strip()]
    assert all(asked.code in letter.body for asked in DrawRequest.objects.filter(person=person))


@pytest.mark.parametrize(
    ("zone", "said"), [("Europe/Moscow", "UTC+3"), ("Asia/Kolkata", "UTC+5:30"), ("America/New_York", "UTC-5"), ("UTC", "UTC+0")]
)
def test_the_clock_of_an_office_is_said_by_its_distance_from_utc(zone: str, said: str) -> None:
    offered = world()
    offered.reception.zone = zone
    assert from_utc(MORNING.replace(month=1).astimezone(ZoneInfo("UTC")), offered) == said
