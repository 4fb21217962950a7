"""One reaches appointments, goes back without losing what was chosen, sees the own region first, waits for an earlier time."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from appointments.models import Booking, ServiceAtOffice
from appointments.services import book_slot, cancel_booking
from appointments.views.choosing import OFFICES_ON_A_PAGE
from appointments.waiting.models import WaitingEntry
from appointments.waiting.services import accept_offer
from portal import clock
from portal.events.actor import actor_of
from profiles.models import Address, Person
from tests.appointments.waiting.world import booked, free, open_offer
from tests.appointments.world import english, make_offered, make_reception, make_service, make_slot, when
from tests.cases import acts
from tests.factories import make_case, make_child, make_office, make_person

pytestmark = pytest.mark.django_db


def offered_at(code: str, region: str) -> ServiceAtOffice:
    return make_offered(make_reception(make_office(code, region=region, receives_applications=False)), make_service())


def living_in(region: str) -> Person:
    person = make_person()
    Address.objects.create(person=person, region=region, text="Street 1")
    return person


def offices_of(person: Person, query: str = "") -> str:
    return english(person.user).get(f"/appointments/book/fingerprints/{query}").text


# ---- reaching them and going back


def test_the_menu_leads_a_person_to_appointments_and_not_an_officer() -> None:
    link = '<li><a href="/appointments/">Appointments</a></li>'
    assert link in english(make_person().user).get("/profile/").text
    assert link not in english(acts.officer()).get("/help/").text


def test_the_way_back_from_the_offices_keeps_who_comes_and_what_for() -> None:
    parent, offered = make_person(), make_offered()
    held = make_child(parent)
    client = english(parent.user)
    back = f"/appointments/book/?who=me&who={held.number}&service={offered.service.code}"
    page = client.get(f"/appointments/book/{offered.service.code}/?who=me&who={held.number}").text
    assert f'href="{back.replace("&", "&amp;")}"' in page
    form = client.get(back).context["form"]
    assert form["who"].value() == ["me", str(held.number)]
    assert form["service"].value() == offered.service.code


def test_the_way_back_keeps_the_application_and_ends_at_its_page() -> None:
    case = make_case("submitted")
    make_offered()
    client = english(case.person.user)
    offices = client.get(f"/appointments/book/?case={case.reference}", follow=True).text
    back = f"/appointments/book/?case={case.reference}&service=fingerprints"
    assert f"case={case.reference}&amp;service=fingerprints" in offices
    page = client.get(back)
    assert page.status_code == 200  # not sent forward again
    assert f'href="/cases/{case.reference}/" class="govuk-back-link"' in page.text


def test_the_way_back_of_a_move_is_the_appointment() -> None:
    person, slot = make_person(), make_slot()
    booking = book_slot(**when(slot), person_id=person.pk, actor=actor_of(person.user))
    assert f'href="/appointments/{booking.number}/" class="govuk-back-link"' in offices_of(person, f"?move={booking.number}")


# ---- offices


def test_the_own_region_comes_first_and_all_are_one_press_away() -> None:
    here, there = offered_at("770-001", "77"), offered_at("780-001", "78")
    person = living_in("78")
    page = offices_of(person)
    assert ("Office 780-001</a>" in page, "Office 770-001</a>" in page) == (True, False)
    assert 'href="?region=all"' in page
    assert "Show all 2 offices of all regions" in page
    everywhere = offices_of(person, "?region=all")
    assert all(f"Office {one.reception.office.code}</a>" in everywhere for one in (here, there))
    assert "Office 770-001</a>" in offices_of(person, "?region=77")


def test_the_office_that_decides_the_application_says_the_region_before_the_address() -> None:
    offered_at("770-001", "77")
    offered_at("780-001", "78")
    person = living_in("77")
    make_case("submitted", person=person, office=make_office("780-009", region="78"))
    page = offices_of(person)
    assert ("Office 780-001</a>" in page, "Office 770-001</a>" in page) == (True, False)


def test_where_the_own_region_has_no_office_all_are_shown_by_region() -> None:
    offered_at("770-001", "77")
    offered_at("780-001", "78")
    page = offices_of(living_in("50"))
    assert page.index("Moscow</h2>") < page.index("Office 770-001</a></h3>") < page.index("Petersburg</h2>")


def test_a_first_time_before_the_last_day_is_offered_from_another_region_when_the_own_has_none() -> None:
    mine, other = offered_at("770-001", "77"), offered_at("780-001", "78")
    make_slot(mine, in_days=9)
    make_slot(other, in_days=2)
    person = living_in("77")
    make_case("submitted", person=person, decide_by=clock.today() + timedelta(days=4), office=make_office("770-009", region="77"))
    page = offices_of(person)
    assert "First before your last day" in page
    assert "Office 780-001" in page


def test_when_the_own_region_has_no_time_at_all_the_first_one_elsewhere_is_offered_until_a_region_is_chosen() -> None:
    mine, other = offered_at("770-001", "77"), offered_at("780-001", "78")
    make_slot(other, in_days=2)
    person = living_in(mine.reception.office.region)
    assert "Office 780-001" in offices_of(person)
    assert "Office 780-001" not in offices_of(person, "?region=77").partition("<main")[2].partition("<form")[0]


def test_many_offices_are_shown_by_pages_without_losing_what_was_chosen() -> None:
    for number in range(OFFICES_ON_A_PAGE + 1):
        offered_at(f"770-{number:03}", "77")
    first = offices_of(make_person(), "?who=me&region=77")
    assert (first.count('<h2 class="govuk-heading-m"><a'), "Page 1 of 2" in first) == (OFFICES_ON_A_PAGE, True)
    assert 'href="?who=me&amp;region=77&amp;page=2" rel="next"' in first
    second = offices_of(make_person(), "?who=me&region=77&page=2")
    assert (second.count('<h2 class="govuk-heading-m"><a'), 'rel="next"' in second) == (1, False)
    assert "Page 2 of 2" in offices_of(make_person(), "?region=77&page=99")


def test_the_offices_cost_eight_queries_however_many_there_are(django_assert_max_num_queries: Any) -> None:
    for number in range(OFFICES_ON_A_PAGE + 5):
        make_slot(offered_at(f"770-{number:03}", "77"))
    person = living_in("77")
    make_case("submitted", person=person)
    client = english(person.user)
    client.get("/appointments/book/fingerprints/")
    with django_assert_max_num_queries(8):
        client.get("/appointments/book/fingerprints/")


# ---- the number and the calendar


def test_a_number_typed_in_small_letters_or_without_hyphens_is_found() -> None:
    person = make_person()
    booking = book_slot(**when(make_slot()), person_id=person.pk, actor=actor_of(person.user))
    client = english(person.user)
    for typed in (booking.number.lower(), booking.number.replace("-", "").lower()):
        assert client.get(f"/appointments/{typed}/").status_code == 200
        assert client.get(f"/appointments/{typed}/cancel/").status_code == 200
    assert client.get(f"/appointments/book/fingerprints/?move={booking.number.lower()}").status_code == 200
    assert english(make_person().user).get(f"/appointments/{booking.number.lower()}/").status_code == 404


def test_a_cancelled_visit_offers_the_file_that_removes_it_from_a_calendar() -> None:
    person = make_person()
    booking = book_slot(**when(make_slot()), person_id=person.pk, actor=actor_of(person.user))
    client, address = english(person.user), f"/appointments/{booking.number}/"
    kept = Calendar.from_ical(client.get(f"{address}calendar.ics").content)
    cancel_booking(booking_id=booking.pk, actor=actor_of(person.user))
    assert f'href="{address}calendar.ics"' in client.get(address).text
    gone = Calendar.from_ical(client.get(f"{address}calendar.ics").content)
    assert (kept["method"], gone["method"]) == ("PUBLISH", "CANCEL")
    before, after = kept.walk("VEVENT")[0], gone.walk("VEVENT")[0]
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


# ---- an earlier time


def test_who_has_a_time_waits_for_an_earlier_one_and_keeps_it() -> None:
    person, offered = make_person(), make_offered()
    sooner, mine = booked(offered, in_days=4), booked(offered, person, in_days=10)
    client = english(person.user)
    join = f"/appointments/waiting/join/?offered={offered.pk}&who=me"
    assert join.replace("&", "&amp;") in client.get(f"/appointments/{mine.number}/").text
    page = client.get(join)
    assert "You keep your appointment of" in page.text
    form = page.context["form"]
    assert form["last_day"].value() == f"{mine.day:%d.%m.%Y}"
    days = {name: form[name].value() for name in ("first_day", "last_day")}
    client.post(join, {"who": "me", "where": "office", **days})
    entry = WaitingEntry.objects.get()
    assert "This person is in the line for this already." in client.get(join).text
    free(sooner)
    moved = accept_offer(offer_id=open_offer(entry).pk, actor=actor_of(person.user))
    assert (moved.pk, moved.day, Booking.objects.filter(person=person, state="booked").count()) == (mine.pk, sooner.day, 1)
    assert "You can still change your mind 3 times" in client.get(f"/appointments/{mine.number}/").text


def test_an_earlier_time_that_is_free_is_not_waited_for_and_a_later_one_hinders_nobody() -> None:
    person, offered = make_person(), make_offered()
    mine = booked(offered, person, in_days=10)
    make_slot(offered, in_days=12)
    client = english(person.user)
    today = clock.today()
    told = {"who": "me", "where": "office", "first_day": f"{today:%d.%m.%Y}", "last_day": f"{today + timedelta(days=20):%d.%m.%Y}"}
    earlier = make_slot(offered, in_days=5)
    page = client.post(f"/appointments/waiting/join/?offered={offered.pk}", told).text
    assert "move your appointment there" in page
    book_slot(**when(earlier), person_id=make_person().pk, actor=actor_of(person.user))
    client.post(f"/appointments/waiting/join/?offered={offered.pk}", told)
    assert WaitingEntry.objects.get().person == mine.person


# ---- what to expect


def test_before_joining_the_page_says_how_many_wait_and_that_history_is_too_short() -> None:
    offered = make_offered()
    page = english(make_person().user).get(f"/appointments/waiting/join/?offered={offered.pk}").text
    assert "Nobody waits for this here now." in page
    assert "There is no history yet to say how likely a time is" in page
