"""The INN of a person: told on a page of its own when there is one, checked digit by digit, never asked for an application to be sent."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from profiles.models import Person
from profiles.selectors import facts, facts_of, snapshot
from tests.profiles import people

pytestmark = pytest.mark.django_db
GOOD = "500100732259"


def told(browser: Any, inn: str) -> Any:
    person = Person.objects.get()
    return browser.post("/profile/inn/", {"inn": inn, "version": str(person.version)})


def test_it_is_told_with_spaces_shown_and_taken_back():
    person = people.filled()
    browser = people.browser(person.user)
    assert told(browser, "5001 0073-2259").status_code == 302
    assert facts(Person.objects.get()).inn == GOOD
    assert GOOD in browser.get("/profile/").content.decode()
    assert GOOD in browser.get("/profile/inn/").content.decode()
    assert told(browser, "").status_code == 302
    assert facts(Person.objects.get()).inn == ""


@pytest.mark.parametrize("typed", ["500100732258", "7707083893", "50010073225", "٥٠٠١٠٠٧٣٢٢٥٩", "50010073225О", "x", "0" * 13])
def test_what_is_no_inn_of_a_person_is_refused_and_stays_in_the_field(typed):
    browser = people.browser(people.filled().user)
    page = told(browser, typed)
    assert page.status_code == 200
    assert typed in page.content.decode()
    assert Person.objects.get().inn == ""


def test_a_profile_without_it_is_complete():
    assert facts(people.filled()).missing == ()


def test_what_was_kept_before_there_was_an_inn_is_read():
    kept = snapshot(people.filled())
    del kept["inn"]
    assert facts_of(kept).inn == ""


def test_the_database_keeps_twelve_digits_or_nothing():
    person = people.filled()
    for wrong in ("7707083893", "50010073225x"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(inn=wrong)
