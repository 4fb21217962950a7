"""Who left the address where the host had registered her is told by when the next registration is due, until it is there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from permits.registration import services
from permits.status.reading import status_of
from permits.status.rules import arrival
from permits.status.rules.values import State
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from profiles.models import Person
from profiles.services import record_address, tell_stay
from tests.factories import make_office, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host
from tests.permits.status_world import asked, duty, permit, stay

ONE = timedelta(days=1)
ENTERED, LEFT = date(2026, 3, 10), date(2026, 4, 1)
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


def next_place(on: date = LEFT, **facts: Any) -> Any:
    return duty(arrival.found(asked(on, **{"entered": ENTERED, "left_address_on": LEFT, **facts})), "registration_next")


@pytest.mark.parametrize(
    ("citizenship", "last"),
    [
        ("MD", date(2026, 4, 10)),
        ("TJ", date(2026, 4, 16)),
        ("UZ", date(2026, 4, 16)),
        ("KG", date(2026, 5, 4)),  # thirty days end on the holiday of 1 May
        ("BY", date(2026, 6, 30)),
    ],
)
def test_the_term_of_the_next_place_follows_the_citizenship_and_runs_from_the_day_of_leaving(citizenship: str, last: date):
    found = next_place(citizenship=citizenship)
    assert (found.due.value, found.begun_on) == (last, LEFT)
    assert [found.state(day) for day in (last, last + ONE)] == [State.NOW, State.LATE]
    assert found.action.route == "registration:mine"


@pytest.mark.parametrize(
    "facts",
    [
        {"left_address_on": None},
        {"left_address_on": ENTERED - ONE},  # of a stay before
        {"on": LEFT - ONE},
        {"stays": (stay(ENTERED, LEFT),), "on": LEFT + ONE},  # has left Russia
        {"permits": (permit("temporary_residence", ENTERED, date(2029, 3, 9)),)},  # registers where she lives
        {"permits": (permit("stay_registration", LEFT, date(2026, 9, 1)),)},  # registered elsewhere already
        {"citizenship": "", "regime": None},
    ],
)
def test_nobody_else_is_asked_for_a_next_place(facts: dict[str, Any]):
    assert next_place(**facts) is None


def test_whoever_says_that_it_is_done_has_done_it():
    assert next_place(told_done=frozenset({f"registration_next:{LEFT.isoformat()}"})).done


@pytest.mark.parametrize(("citizenship", "has_card"), [("TJ", True), ("BY", False)])
def test_whoever_has_no_migration_card_is_not_told_to_show_it(citizenship: str, has_card: bool):
    with override("en"):
        what = str(duty(arrival.found(asked(ENTERED, citizenship=citizenship, entered=ENTERED)), "registration").what)
    assert ("your passport and migration card" in what, "no migration card" in what) == (has_card, not has_card)


# ---- from the host's notice to the page


def left_today() -> Person:
    person = guest()
    person.entries.update(entered_on=clock.today() - 20 * ONE)
    notice = confirm(file_for(make_host(), person, arrived_on=clock.today() - 10 * ONE), on=clock.today() - 10 * ONE)
    today = clock.today()
    services.record_departure(notice_id=notice.pk, departed_on=today, actor=actor_of(notice.host.owner), on=today)
    return person


def codes(person: Person) -> set[str]:
    return {one.code for one in status_of(person).status.open_duties()}


@pytest.mark.django_db
def test_after_a_departure_the_page_asks_for_the_next_registration_and_not_for_the_first_one():
    person = left_today()
    assert "registration_next" in codes(person)
    assert not {"registration", "registration_end"} & codes(person)
    client = sign_in(person.user)
    for language, words in (("en", "Registration at the next place"), ("ru", "Постановка на учёт на новом месте")):
        page = client.get("/permits/status/", HTTP_ACCEPT_LANGUAGE=language)
        assert words in page.content.decode()


@pytest.mark.django_db
def test_the_duty_is_over_with_a_registration_elsewhere_an_address_told_or_the_exit():
    elsewhere, typed, outside = left_today(), left_today(), left_today()
    confirm(file_for(make_host(), elsewhere))
    record_address(person_id=typed.pk, region="71", text="Тула, Своя ул., 5", registered_until=None, actor=SYSTEM)
    entered = clock.today() - 20 * ONE
    tell_stay(person_id=outside.pk, entered_on=entered, left_on=clock.today(), actor=SYSTEM)
    assert [("registration_next" in codes(person)) for person in (elsewhere, typed)] == [False, False]
    seen = status_of(outside, on=clock.today() + ONE).status
    assert (seen.is_outside, [one for one in seen.duties if one.code == "registration_next"]) == (True, [])


@pytest.mark.django_db
def test_a_registration_that_was_cancelled_as_fictitious_is_no_departure():
    person, office = guest(), make_office()
    person.entries.update(entered_on=clock.today() - 20 * ONE)
    notice = confirm(file_for(make_host(), person))
    first, second = make_user("officer", office=office), make_user("officer", office=office)
    doubt = services.propose_cancelling(notice_id=notice.pk, reason="Nobody lives there.", actor=actor_of(first))
    services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(second), on=clock.today())
    assert "registration_next" not in codes(person)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "waiting for your answer"), ("ru", "ждёт вашего ответа")])
def test_the_guest_reads_that_the_own_answer_is_waited_for(language: str, words: str):
    person = guest()
    file_for(make_host(), person)
    with override(language):
        page = sign_in(person.user).get("/permits/registration/", HTTP_ACCEPT_LANGUAGE=language)
    assert words in page.content.decode()
