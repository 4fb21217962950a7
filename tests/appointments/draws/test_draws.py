"""From the announcement to the booking that a winner confirms; what is published when, and what nobody can change any more."""

import gzip
import json
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction

from appointments.draws.errors import (
    DaysDrawnAlready,
    DaysOpenTooSoon,
    DaysOutside,
    DaysTooFar,
    DrawMoved,
    DrawTimesImpossible,
    NotDrawnHere,
    OfAnotherOffice,
    RequestedAlready,
    RequestsClosed,
)
from appointments.draws.invariants import booked_for_another, not_recomputed, waiting_in_finished
from appointments.draws.models import Draw, DrawDocument, DrawPlace, DrawRequest
from appointments.draws.publishing import check, document
from appointments.draws.rules.draw import commitment
from appointments.draws.services import call_off, casting, enter_outside_value, send_request, tend_draws, withdraw_request
from appointments.errors import AlreadyBooked
from appointments.models import Booking, Slot
from appointments.planning import services as planning
from appointments.services import book_slot, confirm_booking, expire_holds
from appointments.waiting.models import Offer
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from tests.appointments.draws.world import ask, first_day, go_to, make_draw, make_drawn, make_places
from tests.appointments.waiting.world import wait
from tests.appointments.world import make_offered, make_reception, make_service, make_slot, when
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 15, 7, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    go_to(monkeypatch, MORNING)


def opened(monkeypatch: Any, *, places: int = 4, **fields: Any) -> Draw:
    offered = make_drawn()
    make_places(offered, places)
    draw = make_draw(offered, **fields)
    go_to(monkeypatch, draw.requests_from)
    return fresh(draw)


def fresh(draw: Draw) -> Draw:
    return Draw.objects.get(pk=draw.pk)


def cast(monkeypatch: Any, draw: Draw) -> Draw:
    go_to(monkeypatch, draw.requests_until)
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    return fresh(draw)


def verify(what: str, **options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_draw", what, stdout=out, **options)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_draw_goes_from_the_announcement_to_bookings_that_winners_confirm(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    requests = [ask(draw) for _ in range(7)]
    done = cast(monkeypatch, draw)
    assert done.state == "settled"
    for request in requests:
        request.refresh_from_db()
    winners = [request for request in requests if request.state == "won"]
    assert (len(winners), sum(request.state == "lost" for request in requests)) == (4, 3)
    assert sorted(request.rank or 0 for request in requests) == list(range(1, 8))
    for request in winners:
        booking = request.booking
        assert booking is not None
        assert request.place is not None
        assert (booking.person_id, booking.slot_id, booking.state) == (request.person_id, request.place.slot_id, "held")
        assert booking.hold_until == clock.now() + timedelta(hours=24)
    go_to(monkeypatch, clock.now() + timedelta(hours=23, minutes=59))
    first = winners[0].booking
    assert first is not None
    assert confirm_booking(booking_id=first.pk, actor=SYSTEM).state == "booked"
    assert (not_recomputed(), booked_for_another(), waiting_in_finished()) == (0, 0, 0)
    for spoilt in b"", b"x", gzip.compress(b"[]"), gzip.compress(b"{"):
        DrawDocument.objects.update(body=spoilt)
        assert not_recomputed() == 1


def test_a_place_that_is_not_confirmed_in_a_day_goes_to_the_waiting_list(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=1)
    won = ask(draw)
    waits = wait(draw.offered, last_day=draw.last_day)
    cast(monkeypatch, draw)
    won.refresh_from_db()
    assert won.booking is not None
    go_to(monkeypatch, clock.now() + timedelta(hours=24))
    assert expire_holds(now=clock.now()) == 1
    assert Offer.objects.get(entry=waits).slot_id == won.booking.slot_id


def test_what_is_published_grows_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=2)
    request, other = ask(draw), ask(draw, part="morning")
    told = document(fresh(draw))
    assert (told["seed"], told["requests"], told["places"], told["results"], told["digest"]) == ("", [], [], [], "")
    assert len(told["commitment"]) == 64
    go_to(monkeypatch, draw.requests_until)
    closed = document(fresh(draw))
    assert (len(closed["requests"]), len(closed["places"]), closed["seed"], closed["results"]) == (2, 2, "", [])
    assert verify(str(draw.number)) == (1, "NO: the lot is not cast yet: the seed is not published\n")
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=29, seconds=59))
    assert fresh(draw).state == "closed"
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    drawn = document(fresh(draw))
    assert {**drawn, "seed": "", "results": [], "state": "closed"} == closed
    assert commitment(bytes.fromhex(drawn["seed"])) == told["commitment"]
    assert {one["code"] for one in drawn["results"]} == {request.code, other.code}
    text = json.dumps(drawn)
    for person in (request.person, other.person):
        assert person.family_name not in text
        assert str(person.pk) not in {str(value) for one in drawn["results"] for value in one.values() if isinstance(value, str)}


def test_verify_draw_says_yes_for_number_and_file_and_no_after_any_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    draw = opened(monkeypatch)
    for _ in range(6):
        ask(draw)
    told = document(cast(monkeypatch, draw))
    assert verify(str(draw.number))[0] == 0
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(told))
    assert verify(str(path), commitment=told["commitment"], digest=told["digest"]) == (
        0, "YES: 6 requests, 4 places, every result is that of the lot\n"
    )  # fmt: skip
    assert verify(str(path), digest="0" * 64)[0] == 1
    results = told["results"]
    for change in (
        {"seed": "00" * 32},
        {"digest": "0" * 64},
        {"commitment": "0" * 64},
        {"results": results[:-1]},
        {"results": [{**results[0], "place": results[1]["place"]}, {**results[1], "place": results[0]["place"]}, *results[2:]]},
        {"requests": [*told["requests"], {**told["requests"][0], "code": "AAAA-AAAA"}]},
        {"requests": told["requests"] * 2},
        {"places": told["places"][1:]},
        {"outside_source": "a rate"},
        {"outside_value": "1"},
        {"algorithm": "2"},
    ):
        path.write_text(json.dumps({**told, **change}))
        assert verify(str(path))[0] == 1, change.keys()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "[" * 100_000, '{"algorithm": "1", "seed": "x"}', "\x00", '{"algorithm":"1","seed":5}']
)
def test_what_is_no_draw_is_said_to_be_none(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(CommandError):
        call_command("verify_draw", str(path))


def test_no_file_and_no_such_draw() -> None:
    for what in ("/nowhere/at/all.json", "00000000-0000-4000-8000-000000000000", "x\x00y"):
        with pytest.raises(CommandError):
            call_command("verify_draw", what)


def test_requests_are_taken_between_two_moments_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, person = make_draw(), make_person()
    with pytest.raises(RequestsClosed):
        ask(draw, person)
    go_to(monkeypatch, draw.requests_from)
    first = ask(draw, person)
    with pytest.raises(RequestedAlready):
        ask(draw, person)
    withdraw_request(request_id=first.pk, actor=SYSTEM)
    second = ask(draw, person, part="morning")
    for days in ([], [draw.first_day - timedelta(days=1)], [draw.last_day + timedelta(days=1)]):
        with pytest.raises(DaysOutside):
            send_request(draw_id=draw.pk, person_id=make_person().pk, days=days, part="any", actor=SYSTEM)
    go_to(monkeypatch, draw.requests_until)
    with pytest.raises(RequestsClosed):
        ask(draw)
    with pytest.raises(RequestsClosed):
        withdraw_request(request_id=second.pk, actor=SYSTEM)
    assert len(document(fresh(draw))["requests"]) == 1  # the withdrawn one is not there


def test_several_offices_are_not_several_chances(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, person = opened(monkeypatch), make_person()
    there = make_drawn(reception=make_reception(make_office("780-001")))
    other = make_draw(there)
    go_to(monkeypatch, other.requests_from)
    ask(draw, person)
    with pytest.raises(RequestedAlready):
        ask(other, person)


def test_whose_profile_says_nothing_any_more_keeps_nobody_from_the_end_of_the_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, person = opened(monkeypatch), make_person()
    request = ask(draw, person)
    person.identity_documents.update(is_current=False)
    assert cast(monkeypatch, draw).state == "settled"
    request.refresh_from_db()
    assert (request.state, request.booking, request.trouble) == ("won", None, "unknown")


def test_who_has_an_appointment_does_not_ask_and_who_gets_one_meanwhile_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, has, gets = opened(monkeypatch), make_person(), make_person()
    elsewhere = make_offered(make_reception(make_office("780-001")))
    book_slot(**when(make_slot(elsewhere)), person_id=has.pk, actor=SYSTEM)
    with pytest.raises(AlreadyBooked):
        ask(draw, has)
    request = ask(draw, gets)
    book_slot(**when(make_slot(elsewhere)), person_id=gets.pk, actor=SYSTEM)
    cast(monkeypatch, draw)
    request.refresh_from_db()
    assert (request.state, request.booking, request.trouble) == ("won", None, "already_booked")
    assert request.place is not None
    assert Slot.objects.get(pk=request.place.slot_id).state == Slot.State.FREE
    assert Booking.objects.filter(person=gets, state__in=Booking.ACTIVE).count() == 1


def test_a_time_that_the_office_closes_between_list_and_lot_is_told_to_the_winner(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=1)
    request = ask(draw)
    go_to(monkeypatch, draw.requests_until)
    Slot.objects.update(state=Slot.State.CLOSED)
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    request.refresh_from_db()
    assert (request.state, request.trouble, fresh(draw).state) == ("won", "slot_taken", "settled")


def test_only_a_supervisor_of_the_office_announces_and_only_in_time() -> None:
    offered = make_drawn()
    office, now = offered.reception.office, clock.now()
    for who in (make_user("supervisor", office=make_office("780-001")), make_user("officer", office=office), make_user("operator")):
        with pytest.raises(OfAnotherOffice):
            make_draw(offered, supervisor=who)
    with pytest.raises(NotDrawnHere):
        make_draw(make_offered(service=make_service("other")))
    for times in (
        {"requests_from": now - timedelta(seconds=1)},
        {"requests_until": now + timedelta(hours=24, minutes=59)},
        {"last_day": first_day() - timedelta(days=1)},
    ):
        with pytest.raises(DrawTimesImpossible):
            make_draw(offered, **times)
    make_draw(offered)
    with pytest.raises(DaysDrawnAlready):
        make_draw(offered, first_day=first_day() + timedelta(days=1), last_day=first_day() + timedelta(days=9))
    assert Draw.objects.count() == 1


def test_a_draw_is_over_before_its_days_open_by_the_rule() -> None:
    """They open 5 days before the first, at 10:00 in Moscow, which is 7:00 here; lot and confirming take 24.5 hours after the close."""
    offered = make_drawn()
    opens = datetime.combine(first_day() - timedelta(days=5), clock_time(7), MORNING.tzinfo)
    last = opens - timedelta(hours=24, minutes=30)
    with pytest.raises(DaysOpenTooSoon):
        make_draw(offered, requests_until=last + timedelta(seconds=1))
    slot = make_slot(offered, day=first_day(), opens_at=opens - timedelta(minutes=1))
    with pytest.raises(DaysOpenTooSoon):
        make_draw(offered, requests_until=last)
    slot.delete()
    assert make_draw(offered, requests_until=last).pk


def test_days_whose_places_will_not_be_made_by_the_close_are_not_drawn() -> None:
    """Requests end in a day and an hour, on the 16th; places are made through 5 + 7 days from then, of which one is kept in hand."""
    offered, latest = make_drawn(), date(2026, 6, 27)
    with pytest.raises(DaysTooFar):
        make_draw(offered, last_day=latest + timedelta(days=1))
    assert make_draw(offered, last_day=latest).pk


def test_a_place_that_a_changed_plan_takes_away_is_told_to_the_winner_and_the_list_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, places=1)
    request = ask(draw)
    go_to(monkeypatch, draw.requests_until)
    planning.make_places(reception_id=draw.offered.reception_id)  # by a plan that has no hours at all
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    request.refresh_from_db()
    assert (request.state, request.trouble, check(document(fresh(draw)))) == ("won", "slot_taken", [])


def test_the_value_from_outside_is_waited_for_and_goes_into_the_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = make_user("supervisor")
    draw = opened(monkeypatch, supervisor=boss, outside_source="Bank of Russia, USD rate of 17 June 2026")
    for _ in range(6):
        ask(draw)
    with pytest.raises(DrawMoved):
        enter_outside_value(draw_id=draw.pk, value="91.50", actor=actor_of(boss))
    assert cast(monkeypatch, draw).state == "closed"
    enter_outside_value(draw_id=draw.pk, value="91.50", actor=actor_of(boss))
    with pytest.raises(DrawMoved):
        enter_outside_value(draw_id=draw.pk, value="92.00", actor=actor_of(boss))
    tend_draws(now=clock.now())
    told = document(fresh(draw))
    assert (fresh(draw).state, check(told)) == ("settled", [])
    assert check({**told, "outside_value": "92.00"}) == ["the results are not those of the lot"]


def test_a_draw_that_comes_too_late_is_called_off_and_everybody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch, outside_source="a rate")
    request = ask(draw)
    cast(monkeypatch, draw)
    go_to(monkeypatch, MORNING + timedelta(days=5))
    request.refresh_from_db()
    assert (fresh(draw).state, request.state, fresh(draw).seed) == ("called_off", "called_off", "")
    assert Event.objects.filter(name="draws.RequestCalledOff", person_id=request.person_id).count() == 1


def test_a_supervisor_calls_a_draw_off_until_the_lot_is_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = make_user("supervisor")
    draw = opened(monkeypatch, supervisor=boss)
    request = ask(draw)
    with pytest.raises(OfAnotherOffice):
        call_off(draw_id=draw.pk, actor=actor_of(make_user("supervisor", office=make_office("780-001"))))
    call_off(draw_id=draw.pk, actor=actor_of(boss))
    request.refresh_from_db()
    assert request.state == "called_off"
    with pytest.raises(DrawMoved):
        call_off(draw_id=draw.pk, actor=actor_of(boss))


def test_the_database_refuses_every_change_of_what_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    request = ask(draw)
    other = commitment(bytes(32))

    def refused(change: Any, why: str, kind: type[Exception] = InternalError) -> None:
        with pytest.raises(kind, match=why), transaction.atomic():
            change()

    row = Draw.objects.filter(pk=draw.pk)
    refused(lambda: row.update(commitment=other), "announced_draw_keeps_its_terms")
    refused(lambda: row.update(sealed_seed="00" * 32), "announced_draw_keeps_its_terms")
    refused(lambda: row.update(requests_until=clock.now()), "announced_draw_keeps_its_terms")
    refused(lambda: row._raw_delete(row.db), "draw_is_not_deleted")
    refused(lambda: DrawRequest.objects.filter(pk=request.pk).update(days=[draw.first_day]), "sent_request_stays")
    refused(lambda: DrawRequest.objects.filter(pk=request.pk).delete(), "request_is_not_deleted")
    go_to(monkeypatch, draw.requests_until)
    false_seed = {"state": "drawn", "seed": "00" * 32, "drawn_at": clock.now()}
    refused(lambda: row.update(**false_seed), "published_seed_is_the_committed_one", IntegrityError)
    refused(lambda: row.update(digest="0" * 64), "published_value_stays")
    refused(lambda: DrawPlace.objects.all().delete(), "drawn_place_is_a_fact")
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=30))
    request.refresh_from_db()
    refused(lambda: DrawRequest.objects.filter(pk=request.pk).update(rank=99), "result_of_the_lot_stays")
    refused(lambda: DrawRequest.objects.filter(pk=request.pk).update(place=None), "result_of_the_lot_stays")
    refused(lambda: row.update(state="called_off"), "draw_moves_as_the_table_says")


def test_the_seed_stands_encrypted_in_the_table_until_it_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(draws_draw)::text FROM draws_draw WHERE id = %s", [draw.pk])
        kept = cursor.fetchone()[0]
    assert draw.sealed_seed not in kept
    assert draw.commitment in kept


def test_a_draw_that_cannot_go_on_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = (make_draw(make_drawn(reception=make_reception(make_office(code)))) for code in ("770-001", "780-001"))
    real = casting._open

    def open_one(draw_id: int, now: datetime) -> bool:
        if draw_id == broken.pk:
            raise RuntimeError("broken")
        return real(draw_id, now)

    monkeypatch.setattr(casting, "_open", open_one)
    go_to(monkeypatch, broken.requests_from)
    assert [fresh(draw).state for draw in (broken, whole)] == ["announced", "open"]


def test_at_the_last_moment_itself_nobody_asks_though_the_list_is_not_closed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task that closes it comes a little later: what it finds then must have been sent before."""
    draw = make_draw()
    go_to(monkeypatch, draw.requests_from)
    monkeypatch.setattr(clock, "now", lambda: draw.requests_until - timedelta(microseconds=1))
    asked = ask(draw)
    monkeypatch.setattr(clock, "now", lambda: draw.requests_until)
    with pytest.raises(RequestsClosed):
        ask(draw)
    with pytest.raises(RequestsClosed):
        withdraw_request(request_id=asked.pk, actor=SYSTEM)
    draw.refresh_from_db()
    assert (draw.state, draw.requests.count()) == ("open", 1)
