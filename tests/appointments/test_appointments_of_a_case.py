"""The page of an application says when and where one comes for it, and leads to a time for exactly it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.models import Booking
from appointments.services import book_slot, cancel_booking, hold_slot, mark_missed
from cases import services as cases
from cases.models import Case
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from tests.appointments.board.counter import reader
from tests.appointments.world import english, make_offered, make_service, make_slot, when
from tests.cases import acts
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def invited() -> Case:
    case = acts.held_case()
    told: dict[str, Any] = {"expected_version": case.version, "text": "Come.", "what": ["originals"]}
    cases.invite_to_counter(case_id=case.pk, answer_by=clock.today() + timedelta(days=5), actor=actor_of(case.assigned_to), **told)
    case.refresh_from_db()
    return case


def book(case: Case, *, in_days: int = 3) -> Booking:
    offered = make_offered(service=make_service(procedures=[case.procedure]))
    return book_slot(**when(make_slot(offered, in_days=in_days)), person_id=case.person_id, case_id=case.pk, actor=acts.applicant(case))


def own_page(case: Case) -> str:
    return english(case.person.user).get(f"/cases/{case.reference}/").text


def officers_page(case: Case) -> str:
    return reader(case.assigned_to).get(f"/admin/case/{case.reference}/").text


def test_an_invited_person_without_a_time_is_led_to_choosing_one_and_with_a_time_to_it() -> None:
    case = invited()
    address = f"/appointments/book/?case={case.reference}"
    assert address in own_page(case)
    booking = book(case)
    page = own_page(case)
    assert address not in page
    assert "You have an appointment for this" in page
    assert page.count(f'href="/appointments/{booking.number}/"') == 2
    assert booking.number in page


def test_the_link_of_the_invitation_keeps_a_time_for_exactly_this_application() -> None:
    case = invited()
    later = {"procedure": "temporary-residence", "decide_by": clock.today() + timedelta(days=90)}
    other = make_case("in_review", person=case.person, **later)
    offered = make_offered(service=make_service(procedures=[case.procedure, other.procedure]))
    slot = make_slot(offered)
    client = english(case.person.user)
    offices = client.get(f"/appointments/book/?case={other.reference}", follow=True)
    assert f"case={other.reference}" in offices.redirect_chain[-1][0]
    times = f"/appointments/book/{offered.service.code}/{offered.reception.office.code}/?who=me&case={other.reference}"
    assert times.replace("&", "&amp;") in offices.text
    client.post(times, {"day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"})
    assert Booking.objects.get().case == other  # although the officer of the first one invites


def test_a_time_after_the_day_of_the_invitation_is_marked() -> None:
    case = invited()
    book(case, in_days=6)
    assert "Move it to an earlier day, or write to the officer." in own_page(case)


def test_the_officer_sees_when_where_and_what_became_of_it() -> None:
    case = invited()
    booking = book(case)
    page = officers_page(case)
    assert "Visits to the office" in page
    assert booking.number in page
    assert "has an appointment" in page
    mark_missed(booking_id=booking.pk, actor=SYSTEM)
    assert "did not come" in officers_page(case)
    assert "Missed" in own_page(case)


def test_a_time_that_was_only_looked_at_is_no_visit_and_a_cancelled_one_stays_visible() -> None:
    case = invited()
    booking = book(case)
    cancel_booking(booking_id=booking.pk, actor=acts.applicant(case))
    held = hold_slot(**when(make_slot(booking.offered, in_days=4)), person_id=case.person_id, case_id=case.pk, actor=acts.applicant(case))
    cancel_booking(booking_id=held.pk, actor=acts.applicant(case))
    page = officers_page(case)
    assert (booking.number in page, held.number in page) == (True, False)


def test_another_application_says_nothing_of_it_and_without_visits_there_is_no_heading() -> None:
    case, other = invited(), acts.held_case()
    book(case)
    for page in (own_page(other), officers_page(other)):
        assert "Visits to the office" not in page


@pytest.mark.parametrize("is_officer", [False, True])
def test_the_page_with_visits_costs_few_queries(is_officer: bool, django_assert_max_num_queries: Any) -> None:
    case = invited()
    for day in range(1, 5):
        cancel_booking(booking_id=book(case, in_days=day).pk, actor=SYSTEM, by_office=True)
    book(case)
    client: Client = reader(case.assigned_to) if is_officer else english(case.person.user)
    address = f"/admin/case/{case.reference}/" if is_officer else f"/cases/{case.reference}/"
    client.get(address)
    with django_assert_max_num_queries(25):
        assert client.get(address).status_code == 200
