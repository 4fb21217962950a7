"""A draw is public and names nobody; one's own request and its result are one's own; a supervisor announces and calls off."""

import gzip
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from appointments.draws import publishing, views
from appointments.draws.messages import lost, won
from appointments.draws.models import Draw, DrawDocument, DrawRequest
from appointments.draws.publishing import check, document, without_document
from appointments.draws.services import enter_outside_value, tend_draws
from portal import clock
from portal.edge.limits import Limit
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.ui.formats import civil_date
from tests.appointments.draws.world import ask, first_day, go_to, make_draw, make_drawn, make_places
from tests.appointments.world import english
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db


def opened(monkeypatch: Any, **fields: Any) -> Draw:
    draw = make_draw(**fields)
    go_to(monkeypatch, draw.requests_from + timedelta(minutes=1))
    return draw


def typed(draw: Draw, **fields: Any) -> dict[str, Any]:
    return {"who": "me", "days": [draw.first_day.isoformat()], "part": "any", **fields}


def drawn(monkeypatch: Any, people: int, places: int) -> tuple[Draw, list[DrawRequest]]:
    """Everybody asked, the lot is cast and everybody is told."""
    offered = make_drawn()
    make_places(offered, places)
    draw = opened(monkeypatch, offered=offered)
    asked = [ask(draw) for _number in range(people)]
    go_to(monkeypatch, draw.requests_until + timedelta(seconds=1))
    go_to(monkeypatch, draw.requests_until + timedelta(hours=1))
    draw.refresh_from_db()
    return draw, asked


def test_somebody_asks_once_and_sees_the_code(monkeypatch: Any) -> None:
    draw = opened(monkeypatch)
    client = english(make_person().user)
    answer = client.post(reverse("draws:ask", args=[draw.number]), typed(draw))
    made = DrawRequest.objects.get()
    assert answer["Location"] == reverse("draws:request", args=[made.number])
    assert made.code in client.get(answer["Location"]).text
    again = client.post(reverse("draws:ask", args=[draw.number]), typed(draw))
    assert "There is a request for this person and service already" in again.text
    assert DrawRequest.objects.count() == 1


def test_before_asking_the_page_says_what_became_of_earlier_requests_or_that_there_are_too_few(monkeypatch: Any) -> None:
    past, _asked = drawn(monkeypatch, people=5, places=2)
    later = past.last_day + timedelta(days=1)
    draw = make_draw(past.offered, first_day=later, last_day=later)
    client, address = english(make_person().user), reverse("draws:ask", args=[draw.number])
    assert "5 requests took part in draws here in the last 90 days, 20 are needed" in client.get(address).text
    monkeypatch.setattr("appointments.draws.selectors.ENOUGH", 5)
    assert "Of 5 requests to draws here in the last 90 days, 40 % got a place." in client.get(address).text


def test_a_day_outside_the_draw_cannot_be_asked_for(monkeypatch: Any) -> None:
    draw = opened(monkeypatch)
    outside = (draw.last_day + timedelta(days=1)).isoformat()
    client = english(make_person().user)
    assert client.post(reverse("draws:ask", args=[draw.number]), typed(draw, days=[outside])).status_code == 200
    assert client.post(reverse("draws:ask", args=[draw.number]), typed(draw, days=[])).status_code == 200
    assert not DrawRequest.objects.exists()


def test_a_request_is_withdrawn_and_may_be_sent_anew(monkeypatch: Any) -> None:
    draw = opened(monkeypatch)
    person = make_person()
    asked, client = ask(draw, person), english(person.user)
    client.post(reverse("draws:request", args=[asked.number]))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    client.post(reverse("draws:ask", args=[draw.number]), typed(draw))
    assert DrawRequest.objects.filter(state="sent").count() == 1


def test_requests_of_others_are_not_there(monkeypatch: Any) -> None:
    asked = ask(opened(monkeypatch))
    assert english(make_person().user).get(reverse("draws:request", args=[asked.number])).status_code == 404


def test_what_is_public_can_be_recomputed_and_names_nobody(monkeypatch: Any) -> None:
    draw, asked = drawn(monkeypatch, people=5, places=3)
    text = Client().get(reverse("draws:json", args=[draw.number])).text
    assert check(json.loads(text)) == []
    page = Client().get(reverse("draws:draw", args=[draw.number]), headers={"accept-language": "en"}).text
    assert draw.seed in page
    assert "5 requests for 3 places" in page
    for one in asked:
        assert one.person.family_name not in text + page
        assert str(one.number) not in text + page


def test_the_document_is_made_once_for_each_step_and_handed_out_as_it_is(monkeypatch: Any) -> None:
    """At every step what is handed out is what the tables say."""
    offered = make_drawn()
    make_places(offered, 3)
    supervisor = make_user("supervisor", office=offered.reception.office)
    draw = opened(monkeypatch, offered=offered, supervisor=supervisor, outside_source="rate of the day")
    for _number in range(4):
        ask(draw)
    address, etags = reverse("draws:json", args=[draw.number]), []

    def handed_out() -> None:
        draw.refresh_from_db()
        made = document(draw)
        with monkeypatch.context() as patch:
            if draw.digest:
                patch.setattr(publishing, "document", made_again)
            answer = Client().get(address)
        assert json.loads(answer.text) == made
        etags.append(answer["ETag"])

    handed_out()
    go_to(monkeypatch, draw.requests_until + timedelta(seconds=1))
    handed_out()
    enter_outside_value(draw_id=draw.pk, value="81.30", actor=actor_of(supervisor))
    handed_out()
    go_to(monkeypatch, draw.requests_until + timedelta(hours=1))
    handed_out()
    assert draw.state == "settled"
    assert len(set(etags)) == 4


def made_again(_draw: Draw) -> Any:
    raise AssertionError("the document is kept already")


def test_who_has_the_document_is_told_so_without_reading_or_counting(monkeypatch: Any) -> None:
    draw, _asked = drawn(monkeypatch, people=2, places=1)
    address = reverse("draws:json", args=[draw.number])
    first = Client().get(address)
    assert first["Cache-Control"] == "public, max-age=86400, immutable"
    monkeypatch.setattr(views, "DOCUMENTS", Limit("draw-document-test", 1, 600))
    for _time in range(3):
        again = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert Client().get(address).status_code == 200
    refused = Client().get(address)
    assert refused.status_code == 429
    assert "immutable" not in refused.get("Cache-Control", "")
    assert Client().get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_while_a_draw_goes_on_its_document_is_asked_for_anew(monkeypatch: Any) -> None:
    draw = opened(monkeypatch)
    assert Client().get(reverse("draws:json", args=[draw.number]))["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [("gzip, br", True), ("", False), ("br", False), ("gzip;q=0", False), ("gzip; q=0.5", True), ("x-gzip2", False)],
)
def test_the_document_is_sent_compressed_to_who_accepts_that(monkeypatch: Any, accepted: str, compressed: bool) -> None:
    draw, _asked = drawn(monkeypatch, people=2, places=1)
    answer = Client().get(reverse("draws:json", args=[draw.number]), headers={"accept-encoding": accepted})
    body = gzip.decompress(answer.content) if compressed else answer.content
    assert answer.get("Content-Encoding") == ("gzip" if compressed else None)
    assert check(json.loads(body)) == []
    assert "Accept-Encoding" in answer["Vary"]


def test_a_draw_whose_document_was_never_kept_gets_one_with_the_next_run(monkeypatch: Any) -> None:
    draw, _asked = drawn(monkeypatch, people=2, places=1)
    address = reverse("draws:json", args=[draw.number])
    before = Client().get(address).text
    for spoilt in DrawDocument.objects.all().delete, lambda: DrawDocument.objects.update(version="0-old", body=b"x"):
        spoilt()
        assert Client().get(address).text == before
        tend_draws(now=clock.now())
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "document", made_again)
            assert Client().get(address).text == before
        assert without_document() == []


def test_before_the_close_the_public_page_tells_nothing_of_who_asked(monkeypatch: Any) -> None:
    draw = opened(monkeypatch)
    asked = ask(draw)
    text = Client().get(reverse("draws:json", args=[draw.number])).text
    assert asked.code not in text
    assert draw.sealed_seed not in text
    assert draw.commitment in text


def test_winners_and_losers_read_what_they_can_do_now(monkeypatch: Any) -> None:
    _draw, asked = drawn(monkeypatch, people=3, places=2)
    for one in asked:
        one.refresh_from_db()
        page = english(one.person.user).get(reverse("draws:request", args=[one.number])).text
        assert ("Look at it and confirm" in page) == (one.state == "won")
        assert ("Kept for you until" in page) == (one.state == "won")
        assert ("Join the waiting list" in page) == (one.state == "lost")
    assert [len(list(won(event))) for event in Event.objects.filter(name="draws.RequestWon")] == [1, 1]
    assert [len(list(lost(event))) for event in Event.objects.filter(name="draws.RequestLost")] == [1]


def test_a_drawn_place_says_the_day_until_which_it_is_kept_and_counts_down_the_last_minutes_alone(monkeypatch: Any) -> None:
    _draw, (asked,) = drawn(monkeypatch, people=1, places=1)
    asked.refresh_from_db()
    assert asked.booking is not None
    client, until = english(asked.person.user), asked.booking.hold_until
    assert until is not None
    address = reverse("appointments:visit", args=[asked.booking.number])
    local = until.astimezone(clock.MOSCOW)
    with override("en"):
        told = f"Until {local:%H:%M} on {civil_date(local.date())}, by the clock of the office"
    page = client.get(address).text
    assert (told in page, "data-countdown" in page) == (True, False)
    go_to(monkeypatch, until - timedelta(minutes=9))
    page = client.get(address).text
    assert f"Until {local:%H:%M}, by the clock of the office" in page
    assert 'data-countdown="540"' in page


def form(offered: Any, begins: datetime, ends: datetime) -> dict[str, Any]:
    local = [moment.astimezone(clock.MOSCOW) for moment in (begins, ends)]
    return {
        "offered": offered.pk,
        "first_day": f"{first_day():%d.%m.%Y}",
        "last_day": f"{first_day():%d.%m.%Y}",
        "from_day": f"{local[0]:%d.%m.%Y}",
        "from_time": f"{local[0]:%H:%M}",
        "until_day": f"{local[1]:%d.%m.%Y}",
        "until_time": f"{local[1]:%H:%M}",
        "outside_source": "",
    }


def test_a_supervisor_announces_a_draw_of_the_office_and_calls_it_off() -> None:
    offered, begins = make_drawn(), clock.now() + timedelta(hours=2)
    client = english(make_user("supervisor"))
    answer = client.post(reverse("admin:draws"), form(offered, begins, begins + timedelta(hours=25)))
    draw = Draw.objects.get()
    assert answer["Location"] == reverse("admin:draw", args=[draw.number])
    assert len(draw.commitment) == 64
    client.post(reverse("admin:draw_act", args=[draw.number, "call-off"]))
    draw.refresh_from_db()
    assert draw.state == "called_off"


def test_services_to_draw_are_named_in_the_language_of_the_page() -> None:
    make_drawn()
    page = english(make_user("supervisor")).get(reverse("admin:draws")).text
    assert "Fingerprints" in page
    assert "Отпечатки" not in page


def test_too_short_a_time_to_ask_is_refused_beside_its_field() -> None:
    offered, begins = make_drawn(), clock.now() + timedelta(hours=2)
    page = english(make_user("supervisor")).post(reverse("admin:draws"), form(offered, begins, begins + timedelta(hours=3))).text
    assert "Requests begin in the future and are taken for 24 hours at least" in page
    assert not Draw.objects.exists()


def test_the_draw_of_another_office_is_not_there() -> None:
    draw = make_draw()
    other = english(make_user("supervisor", office=make_office("780-001")))
    assert other.get(reverse("admin:draw", args=[draw.number])).status_code == 404
    assert other.post(reverse("admin:draw_act", args=[draw.number, "call-off"])).status_code == 404


def test_until_the_lot_is_cast_nothing_that_leaves_the_portal_says_the_seed(monkeypatch: Any) -> None:
    """Pages, document, events and letters, at every step; the supervisor who announced the draw knows no more than others."""
    offered = make_drawn()
    make_places(offered, 3)
    supervisor, person = make_user("supervisor", office=offered.reception.office), make_person()
    draw = make_draw(offered, supervisor=supervisor, outside_source="rate of the day")
    seed, readers = draw.sealed_seed, [Client(), english(person.user), english(supervisor)]

    def told() -> str:
        addresses = [reverse(f"draws:{page}", args=[draw.number]) for page in ("draw", "json")] + [reverse("draws:list")]
        pages = [reader.get(one).text for reader in readers for one in addresses]
        pages += [
            english(supervisor).get(reverse(f"admin:{page}", args=args)).text for page, args in (("draw", [draw.number]), ("draws", []))
        ]
        return " ".join([*pages, *(json.dumps(event.payload) for event in Event.objects.all())])

    assert seed not in told()
    go_to(monkeypatch, draw.requests_from + timedelta(minutes=1))
    asked = ask(draw, person)
    readers.append(english(person.user))
    assert seed not in told()
    go_to(monkeypatch, draw.requests_until + timedelta(seconds=1))
    assert seed not in told()
    go_to(monkeypatch, draw.requests_until + timedelta(hours=2))
    assert seed not in told()
    enter_outside_value(draw_id=draw.pk, value="81.30", actor=actor_of(supervisor))
    go_to(monkeypatch, draw.requests_until + timedelta(hours=3))
    assert seed in told()
    assert asked.code in told()


def test_the_page_of_a_draw_shows_what_the_lot_gave_to_each_code(monkeypatch: Any) -> None:
    draw, asked = drawn(monkeypatch, people=3, places=2)
    page = english(make_person().user).get(reverse("draws:draw", args=[draw.number])).text
    assert "Your requests" not in page
    own = english(asked[1].person.user).get(reverse("draws:draw", args=[draw.number])).text
    assert [reverse("draws:request", args=[one.number]) in own for one in asked] == [False, True, False]
    assert all(one.code in page for one in asked)
    assert page.count("no place was left") == 1
    assert "How to check the draw" in page


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("before", "Announced"),
        ("from", "Requests are taken"),
        ("until", "Requests have ended, the list is being closed"),
        ("cast", "The lot is being cast"),
        ("outside", "The lot waits for the value from outside"),
    ],
)
def test_a_draw_says_what_is_happening_also_before_the_task_comes_by(stage: str, said: str, monkeypatch: Any) -> None:
    supervisor = make_user("supervisor")
    draw = make_draw(supervisor=supervisor, outside_source="rate of the day" if stage == "outside" else "")
    moments = {"before": draw.requests_from - timedelta(seconds=1), "from": draw.requests_from, "until": draw.requests_until}
    if stage in ("cast", "outside"):
        go_to(monkeypatch, draw.requests_from)
        asked = ask(draw)
        go_to(monkeypatch, draw.requests_until)
    moment = moments.get(stage, draw.requests_until + timedelta(minutes=30))
    monkeypatch.setattr(clock, "now", lambda: moment)
    for client, addresses in (
        (english(make_user()), [reverse("draws:list"), reverse("draws:draw", args=[draw.number])]),
        (english(supervisor), [reverse("admin:draws"), reverse("admin:draw", args=[draw.number])]),
    ):
        for address in addresses:
            assert said.lower() in client.get(address).text.lower()
    if stage in ("cast", "outside"):
        page = english(asked.person.user).get(reverse("draws:request", args=[asked.number])).text
        assert "You will get a letter with the result" in page
        assert said.lower() in page.lower()
