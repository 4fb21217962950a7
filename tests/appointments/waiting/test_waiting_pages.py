"""The pages of who waits, and the letters."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from appointments.models import Booking, Slot
from appointments.waiting.models import WaitingEntry
from appointments.waiting.services import end_entries, lapse_offers, leave
from appointments.waiting.words import at_least, how_long
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from tests.appointments.waiting.world import MORNING, booked, free, open_offer, stop_clock, wait
from tests.appointments.world import english, make_offered, make_service, make_slot
from tests.factories import make_child, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def days(first: int = 0, last: int = 20) -> dict[str, str]:
    today = clock.today()
    return {"first_day": f"{today + timedelta(days=first):%d.%m.%Y}", "last_day": f"{today + timedelta(days=last):%d.%m.%Y}"}


def test_somebody_joins_from_an_office_without_free_times_and_leaves_again() -> None:
    offered, person = make_offered(), make_person()
    client = english(person.user)
    address = f"/appointments/waiting/join/?offered={offered.pk}"
    assert "Wait for a time" in client.get(address).content.decode()
    page = client.post(address, {"who": "me", "where": "region", **days()}, follow=True).content.decode()
    entry = WaitingEntry.objects.get()
    assert (entry.person, entry.region, [*entry.at.all()]) == (person, "77", [offered])
    assert "Your place: <strong>1</strong>" in page
    assert "There is no history yet" in page
    client.post(f"/appointments/waiting/{entry.number}/")
    entry.refresh_from_db()
    assert entry.state == "left"


def test_who_waits_in_twenty_lists_reads_each_page_with_few_questions(django_assert_max_num_queries: Any) -> None:
    person = make_person()
    lists = [make_offered(service=make_service(f"service-{number}")) for number in range(20)]
    places = [booked(offered) for offered in lists[:10]]
    entries = [wait(offered, person=person) for offered in lists]
    make_child(person)
    for place in places:
        free(place)
    client = english(person.user)
    client.get("/appointments/waiting/")
    offer = open_offer(entries[0])
    addresses = ("", f"{entries[0].number}/", f"{entries[15].number}/", f"offers/{offer.number}/", "join/", f"join/?offered={lists[0].pk}")
    for address in addresses:
        with django_assert_max_num_queries(12):
            assert client.get(f"/appointments/waiting/{address}").status_code == 200


def test_who_left_an_offer_without_an_answer_reads_until_when_others_are_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    client, entry = offered_time()
    stop_clock(monkeypatch, MORNING + timedelta(minutes=30))
    lapse_offers(now=clock.now())
    said = "until 22:30 on 15\u00a0June\u00a02026, by the clock of the office, those who answer are asked before you"
    assert said in client.get(f"/appointments/waiting/{entry.number}/").text
    leave(entry_id=entry.pk, actor=SYSTEM)
    Slot.objects.update(state="booked")
    again = wait(entry.at.get(), person=entry.person)
    assert said in client.get(f"/appointments/waiting/{again.number}/").text
    stop_clock(monkeypatch, MORNING + timedelta(hours=12, minutes=30))
    assert "are asked before you" not in client.get(f"/appointments/waiting/{again.number}/").text


@pytest.mark.parametrize(("days_left", "is_marked"), [(3, False), (2, True), (None, False)])
def test_an_offered_time_after_the_last_day_is_marked_on_the_page_and_in_the_letter(days_left: int | None, is_marked: bool) -> None:
    offered, person = make_offered(), make_person(make_user(language="en"))
    place = booked(offered, in_days=3)
    entry = wait(offered, person=person, until=None if days_left is None else clock.today() + timedelta(days=days_left))
    free(place)
    page = english(person.user).get(f"/appointments/waiting/offers/{open_offer(entry).number}/").text
    dispatch_events()
    letter = Message.objects.get(recipient=person.user, channel="inbox", subject__startswith="A time is free").body
    assert [("after your last day" in page), ("later than your last day, 17" in letter)] == [is_marked, is_marked]


def test_a_refusal_keeps_what_was_typed() -> None:
    offered = make_offered()
    make_slot(offered, in_days=2)
    client = english(make_person().user)
    told = {"who": "me", "where": "office", **days()}
    page = client.post(f"/appointments/waiting/join/?offered={offered.pk}", told).content.decode()
    assert "There are free times on these days already" in page
    assert f'href="/appointments/book/{offered.service.code}/{offered.reception.office.code}/?who=me"' in page
    assert told["last_day"] in page
    wrong = client.post(f"/appointments/waiting/join/?offered={offered.pk}", {**told, **days(0, 400)}).content.decode()
    assert "at most 90 days ahead" in wrong
    assert WaitingEntry.objects.count() == 0


@pytest.mark.parametrize("offered", ["0", "x", "99999999999999999999", "-1", "²"])
def test_an_office_that_is_none_is_not_found(offered: str) -> None:
    assert english(make_person().user).get(f"/appointments/waiting/join/?offered={offered}").status_code == 404


def test_a_parent_waits_for_a_child_and_the_letter_names_it() -> None:
    parent = make_person()
    held = make_child(parent)
    offered = make_offered()
    booking = booked(offered)
    client = english(parent.user)
    client.post(f"/appointments/waiting/join/?offered={offered.pk}", {"who": str(held.number), "where": "office", **days()})
    assert WaitingEntry.objects.get().person == held.child
    free(booking)
    dispatch_events()
    letter = Message.objects.get(recipient=parent.user, channel="email", subject__contains="A time is free")
    assert "AMINA" in letter.subject


def test_from_a_page_without_free_times_a_parent_waits_for_the_child_for_whom_it_was() -> None:
    parent, offered = make_person(), make_offered()
    held = make_child(parent)
    client = english(parent.user)
    for page in (
        f"/appointments/book/{offered.service.code}/",
        f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/",
    ):
        address = f"/appointments/waiting/join/?offered={offered.pk}&amp;who={held.number}"
        assert address in client.get(f"{page}?who={held.number}").text
    chosen = r'value="{}"[^>]*checked'
    shown = client.get(f"/appointments/waiting/join/?offered={offered.pk}&who={held.number}").text
    assert re.search(chosen.format(held.number), shown)
    strange = client.get(f"/appointments/waiting/join/?offered={offered.pk}&who={make_child().number}").text
    assert re.search(chosen.format("me"), strange)


def offered_time() -> tuple[Any, WaitingEntry]:
    offered, person = make_offered(), make_person()
    booking, entry = booked(offered), wait(offered, person=person)
    free(booking)
    return english(person.user), entry


def test_an_offer_is_answered_on_its_page_until_the_last_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    client, entry = offered_time()
    address = f"/appointments/waiting/offers/{open_offer(entry).number}/"
    page = client.get(address).content.decode()
    assert "30 minutes left to answer" in page
    assert "Until 10:30" in page.replace("&nbsp;", " ")
    assert "Look and answer" in client.get("/").content.decode()
    stop_clock(monkeypatch, MORNING + timedelta(minutes=29, seconds=1))
    assert "1 minute left to answer" in client.get(address).content.decode()
    done = client.post(address, {"answer": "accept"}, follow=True).content.decode()
    assert Booking.objects.get(person=entry.person).number in done


def test_from_the_list_an_offer_is_one_press_away_until_it_is_answered() -> None:
    client, entry = offered_time()
    there = f'href="/appointments/waiting/offers/{open_offer(entry).number}/"'
    assert there in client.get("/appointments/waiting/").content.decode()
    client.post(f"/appointments/waiting/offers/{open_offer(entry).number}/", {"answer": "decline"})
    page = client.get("/appointments/waiting/").content.decode()
    assert there not in page
    assert f'href="/appointments/waiting/{entry.number}/"' in page


def test_an_answer_that_comes_too_late_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    client, entry = offered_time()
    address = f"/appointments/waiting/offers/{open_offer(entry).number}/"
    stop_clock(monkeypatch, MORNING + timedelta(minutes=30))
    page = client.post(address, {"answer": "accept"}, follow=True).content.decode()
    assert "This time is not offered to you any more" in page
    assert not Booking.objects.filter(person=entry.person).exists()


def test_declining_keeps_the_place_in_the_line() -> None:
    client, entry = offered_time()
    page = client.post(f"/appointments/waiting/offers/{open_offer(entry).number}/", {"answer": "decline"}, follow=True).content.decode()
    assert "You are still in the line" in page
    assert "Your place: <strong>1</strong>" in page


def test_another_persons_offer_and_entry_are_not_found() -> None:
    _client, entry = offered_time()
    stranger = english(make_person(make_user()).user)
    assert stranger.get(f"/appointments/waiting/offers/{open_offer(entry).number}/").status_code == 404
    assert stranger.post(f"/appointments/waiting/{entry.number}/").status_code == 404


def test_an_offer_its_end_and_the_end_of_the_days_are_told_on_two_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    _client, entry = offered_time()
    stop_clock(monkeypatch, MORNING + timedelta(minutes=30))
    lapse_offers(now=clock.now())
    stop_clock(monkeypatch, MORNING + timedelta(days=70))
    end_entries(now=clock.now())
    dispatch_events()
    said = Message.objects.filter(recipient=entry.person.user).order_by("pk").values_list("channel", "subject")
    starts = {"A time is free", "The offered time went", "The waiting ended"}
    for channel in ("inbox", "email"):
        heard = [subject for by, subject in said if by == channel]
        assert {start for start in starts if any(subject.startswith(start) for subject in heard)} == starts, channel


def test_the_second_silence_is_said_beforehand_and_told_with_the_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    client, entry = offered_time()
    first = client.get(f"/appointments/waiting/offers/{open_offer(entry).number}/").text
    stop_clock(monkeypatch, MORNING + timedelta(minutes=30))
    lapse_offers(now=clock.now())
    free(booked(entry.at.get(), in_days=5))
    second = client.get(f"/appointments/waiting/offers/{open_offer(entry).number}/").text
    assert "After two offers in a row without an answer the waiting ends" in first
    assert "Without an answer your waiting ends" in second
    stop_clock(monkeypatch, MORNING + timedelta(minutes=60))
    lapse_offers(now=clock.now())
    dispatch_events()
    page = client.get(f"/appointments/waiting/{entry.number}/").text
    assert "Two offers were left without an answer" in page
    assert f"/appointments/waiting/join/?offered={entry.at.get().pk}&amp;who=me" in page
    letters = Message.objects.filter(recipient=entry.person.user, channel="email").order_by("pk").values_list("subject", "body")
    subject, body = letters.last() or ("", "")
    assert subject == "The waiting ended: two offers in a row were left without an answer"
    assert "join the line again at any time" in body


def test_lengths_of_time_are_said_as_people_say_them() -> None:
    lengths = [timedelta(seconds=61), timedelta(minutes=59), timedelta(hours=3, minutes=1), timedelta(days=2), timedelta(days=2, hours=1)]
    with override("en"):
        said = [how_long(length) for length in lengths]
    assert said == ["2 minutes", "59 minutes", "4 hours", "2 days", "3 days"]


def test_the_time_that_is_left_is_never_said_longer_than_it_is() -> None:
    lengths = [timedelta(seconds=20), timedelta(minutes=29, seconds=59), timedelta(hours=3), timedelta(hours=3, minutes=21, seconds=59)]
    with override("en"):
        said = [at_least(length) for length in lengths]
    assert said == ["1 minute", "29 minutes", "3 hours", "3 hours 21 minutes"]
