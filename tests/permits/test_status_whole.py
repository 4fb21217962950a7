"""Everything at once: few queries, a source for each step, a way for each duty; page, paper, program and calendar say the same."""

import html
import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import translation

from permits.status.presentation import shown_duties
from permits.status.reading import status_of
from permits.status.rules.values import Status
from permits.status.services import make_address, revoke_address, tell_contract
from portal import clock
from portal.events.actor import SYSTEM
from portal.legal.explained import Step
from portal.ui.formats import civil_date
from profiles.models import Guardianship, Person
from tests.factories import make_case, make_child, make_permit, make_person
from tests.permits.status_everything import somebody_with_everything
from tests.profiles.people import browser

pytestmark = pytest.mark.django_db
PAGE, PRINTED, API = "/permits/status/", "/permits/status/print/", "/api/v1/status/"


def words_of(person: Person, url: str, language: str = "en") -> str:
    """The text of a page as it is read."""
    answer = browser(person.user, language=language).get(url)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1].split("</main>")[0])
    return plain(html.unescape(text))


def plain(text: Any) -> str:
    return re.sub(r"\s+", " ", str(text).replace("\u00a0", " ")).strip()


def steps_of(status: Status) -> list[Step]:
    grounds = [status.ground, *status.others] if status.ground else []
    explained = [*(ground.until for ground in grounds), *(duty.due for duty in status.duties), status.counter, status.next_entry]
    return [step for one in explained if one is not None for step in one.steps]


def codes(status: Status) -> set[str]:
    return {duty.code for duty in status.duties}


def test_somebody_with_everything_costs_fifteen_queries_on_every_door(django_assert_max_num_queries):
    person = somebody_with_everything()
    client = browser(person.user)
    for url in (PAGE, PRINTED, API, f"{PAGE}?on=01.12.2026", f"{API}?leave=2026-12-01&back=2027-02-01"):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200
    held = Guardianship.objects.get(guardian=person)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("permits-status:child", args=[held.number])).status_code == 200


def test_every_step_names_its_source():
    person = somebody_with_everything()
    told = status_of(person).status
    assert {"permit_end", "passport", "residence_registration", "replacement", "yearly_notice", "contract", "payment"} <= codes(told)
    worker = make_person(citizenship="KG")
    worker.addresses.create(region="77", text="Москва", registered_until=clock.today() + timedelta(days=50))
    tell_contract(person_id=worker.pk, begins_on=clock.today(), ends_on=clock.today() + timedelta(days=60), actor=SYSTEM)
    make_case("submitted", person=worker, answers={"exam": {"kind": "certificate", "issued_on": "2026-01-31"}})
    of_union = status_of(worker).status
    assert {"contract_end", "registration_end", "exam"} <= codes(of_union)
    visitor = status_of(make_person()).status
    assert {"registration", "medical", "fingerprints", "patent_application", "leave", "passport"} <= codes(visitor)
    everything = [*steps_of(told), *steps_of(visitor), *steps_of(of_union), *steps_of(status_of(make_child().child).status)]
    assert [str(step.text) for step in everything if not step.citation] == []


def test_the_orders_that_extend_a_permit_are_named_with_act_and_paragraph_and_the_later_one_stands():
    person = somebody_with_everything()
    ground = next(one for one in (status_of(person).status.ground, *status_of(person).status.others) if one.code == "temporary_residence")
    with translation.override("en"):
        told = [(plain(step.text), plain(step.citation)) for step in ground.until.steps]
    assert len(told) == 4  # stated, one for each order, and that they do not add up
    assert told[1][0].startswith("Extension order T-")
    assert "adds 90 days to the stated day" in told[1][0]
    assert all(re.fullmatch(r"Act \d+, p\. 1", source) for _text, source in told[1:])
    assert ground.until.value == max(step.value for step in ground.until.steps)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_duty_says_what_to_do_and_has_a_button_that_begins_it(language):
    people = [somebody_with_everything(), make_person(), make_person(citizenship="IN"), make_person(citizenship="BY")]
    people[2].entries.update(stay_until="2026-12-31")
    protected = make_person()
    for kind in ("refugee_certificate", "study_residence", "temporary_asylum"):
        make_permit(kind, person=protected)
    for person in [*people, protected]:
        status = status_of(person).status
        with translation.override(language):
            for shown in shown_duties(status.duties, on=status.on):
                if shown.is_open:
                    assert len(str(shown.words)) > 40, shown.duty.key
                    assert shown.action_url or shown.visit_url, shown.duty.key


def test_buttons_of_a_child_lead_to_pages_that_open():
    held = make_child()
    for kind in ("temporary_stay", "permanent_residence", "temporary_asylum"):
        make_permit(kind, person=held.child)
    client, status = browser(held.guardian.user), status_of(held.child).status
    for shown in shown_duties(status.duties, on=status.on, child=held):
        for url in filter(None, (shown.action_url, shown.second_url, shown.visit_url)):
            assert client.get(url).status_code == 200, url


def test_buttons_lead_to_pages_that_open():
    person = somebody_with_everything()
    client, status = browser(person.user), status_of(person).status
    other = make_person()
    for who, whose in ((client, status), (browser(other.user), status_of(other).status)):
        for shown in shown_duties(whose.duties, on=whose.on):
            for url in filter(None, (shown.action_url, shown.second_url, shown.visit_url)):
                assert who.get(url, follow=True).status_code == 200, url  # a notice of a later year leads to its permit


@pytest.mark.parametrize("url", [PAGE, PRINTED])
def test_page_and_paper_say_all_that_the_program_is_told(url):
    person = somebody_with_everything()
    told = browser(person.user, language="en").get(API).json()
    words, page = words_of(person, url), browser(person.user, language="en").get(PAGE).content.decode()
    assert plain(told["ground"]["headline"]) in words
    for text in [*told["ground"]["allows"], *told["ground"]["ends"], *(ground["title"] for ground in told["others"])]:
        assert plain(text) in words
    assert len(told["duties"]) > 10
    for duty in told["duties"]:
        assert plain(duty["title"]) in words
        assert plain(civil_date(status_day(person, duty["key"]))) in words
        if duty["state"] != "done":
            assert plain(duty["what"]) in words
        if url == PAGE:
            assert all(f'href="{address}"' in page for address in filter(None, [duty["url"], *duty["other_urls"]]))
        for step in duty["due"]["steps"]:
            assert plain(step["text"]) in words
            assert plain(step["citation"]) in words
    for question in told["questions"]:
        assert plain(question["text"]) in words


def status_day(person: Person, key: str) -> Any:
    return next(duty for duty in status_of(person).status.duties if duty.key == key).due.value


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_paper_nothing_is_closed_and_nothing_can_be_pressed(language):
    person = somebody_with_everything()
    shown = browser(person.user, language=language).get(PRINTED).content.decode()
    main = shown.split("<main")[1].split("</main>")[0]
    assert "<details" not in main
    assert "<form" not in main
    assert "<button" not in main
    assert PRINTED in browser(person.user).get(PAGE).content.decode()
    assert f"{PRINTED}?on=01.01.2027" in browser(person.user).get(f"{PAGE}?on=01.01.2027").content.decode()


def test_a_child_has_its_paper_and_nobody_else_finds_it():
    held = make_child()
    url = reverse("permits-status:child-print", args=[held.number])
    assert held.child.given_names in words_of(held.guardian, url)
    assert url in browser(held.guardian.user).get(reverse("permits-status:child", args=[held.number])).content.decode()
    assert browser(make_person().user).get(url).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "leave=31.02.2026", "leave=2026-13-40", "leave=%00", "leave=0001-01-01", "leave=9999-12-31", "back=٣١.١٢.٢٠٢٦",
        "leave=" + "9" * 5000,
        "leave=<script>alert(1)</script>", "leave={{7*7}}", "leave=10.12.2026&back=10.12.2026", "leave=11.12.2026&back=10.12.2026",
    ],
)  # fmt: skip
def test_what_if_with_bad_input_keeps_what_was_typed_and_says_what_is_wrong(query):
    person = make_person()
    answer = browser(person.user, language="en").get(f"{PAGE}?{query}")
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        page = answer.content.decode()
        assert "govuk-error-message" in page
        assert "<script>alert" not in page
        assert "If you come back on" not in page
        assert "You may come back" not in page
    assert browser(person.user).get(f"{API}?{query}").status_code == 400


def test_what_if_left_empty_asks_nothing_and_refuses_nothing():
    page = browser(make_person().user, language="en").get(f"{PAGE}?leave=&back=").content.decode()
    assert "govuk-error-message" not in page


def test_the_calendar_of_somebody_with_everything_is_read_by_two_parsers_until_it_is_revoked():
    person = somebody_with_everything()
    address = reverse("permits-calendar", args=[make_address(person_id=person.pk, actor=SYSTEM)])
    raw = Client().get(address).content
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert [line for line in raw.split(b"\r\n") if len(line) > 75 or b"\n" in line] == []  # RFC 5545, 3.1
    first = {str(event["uid"]): event for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")}
    second = {event.uid.value: event for event in vobject.readOne(raw.decode()).vevent_list}
    open_duties = status_of(person).status.open_duties()
    assert first.keys() == second.keys()
    assert len(first) == len(open_duties)
    for uid, event in first.items():
        assert event["dtstart"].dt == second[uid].dtstart.value
        assert event["summary"] == second[uid].summary.value
    assert sorted(event["dtstart"].dt for event in first.values()) == sorted(duty.due.value for duty in open_duties)
    revoke_address(person_id=person.pk, actor=SYSTEM)
    gone = Client().get(address)
    assert (gone.status_code, b"VCALENDAR" in gone.content) == (404, False)


def test_letters_and_calendars_of_who_asked_for_protection_do_not_say_so():
    person = make_person()
    make_permit("temporary_asylum", person=person)
    duty = next(duty for duty in status_of(person).status.duties if duty.code == "permit_end")
    with translation.override("en"):
        assert "asylum" in str(duty.title)
    address = reverse("permits-calendar", args=[make_address(person_id=person.pk, actor=SYSTEM)])
    text = Client().get(address).content.decode().replace("\r\n ", "").lower()
    assert "the last day of a document of yours" in text
    assert "asylum" not in text
