"""Draws for programs: the same rules as the page, asking once whatever is repeated, nobody else's requests; and the short way of asking."""

import threading
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.forms.models import model_to_dict
from django.test import Client

from appointments.draws import short
from appointments.draws.api import RequestsApi
from appointments.draws.doors import ASKS
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.publishing import check, document
from appointments.draws.services import at_once, casting
from appointments.draws.services.at_once import ask_at_once
from appointments.models import Service
from appointments.services import book_slot, cancel_booking
from portal import clock
from portal.edge.idempotency import HEADER
from portal.edge.limits import Limit
from portal.edge.models import IdempotentRequest
from portal.edge.prepared import Prepared
from portal.events import registry
from portal.events.actor import SYSTEM
from portal.events.models import Delivery, Event
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.appointments.waiting.world import booked, stop_clock
from tests.appointments.world import make_offered, make_reception, make_slot, proven, when
from tests.cases.acts import all_at_once
from tests.factories import make_child, make_office, make_person, make_user, sign_in

API = "/api/v1/appointments/draws/"
LONG = {"X-Requested-With": "XMLHttpRequest"}
db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


class Program:
    """One person's program."""

    def __init__(self) -> None:
        user = make_user()
        self.person, self.client = make_person(user), sign_in(user, complete=False)

    def ask(self, of: Draw, *, key: str = "request-0001", headers: dict[str, str] | None = None, **other: Any) -> Any:
        wanted = {"draw": str(of.number), "days": [of.last_day.isoformat(), of.first_day.isoformat()], "part": "any", **other}
        return self.post("requests/", wanted, key=key, headers=headers)

    def post(self, act: str, told: Any = None, *, key: str = "request-0001", headers: dict[str, str] | None = None) -> Any:
        return self.client.post(f"{API}{act}", told or {}, content_type="application/json", headers={HEADER: key, **(headers or {})})


def opened(monkeypatch: pytest.MonkeyPatch, *, places: int = 2, **fields: Any) -> Draw:
    offered = make_drawn()
    make_places(offered, places)
    draw = make_draw(offered, **fields)
    go_to(monkeypatch, draw.requests_from)
    return draw


def is_short(act: Any) -> bool:
    """Whether the short way answered what `act` sent."""
    answers: list[Any] = []

    def watched(*given: Any, **named: Any) -> Any:
        answers.append(ask_at_once(*given, **named))
        return answers[-1]

    with patch.object(short, "ask_at_once", side_effect=watched):
        act()
    return any(answers)


# ---- what a program can do


@db
def test_draws_are_public_and_say_when_to_ask_and_how_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    listed = Client().get(API).json()["results"]
    one = Client().get(f"{API}{draw.number}/").json()
    assert listed == [one]
    assert (one["service"], one["office"], one["takes_requests"]) == ("fingerprints", draw.offered.reception.office.code, True)
    assert (one["commitment"], one["seed"], one["digest"]) == (draw.commitment, "", "")
    assert Client().get(one["document"]).status_code == 200
    stop_clock(monkeypatch, draw.requests_until)
    assert Client().get(f"{API}{draw.number}/").json()["takes_requests"] is False
    assert Client().get(f"{API}{draw.number}/").json()["cast_at"] == "2026-06-16T11:30:00+03:00"
    assert Client().get(f"{API}{'0' * 8}-0000-0000-0000-{'0' * 12}/").status_code == 404


@db
@pytest.mark.parametrize("headers", [{}, LONG])
def test_a_repeated_request_asks_once_and_answers_the_same(headers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    first, again = (program.ask(draw, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert (DrawRequest.objects.count(), first.json()["state"], first.json()["days"]) == (1, "sent", ["2026-06-25", "2026-06-26"])
    number = first.json()["number"]
    assert program.client.get(f"{API}requests/").json()["results"] == [first.json()]
    assert program.client.get(f"{API}requests/{number}/").json() == first.json()
    reused = program.ask(draw, headers=headers, part="morning")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


@db
@pytest.mark.parametrize("headers", [{}, LONG])
@pytest.mark.parametrize(
    ("case", "status", "code"),
    [
        ("again", 409, "requested_already"),
        ("booked", 409, "already_booked"),
        ("early", 409, "requests_closed"),
        ("late", 409, "requests_closed"),
        ("outside", 422, "days_outside_the_draw"),
        ("no days", 400, "invalid"),
        ("no day", 400, "invalid"),
        ("no part of the day", 400, "invalid"),
        ("no draw", 404, "not_found"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_cause(
    case: str, status: int, code: str, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, program, told = opened(monkeypatch), Program(), {}
    if case == "again":
        ask(draw, program.person)
    elif case == "booked":
        booked(draw.offered, program.person)
    elif case in ("early", "late"):
        stop_clock(monkeypatch, draw.requests_from - timedelta(seconds=1) if case == "early" else draw.requests_until)
    else:
        told = {
            "outside": {"days": [(draw.last_day + timedelta(days=1)).isoformat()]},
            "no days": {"days": []},
            "no day": {"days": ["2026-02-30"]},
            "no part of the day": {"part": "night"},
            "no draw": {"draw": f"{'0' * 8}-0000-0000-0000-{'0' * 12}"},
        }[case]
    before = DrawRequest.objects.count()
    answer = program.ask(draw, headers=headers, **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert DrawRequest.objects.count() == before


@db
def test_a_parent_asks_for_a_child_by_its_number_and_for_nobody_elses_child(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    mine, foreign = proven(make_child(program.person)), make_child()
    for stranger in (str(foreign.number), str(foreign.child_id), "nobody"):
        assert program.ask(draw, key=f"stranger-{len(stranger)}", **{"for": stranger}).status_code == 404
    child, own = program.ask(draw, key="child-0001", **{"for": str(mine.number)}), program.ask(draw, key="own-000001", **{"for": "me"})
    assert (child.status_code, child.json()["for"], own.status_code, own.json()["for"]) == (201, str(mine.number), 201, "me")
    assert set(DrawRequest.objects.values_list("person_id", flat=True)) == {mine.child_id, program.person.pk}
    assert {one["for"] for one in program.client.get(f"{API}requests/").json()["results"]} == {"me", str(mine.number)}


@db
def test_a_request_of_another_person_answers_like_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, stranger = ask(opened(monkeypatch)), Program()
    for number in (asked.number, "0" * 8 + "-0000-0000-0000-" + "0" * 12):
        assert stranger.client.get(f"{API}requests/{number}/").status_code == 404
        assert stranger.post(f"requests/{number}/withdraw/", key=f"of-{number}").status_code == 404
    asked.refresh_from_db()
    assert asked.state == "sent"


@db
def test_a_request_is_withdrawn_and_sent_anew_and_the_result_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    number = program.ask(draw).json()["number"]
    assert program.post(f"requests/{number}/withdraw/", key="withdraw-1").json()["state"] == "withdrawn"
    anew = program.ask(draw, key="request-0002").json()["number"]
    go_to(monkeypatch, draw.requests_until)
    refused = program.post(f"requests/{anew}/withdraw/", key="withdraw-2")
    assert (refused.status_code, refused.json()["code"]) == (409, "requests_closed")
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    told = program.client.get(f"{API}requests/{anew}/").json()
    made = DrawRequest.objects.get(number=anew)
    assert made.booking is not None
    assert (told["state"], told["rank"], told["place"], told["booking"], told["trouble"]) == (
        "won",
        1,
        {"day": "2026-06-25", "at": "09:00"},
        made.booking.number,
        "",
    )


@db
@pytest.mark.parametrize("headers", [{}, LONG])
def test_who_asks_too_often_waits_whichever_way(headers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    few = Limit("few-draw-requests", 1, 60)
    monkeypatch.setattr("appointments.draws.short.ASKS", few)
    monkeypatch.setattr("appointments.draws.api.ASKS", few)
    assert program.ask(draw, headers=headers).status_code == 201
    number = DrawRequest.objects.get().number
    assert program.post(f"requests/{number}/withdraw/", key="withdraw-1").status_code == 200
    refused = program.ask(draw, headers=headers, key="request-0002")
    assert (refused.status_code, int(refused["Retry-After"]) > 0, DrawRequest.objects.count()) == (429, True, 1)


# ---- the short way


@db
def test_both_ways_answer_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, answers = opened(monkeypatch), []
    assert is_short(lambda: answers.append(Program().ask(draw)))
    assert not is_short(lambda: answers.append(Program().ask(draw, headers=LONG)))
    one, other = answers
    assert one.status_code == other.status_code == 201
    assert list(one.json()) == list(other.json())
    assert {**one.json(), "number": "", "code": ""} == {**other.json(), "number": "", "code": ""}
    assert set(other.headers) - {"Allow"} <= set(one.headers)


@db
def test_both_ways_write_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, rows = opened(monkeypatch), []
    for headers in ({}, LONG):
        program = Program()
        assert program.ask(draw, headers=headers).status_code == 201
        made = DrawRequest.objects.get(person=program.person)
        event = Event.objects.get(subject_type="draws.drawrequest", subject_id=made.pk)
        kept = IdempotentRequest.objects.get(caller_id=program.person.user_id)
        assert event.payload == {"request_id": made.pk, "person_id": made.person_id, "draw_id": draw.pk}
        assert (event.person_id, event.actor_id, event.actor_kind) == (made.person_id, program.person.user_id, "person")
        assert kept.answer is not None
        assert (kept.answer["number"], kept.answer["code"], kept.status) == (str(made.number), made.code, 201)
        assert (made.whose_turn, made.identity) == (program.person.pk, f"TJ {program.person.identity_documents.get().number}")
        plain = {name: value for name, value in model_to_dict(made).items() if name not in {"id", "person", "code", "identity"}}
        told = {name: value for name, value in kept.answer.items() if name not in {"number", "code"}}
        deliveries = list(Delivery.objects.filter(event=event).order_by("handler").values_list("handler", "status", "attempts"))
        rows.append((plain, told, made.sent_at, event.name, event.occurred_at, deliveries))
    assert rows[0] == rows[1]
    assert [name for name, *_ in rows[0][-1]] == sorted(registry.handlers_of("draws.RequestSent"))


@db
def test_what_is_not_ordinary_goes_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    child = {"for": str(proven(make_child(program.person)).number)}
    assert not is_short(lambda: program.ask(draw, key="child-0001", **child))
    assert not is_short(lambda: program.ask(draw, key="short"))
    assert is_short(lambda: program.ask(draw))
    assert not is_short(lambda: program.ask(draw))  # a repeated one
    staff = make_user("officer")
    with patch.object(RequestsApi, "post", side_effect=AssertionError):
        refused = sign_in(staff).post(f"{API}requests/", {}, content_type="application/json", headers={HEADER: "request-0001"})
    assert refused.status_code == 403
    assert Client().post(f"{API}requests/", {}, content_type="application/json", headers={HEADER: "request-0001"}).status_code == 401


@db
@pytest.mark.parametrize("headers", [{}, LONG])
def test_cancelling_and_drawing_is_no_way_past_the_limit_of_changes(headers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    draw, program = opened(monkeypatch), Program()
    service = draw.offered.service
    Service.objects.filter(pk=service.pk).update(changes=0)
    elsewhere = make_offered(make_reception(make_office("780-001")), service=service)
    booking = book_slot(**when(make_slot(elsewhere)), person_id=program.person.pk, actor=SYSTEM)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    answer = program.ask(draw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_changes")
    assert not DrawRequest.objects.exists()
    assert is_short(lambda: Program().ask(draw))


def close_while_a_program_asks(draw: Draw) -> dict[str, Any]:
    """A request of the short way is made and not committed yet when the list is closed."""
    made, go_on = threading.Event(), threading.Event()
    person = make_person()
    asked = at_once.Asked(
        user_id=int(person.user_id or 0),
        person_id=person.pk,
        draw=draw.number,
        days=[draw.first_day],
        part=DrawRequest.Part.ANY,
        key="request-0001",
        body_hash="",
    )

    def slow_request() -> Any:
        with transaction.atomic():
            kept = ask_at_once(asked, {}, limit=ASKS, now=clock.now())
            made.set()
            go_on.wait(timeout=30)
        return kept

    def close() -> None:
        made.wait(timeout=30)
        threading.Timer(0.5, go_on.set).start()
        casting._close(draw.pk, draw.requests_until)

    kept, _closed = all_at_once([slow_request, close])
    assert kept["code"] == DrawRequest.objects.get(person=person).code
    return document(Draw.objects.get(pk=draw.pk))


@pytest.mark.django_db(transaction=True)
def test_the_close_waits_for_a_request_of_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    ask(draw)
    told = close_while_a_program_asks(draw)
    assert (len(told["requests"]), Event.objects.get(name="draws.DrawClosed").payload["requests"]) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_without_the_shared_lock_the_short_way_asks_into_a_list_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the digest is of one request, and a second one stands in the list."""
    draw = opened(monkeypatch)
    ask(draw)
    unlocked = at_once._STATEMENT.replace("FOR SHARE OF draw", "")
    monkeypatch.setattr(at_once, "_ASK", Prepared("draws_ask_unlocked", unlocked, by_index=True))
    close_while_a_program_asks(draw)
    assert Event.objects.get(name="draws.DrawClosed").payload["requests"] == 1
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    assert "the list of requests and places is not the one that was closed" in check(document(Draw.objects.get()))


@pytest.mark.django_db(transaction=True)
def test_many_programs_ask_at_once_and_each_person_is_in_the_list_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    programs = [Program() for _ in range(8)]
    acts = [lambda one=one, key=key: one.ask(draw, key=key).status_code for one in programs for key in ("request-0001", "request-0002")]
    answers = all_at_once(acts)
    assert sorted(answers) == [201] * 8 + [409] * 8
    assert DrawRequest.objects.values("person").distinct().count() == DrawRequest.objects.count() == 8
