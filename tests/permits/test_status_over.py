"""A ground that has ended: the page says which it was, until when and what to do now, instead of reckoning a stay that never ran."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from permits.models import Permit
from permits.status.reading import status_of
from permits.status.rules.values import Status
from portal import clock
from profiles.models import Person
from tests.factories import make_applicant, make_case, make_patent, make_permit, make_person
from tests.permits.test_status_whole import words_of
from tests.profiles.people import browser

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = -1, 1


def days(number: int) -> Any:
    return clock.today() + timedelta(days=number)


def here_since(entered: int, **person: Any) -> Person:
    known = make_person(**person)
    known.entries.update(entered_on=days(entered))
    return known


def ended(person: Person, last: int, kind: str = "temporary_residence", **fields: Any) -> Permit:
    return make_permit(kind, person=person, issued_on=days(-700), valid_until_stated=days(last), **fields)


def codes(status: Status) -> set[str]:
    return {duty.code for duty in status.duties}


@pytest.mark.parametrize(("last", "is_over"), [(YESTERDAY, True), (0, False), (TOMORROW, False)])
def test_a_permit_is_over_from_the_day_after_its_last_day(last, is_over):
    person = here_since(-100)
    ended(person, last)
    told = status_of(person).status
    assert (told.over is not None, told.ground is None) == (is_over, is_over)
    if told.over:
        assert told.over.last.value == days(YESTERDAY)


@pytest.mark.parametrize("url", ["/permits/status/", "/permits/status/print/", "/"])
def test_the_page_the_paper_and_the_home_page_name_the_permit_that_has_ended(url):
    person = here_since(-100)
    permit = ended(person, -20)
    text = words_of(person, url)
    assert f"Temporary residence permit (RVP) {permit.series} {permit.number}: the last day was" in text
    assert "The portal knows of no other ground for your stay on this day." in text


def test_the_page_says_what_to_do_and_opens_the_document():
    person = here_since(-100)
    permit = ended(person, -20)
    page = browser(person.user, language="en").get("/permits/status/").content.decode()
    assert "Go to the migration office today" in page
    assert reverse("permits:permit", args=[permit.kind, permit.series, permit.number]) in page
    assert "Why this date?" in page


def test_who_lived_here_by_a_permit_is_not_told_of_terms_of_an_entry_that_never_ran():
    person = here_since(-100)
    assert {"leave", "medical", "fingerprints", "patent_application", "registration"} <= codes(status_of(person).status)
    ended(person, -20)
    told = status_of(person).status
    assert not {"leave", "medical", "fingerprints", "patent_application", "registration"} & codes(told)
    assert told.counter is None


def test_a_permit_that_ended_before_the_last_entry_says_nothing_of_this_stay():
    person = here_since(-10)
    ended(person, -20)
    told = status_of(person).status
    assert told.over is None
    assert told.ground is not None
    assert told.ground.code == "visa_free"


def test_a_permit_that_was_replaced_or_another_ground_or_a_registration_is_not_over():
    person = here_since(-100)
    ended(person, -20, kind="stay_registration")
    ended(person, 20, status=Permit.Status.REPLACED, ended_on=days(-30))
    ended(person, 20, status=Permit.Status.ENDED, ended_on=days(-30))
    ended(person, -20, status=Permit.Status.MISTAKEN, ended_on=days(-30))
    assert status_of(person).status.over is None
    make_permit("permanent_residence", person=person)
    ended(person, -5)
    told = status_of(person).status
    assert (told.over, told.ground is not None) == (None, True)


def test_an_annulled_permit_was_good_until_the_day_before():
    person = here_since(-100)
    ended(person, -50)
    ended(person, 300, status=Permit.Status.ANNULLED, ended_on=days(-7))
    over = status_of(person).status.over
    assert over is not None
    assert over.last.value == days(-8)
    assert "first day without it" in " ".join(str(step.text) for step in over.last.steps)


def test_who_has_told_of_leaving_is_not_called_without_a_ground():
    person = here_since(-100)
    ended(person, -20)
    person.stays.create(entered_on=days(-100), left_on=days(-21))
    told = status_of(person).status
    assert (told.is_outside, told.over) == (True, None)


def test_who_needs_protection_is_told_to_say_so():
    person = here_since(-200, citizenship="AF")
    ended(person, -3, kind="temporary_asylum")
    text = words_of(person, "/permits/status/")
    assert "say that you still need protection" in text
    assert "register of controlled persons" not in text


def test_a_patent_that_was_not_paid_further_is_named_and_not_called_restorable():
    person = make_applicant()
    person.entries.update(entered_on=days(-300))
    patent = make_patent("issued", case=make_case("granted", person=person), issued_on=days(-200), paid_through=days(-12))
    told = status_of(person).status
    assert told.ground is None
    assert told.over is not None
    assert told.over.last.value == days(-12)
    assert "leave" not in codes(told)  # the visa-free days were over long before the patent
    text = words_of(person, "/permits/status/")
    assert f"Work patent {patent.series} {patent.number}: the last day was" in text
    assert "A patent that has ended is not restored." in text


def test_a_program_is_told_the_same_and_it_costs_no_more_than_every_status(django_assert_max_num_queries):
    person = here_since(-100)
    permit = ended(person, -20)
    client = browser(person.user)
    with django_assert_max_num_queries(15):
        told = client.get("/api/v1/status/").json()
    assert told["ground"] is None
    assert told["over"]["last"]["date"] == days(-20).isoformat()
    assert permit.number in told["over"]["title"]
    assert told["over"]["now"]
