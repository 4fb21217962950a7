"""Requests against the close, two workers at once, and a worker killed at every step; each guard beside its control without it."""

import os
import signal
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from appointments.draws.invariants import booked_for_another, not_recomputed, waiting_in_finished
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.publishing import check, document
from appointments.draws.services import asking, casting, tend_draws
from appointments.models import Booking
from portal.events.models import Event
from tests.apart import Process
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.cases.acts import all_at_once
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 6, 15, 7, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, MORNING)


def opened(monkeypatch: pytest.MonkeyPatch, *, places: int, people: int) -> Draw:
    offered = make_drawn()
    make_places(offered, places)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    for _ in range(people):
        ask(draw)
    return draw


def close_while_somebody_asks(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """A request is made and not committed yet when the list is closed."""
    made, go_on = threading.Event(), threading.Event()
    person = make_person()

    def slow_request() -> Any:
        with transaction.atomic():
            request = ask(draw, person)
            made.set()
            go_on.wait(timeout=30)
        return request

    def close() -> None:
        made.wait(timeout=30)
        threading.Timer(0.5, go_on.set).start()
        casting._close(draw.pk, draw.requests_until)

    request, _closed = all_at_once([slow_request, close])
    return request, document(Draw.objects.get(pk=draw.pk))


def test_the_close_waits_for_a_request_that_is_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=2, people=2)
    request, told = close_while_somebody_asks(draw, monkeypatch)
    assert request.code in {one["code"] for one in told["requests"]}
    assert told["digest"] == Draw.objects.get().digest
    assert Event.objects.get(name="draws.DrawClosed").payload["requests"] == 3


def test_without_the_shared_lock_a_request_comes_into_a_list_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the digest is of two requests, and a third one stands in the list."""
    draw = opened(monkeypatch, places=2, people=2)
    monkeypatch.setattr(asking, "_lock_for_a_request", lambda draw_id: Draw.objects.select_related("offered").get(pk=draw_id))
    request, _told = close_while_somebody_asks(draw, monkeypatch)
    assert isinstance(request, DrawRequest)
    assert Event.objects.get(name="draws.DrawClosed").payload["requests"] == 2
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    assert "the list of requests and places is not the one that was closed" in check(document(Draw.objects.get()))


def test_many_ask_at_once_and_each_is_in_the_list_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=3, people=0)
    people = [make_person() for _ in range(12)]
    answers = all_at_once([lambda person=person: ask(draw, person) for person in [*people, *people]])
    assert sum(isinstance(answer, DrawRequest) for answer in answers) == 12
    assert {type(answer).__name__ for answer in answers} == {"DrawRequest", "RequestedAlready"}
    assert DrawRequest.objects.values("person").distinct().count() == 12


def all_is_well(draw: Draw, *, places: int, people: int) -> None:
    found = Draw.objects.get(pk=draw.pk)
    assert (found.state, check(document(found))) == ("settled", [])
    held = Booking.objects.filter(state="held")
    assert (held.count(), held.values("person").distinct().count(), held.values("slot").distinct().count()) == (places,) * 3
    for name, count in (("DrawClosed", 1), ("LotCast", 1), ("DrawSettled", 1), ("RequestWon", places), ("RequestLost", people - places)):
        assert Event.objects.filter(name=f"draws.{name}").count() == count, name
    assert (not_recomputed(), booked_for_another(), waiting_in_finished()) == (0, 0, 0)


def test_three_workers_at_once_draw_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=5, people=9)
    moment = draw.requests_until + timedelta(minutes=30)
    monkeypatch.setattr(casting, "AT_ONCE", 2)
    answers = all_at_once([lambda: tend_draws(now=moment)] * 3)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    all_is_well(draw, places=5, people=9)


def test_without_the_lock_of_the_draw_news_are_told_twice_or_a_worker_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both see the draw before either casts."""
    draw = opened(monkeypatch, places=2, people=4)
    go_to(monkeypatch, draw.requests_until)
    looked = threading.Barrier(2)

    def look_together(draw_id: int) -> Draw:
        found = Draw.objects.select_related("offered__reception").get(pk=draw_id)
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=2)
        return found

    monkeypatch.setattr(casting, "_lock", look_together)
    moment = draw.requests_until + timedelta(minutes=30)
    answers = all_at_once([lambda: casting._cast(draw.pk, moment)] * 2)
    assert Event.objects.filter(name="draws.LotCast").count() == 2 or any(isinstance(answer, Exception) for answer in answers)


WORKER = """
import django, os, signal
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DB_NAME"]
from datetime import datetime
from portal import clock
moment = datetime.fromisoformat(os.environ["MOMENT"])
clock.now = lambda: moment
from appointments.draws.services import casting
casting.AT_ONCE = 2
real, seen = casting.emit, []
def emit(event, **rest):
    seen.append(1)
    if len(seen) == int(os.environ["DIE_AT"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(event, **rest)
casting.emit = emit
casting.tend_draws(now=moment)
"""


@pytest.mark.parametrize("die_at", [1, 2, 3, 4, 6, 9])
def test_a_worker_killed_anywhere_leaves_a_draw_that_the_next_run_finishes(die_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In turn: at the close, at the lot, and among winners and losers, of whom two are settled at once; the last one at the very end."""
    draw = opened(monkeypatch, places=3, people=6)
    moment = draw.requests_until + timedelta(minutes=30)
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "TEST_DB_NAME": str(connection.settings_dict["NAME"])}
    environment = {**os.environ, **settings, "DIE_AT": str(die_at), "MOMENT": moment.isoformat()}
    assert Process("-c", WORKER, env=environment).wait() == -signal.SIGKILL
    found = Draw.objects.get(pk=draw.pk)
    assert found.state == {1: "open", 2: "closed"}.get(die_at, "drawn")
    ranks = list(DrawRequest.objects.order_by("pk").values_list("rank", flat=True))
    seed = found.seed
    go_to(monkeypatch, moment)
    all_is_well(draw, places=3, people=6)
    if seed:
        assert (Draw.objects.get().seed, list(DrawRequest.objects.order_by("pk").values_list("rank", flat=True))) == (seed, ranks)
