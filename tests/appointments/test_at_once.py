"""The short way of a booking: the same answer, rows and limits as the long one, and nothing at all when something is not ordinary."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test import Client
from prometheus_client import REGISTRY

from appointments import short
from appointments.api import HOLDS, BookingsApi
from appointments.models import Booking, Slot
from appointments.services import book_slot, cancel_booking
from appointments.services.at_once import book_at_once
from portal import clock
from portal.edge import short_metrics
from portal.edge.idempotency import HEADER
from portal.edge.models import IdempotentRequest, LimitWindow
from portal.events import registry
from portal.events.actor import SYSTEM
from portal.events.models import Delivery, Event
from profiles.selectors import full_name
from tests.appointments.test_races import places_agree, sold_twice
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person, make_user, sign_in

API = "/api/v1/appointments/"
LONG = {"X-Requested-With": "XMLHttpRequest"}
ONLY_ITS_OWN = {"identity", "id", "number", "person", "booked_by", "slot", "desk"}


class Program:
    """One person's program."""

    def __init__(self, client: Client | None = None) -> None:
        user = make_user()
        self.person, self.client = make_person(user), sign_in(user, complete=False, client=client)

    def book(self, slot: Slot, *, key: str = "request-0001", headers: dict[str, str] | None = None, **other: Any) -> Any:
        office = slot.offered.reception.office.code
        wanted = {"service": slot.offered.service.code, "office": office, "day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}", **other}
        return self.client.post(API, wanted, content_type="application/json", headers={HEADER: key, **(headers or {})})


def is_short(act: Callable[[], Any]) -> bool:
    """Whether the short way answered what `act` sent."""
    answers: list[Any] = []

    def watched(*given: Any, **named: Any) -> Any:
        answers.append(book_at_once(*given, **named))
        return answers[-1]

    with patch.object(short, "book_at_once", side_effect=watched):
        act()
    return any(answers)


@pytest.mark.django_db
def test_both_ways_answer_alike() -> None:
    offered = make_offered()
    slot = make_slot(offered)
    make_slot(offered)
    answers: list[Any] = []
    assert is_short(lambda: answers.append(Program().book(slot)))
    assert not is_short(lambda: answers.append(Program().book(slot, headers=LONG)))
    one, other = answers
    assert one.status_code == other.status_code == 201
    assert list(one.json()) == list(other.json())
    assert {**one.json(), "number": ""} == {**other.json(), "number": ""}
    assert set(other.headers) - {"Allow"} <= set(one.headers)  # the long way goes through a framework that names its methods
    for name in set(other.headers) - {"Allow", "Vary", "X-Request-ID", "Content-Length"}:
        assert one[name] == other[name], name
    assert {"Accept-Language", "Cookie"} <= set(one["Vary"].split(", "))
    assert not one.cookies


@pytest.mark.django_db
def test_both_ways_write_the_same_rows() -> None:
    offered, rows = make_offered(), []
    make_slot(offered)
    slot = make_slot(offered)
    for headers in ({}, LONG):
        program = Program()
        assert program.book(slot, headers=headers).status_code == 201
        rows.append(written(program))
    assert rows[0] == rows[1]
    assert rows[0]["handlers"] == [(name, "pending", 0) for name in registry.handlers_of("appointments.BookingConfirmed")]


def written(program: Program) -> dict[str, Any]:
    """What the booking of this person left, but for keys and moments, which are compared with each other."""
    booking = Booking.objects.get(person=program.person)
    event = Event.objects.get(subject_type="appointments.booking", subject_id=booking.pk)
    kept = IdempotentRequest.objects.get(caller_id=program.person.user_id)
    told = {"booking_id": booking.pk, "person_id": booking.person_id, "slot_id": booking.slot_id}
    assert event.payload == {**told, "starts_at": booking.starts_at.isoformat()}
    assert (event.person_id, event.actor_id, booking.booked_by_id) == (booking.person_id, program.person.user_id, program.person.user_id)
    assert kept.answer is not None
    assert kept.answer["number"] == booking.number
    assert booking.confirmed_at is not None
    assert abs(booking.confirmed_at - clock.now()) < timedelta(minutes=1)
    assert (booking.booked_name, booking.booked_birth_date) == (full_name(program.person), program.person.birth_date)
    assert booking.identity == f"TJ {program.person.identity_documents.get().number}"
    plain = {name: value for name, value in model_to_dict(booking).items() if name not in {*ONLY_ITS_OWN, "created_at", "confirmed_at"}}
    return {
        "booking": plain,
        "slot": (booking.slot.state, booking.slot.held_until, booking.slot.desk_id == booking.desk_id),
        "event": (event.name, event.actor_kind, event.subject_type),
        "handlers": list(Delivery.objects.filter(event=event).values_list("handler", "status", "attempts")),
        "kept": (kept.status, kept.key, {**kept.answer, "number": ""}, kept.program, len(kept.body_hash)),
    }


@pytest.mark.django_db
def test_a_repeat_gets_the_answer_that_was_kept_and_another_body_is_refused() -> None:
    program, slot = Program(), make_slot()
    first = program.book(slot)
    answers: list[Any] = []
    assert not is_short(lambda: answers.append(program.book(slot)))
    assert (answers[0].status_code, answers[0].json()) == (201, first.json())
    assert program.book(slot, at="11:00").json()["code"] == "idempotency_key_reused"
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_every_way_counts_once_and_a_spent_limit_books_nothing() -> None:
    program, offered = Program(), make_offered()
    slot = make_slot(offered)
    assert program.book(slot).status_code == 201
    window = LimitWindow.objects.get()
    assert window.count == 1
    other = Program()
    assert other.book(slot).json()["code"] == "slot_taken"
    assert sorted(LimitWindow.objects.values_list("count", flat=True)) == [1, 1]
    LimitWindow.objects.update(count=HOLDS.times)
    slot = make_slot(offered)
    with patch.object(BookingsApi, "post", side_effect=AssertionError("the long way")):
        refused = other.book(slot)
    assert (refused.status_code, refused.json()["code"], Booking.objects.count()) == (429, "limit_exceeded", 1)
    assert sorted(LimitWindow.objects.values_list("count", flat=True)) == [HOLDS.times, HOLDS.times + 1]
    long = other.book(slot, headers=LONG)
    assert (long.status_code, long.json(), long["Retry-After"]) == (429, refused.json(), refused["Retry-After"])


@pytest.mark.django_db
def test_who_is_too_late_hears_it_alike_and_leaves_the_same_rows() -> None:
    slot = make_slot(state="booked")
    program, other, answers = Program(), Program(), []
    with patch.object(BookingsApi, "post", side_effect=AssertionError("the long way")):
        answers.append(program.book(slot))
    answers.append(other.book(slot, headers=LONG))
    one, long = answers
    assert (one.status_code, one.json()) == (409, long.json()) == (long.status_code, one.json())
    assert one["Content-Type"] == long["Content-Type"] == "application/problem+json"
    assert set(long.headers) - {"Allow"} <= set(one.headers)
    assert set(IdempotentRequest.objects.values_list("caller_id", "status", "answer")) == {
        (program.person.user_id, None, None),
        (other.person.user_id, None, None),
    }
    assert list(LimitWindow.objects.values_list("count", flat=True)) == [1, 1]
    assert program.book(slot, at="11:00").json()["code"] == "idempotency_key_reused"


@pytest.mark.django_db
def test_a_hold_that_is_over_is_a_place_that_is_left() -> None:
    slot = make_slot(state="held", held_until=clock.now() - timedelta(seconds=1))
    held = make_slot(slot.offered, at=time(11), state="held", held_until=clock.now() + timedelta(minutes=5))
    assert Program().book(slot).status_code == 201
    assert Program().book(held).json()["code"] == "slot_taken"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("slot_not_open_yet", {"opens_at": clock.now() + timedelta(days=1)}),
        ("slot_taken", {"state": "booked"}),
        ("slot_taken", {"channel": "urgent"}),
        ("slot_taken", {"channel": "walk_in"}),
    ],
)
def test_a_place_that_is_not_to_be_had_is_refused_as_ever(code: str, fields: dict[str, Any]) -> None:
    slot, answers = make_slot(**fields), []
    assert not is_short(lambda: answers.append(Program().book(slot)))
    assert (answers[0].status_code, answers[0].json()["code"], Booking.objects.count()) == (409, code, 0)


@pytest.mark.django_db
def test_a_time_that_is_too_near_is_refused_as_ever() -> None:
    slot = make_slot(make_offered(lead_hours=24 * 30))
    assert Program().book(slot).json()["code"] == "too_late_to_book"


@pytest.mark.django_db
@pytest.mark.parametrize("closed", ["service", "reception"])
def test_an_office_that_takes_nobody_answers_as_ever(closed: str) -> None:
    offered = make_offered()
    slot = make_slot(offered)
    if closed == "service":
        offered.is_offered = False
        offered.save()
    else:
        offered.reception.is_open = False
        offered.reception.save()
    assert (Program().book(slot).status_code, Booking.objects.count()) == (404, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["has one", "cancelled one"])
def test_who_has_a_history_is_judged_by_all_of_it(before: str) -> None:
    program, offered = Program(), make_offered()
    booking = book_slot(**when(make_slot(offered)), person_id=program.person.pk, actor=SYSTEM)
    if before == "cancelled one":
        cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    answers: list[Any] = []
    assert not is_short(lambda: answers.append(program.book(make_slot(offered))))
    assert answers[0].status_code == (409 if before == "has one" else 201)


@pytest.mark.django_db
def test_a_forged_request_a_stranger_and_a_colleague_go_the_long_way_and_get_nothing() -> None:
    slot = make_slot()
    forged = Program(Client(enforce_csrf_checks=True))
    stranger, colleague = Program(), Program()
    stranger.client.logout()
    stranger.client.cookies["sessionid"] = "x" * 32
    colleague.person.user.is_staff = True
    colleague.person.user.save()
    former = Program()
    former.person.user.set_password("another-one-than-before")
    former.person.user.save()
    left = Program()
    left.person.user.is_active = False
    left.person.user.save()
    for program, status in ((forged, 403), (stranger, 401), (colleague, 403), (former, 401), (left, 401)):
        answers: list[Any] = []
        assert not is_short(lambda program=program, answers=answers: answers.append(program.book(slot)))
        assert answers[0].status_code == status
    assert (Booking.objects.count(), IdempotentRequest.objects.count(), LimitWindow.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_the_form_token_of_a_page_opens_the_short_way() -> None:
    slot, program = make_slot(), Program(Client(enforce_csrf_checks=True))
    program.client.cookies["csrftoken"] = "a" * 32
    assert is_short(lambda: program.book(slot, headers={"X-CSRFToken": "a" * 32}))
    assert Booking.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("day", "2026-13-01"), ("day", "0001-01-01"), ("at", "25:00"), ("office", "<770>"), ("at", 10)]
)
def test_what_cannot_be_read_is_refused_as_ever(name: str, value: Any) -> None:
    assert Program().book(make_slot(), **{name: value}).status_code in (400, 404, 409)
    assert Booking.objects.count() == 0


def requests_counted() -> dict[str, float]:
    """Every figure that django_prometheus keeps of requests and answers, but for how long they took.

    The framework's answers count as templates without a name; the header that asks for the long way counts as well."""
    short_metrics.write_gathered()
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("django_http") and "ajax" not in metric.name and "templatename" not in metric.name
        for sample in metric.samples
        if not sample.name.endswith("_created") and "latency_" not in f"{sample.name}{sample.labels.get('le', '')}_"
    }


@pytest.mark.django_db
def test_both_ways_are_measured_alike() -> None:
    offered, seen = make_offered(), []
    slot = make_slot(offered)
    make_slot(offered)
    for headers in ({}, LONG):
        program, before = Program(), requests_counted()
        assert program.book(slot, headers=headers).status_code == 201
        seen.append({name: value - before.get(name, 0) for name, value in requests_counted().items() if value != before.get(name, 0)})
    assert seen[0] == seen[1]
    assert len(seen[0]) >= 10


@pytest.mark.django_db(transaction=True)
def test_a_hundred_people_at_once_buy_exactly_what_there_is_whichever_way_they_come() -> None:
    offered = make_offered()
    slots = [make_slot(offered) for _ in range(20)]
    programs = [Program() for _ in range(100)]
    headers: list[dict[str, str]] = [{}, {}, LONG]

    def buy(number: int) -> int:
        try:
            return int(programs[number].book(slots[0], headers=headers[number % 3]).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        statuses = Counter(pool.map(buy, range(len(programs))))
    assert statuses == {201: len(slots), 409: len(programs) - len(slots)}
    assert (Booking.objects.count(), sold_twice(), places_agree()) == (len(slots), 0, True)
    assert Event.objects.filter(name="appointments.BookingConfirmed").count() == len(slots)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_that_somebody_is_taking_is_waited_for() -> None:
    """The other transaction lets go in the end: then it is hers; or it keeps it: then she hears that somebody was faster."""
    offered = make_offered()
    slots = [make_slot(offered, at=time(hour)) for hour in (9, 10)]
    programs = [Program(), Program()]
    locked, may_go = threading.Event(), threading.Event()

    def take() -> None:
        try:
            with transaction.atomic():
                list(Slot.objects.select_for_update().filter(pk__in=[slot.pk for slot in slots]))
                locked.set()
                assert may_go.wait(20)
                Slot.objects.filter(pk=slots[1].pk).update(state="booked")
        finally:
            connection.close()

    def book(number: int) -> Any:
        try:
            answer = programs[number].book(slots[number])
            return answer.status_code, answer.json().get("code")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool, patch.object(BookingsApi, "post", side_effect=AssertionError("the long way")):
        other = pool.submit(take)
        assert locked.wait(10)
        booking = [pool.submit(book, number) for number in range(2)]
        both_wait = waits_for_a_lock(2)
        may_go.set()
        answers = [one.result() for one in booking]
        other.result()
    assert both_wait
    assert answers == [(201, None), (409, "slot_taken")]


@pytest.mark.django_db
def test_its_statements_look_things_up_also_in_tables_that_were_empty_when_last_counted() -> None:
    slot, taken, program = make_slot(), make_slot(state="booked"), Program()
    other = Program()
    before = read_through()
    with patch.object(BookingsApi, "post", side_effect=AssertionError("the long way")):
        assert (program.book(slot).status_code, other.book(taken).status_code) == (201, 409)
    assert read_through() == before


def read_through() -> dict[str, int]:
    """How often this transaction read tables from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0")
        return dict(cursor.fetchall())


def waits_for_a_lock(sessions: int) -> bool:
    """True as soon as so many sessions wait for others."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.fetchone() >= (sessions,):
                return True
        sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_many_times_at_once_books_once() -> None:
    offered, program = make_offered(), Program()
    slots = [make_slot(offered) for _ in range(10)]
    cookies = program.client.cookies

    def send(_n: int) -> Any:
        own = Client()
        own.cookies = cookies
        again = object.__new__(Program)
        again.client = own
        try:
            answer = again.book(slots[0])
            return answer.status_code, answer.json().get("number")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = Counter(pool.map(send, range(10)))
    assert {status for status, _number in answers} <= {201, 409}  # 409: the first one is still running
    assert len({number for status, number in answers if status == 201}) == 1
    assert (Booking.objects.count(), IdempotentRequest.objects.count(), LimitWindow.objects.get().count) == (1, 1, 10)
