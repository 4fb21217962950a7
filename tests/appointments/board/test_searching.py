"""Who came without the number is found among the people of today, and each one shown is written down."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.models import Booking
from profiles.models import AccessRecord
from tests.appointments.board.counter import Counter, reader
from tests.appointments.world import make_offered, make_reception
from tests.factories import make_office, make_person, make_user

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 17)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


@pytest.fixture
def officer(counter: Counter) -> Client:
    return reader(counter.officer)


def person(**fields: Any) -> Any:
    latin, russian = {"family_name": "KARIMOV", "given_names": "ALISHER"}, {"family_name_ru": "Каримов", "given_names_ru": "Алишер"}
    return make_person(make_user(), **{**latin, **russian, "birth_date": BORN, **fields})


def search(counter: Counter, client: Client, **typed: str) -> Any:
    return client.post(reverse("admin:board_search", args=[counter.reception.office.code]), typed)


def found(page: Any) -> list[str]:
    return [booking.number for booking, *_names in page.context["rows"]]


@pytest.mark.parametrize(
    "typed",
    [
        {"family_name": "karim"},
        {"family_name": "карим"},
        {"birth_date": "17.05.1990"},
        {"family_name": "KARIMOV", "birth_date": "17.05.1990"},
    ],
)
def test_a_person_of_today_is_found_by_name_or_birth_date_and_the_look_is_written_down(
    counter: Counter, officer: Client, typed: dict[str, str]
) -> None:
    booking = counter.booking(person=person())
    counter.booking(time(13), person=person(family_name="ABDULLAEV", family_name_ru="Абдуллаев", birth_date=date(1985, 1, 2)))
    page = search(counter, officer, **typed)
    assert found(page) == [booking.number]
    record = AccessRecord.objects.get()
    assert (record.person_id, record.what, record.reason) == (booking.person_id, "appointment", booking.number)
    assert "17.05.1990" not in page.text.split('id="person-title"')[0]  # only the name, to choose by
    shown = officer.post(reverse("admin:board_find", args=[counter.reception.office.code]), {"number": booking.number})
    assert "Is it this person?" in shown.text


@pytest.mark.parametrize(
    "typed", [{"family_name": "KARIMOV", "birth_date": "18.05.1990"}, {"family_name": "AKARIM"}, {"family_name": "50%"}]
)
def test_who_does_not_fit_is_not_shown(counter: Counter, officer: Client, typed: dict[str, str]) -> None:
    counter.booking(person=person())
    assert found(search(counter, officer, **typed)) == []
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"family_name": "K"}, {"birth_date": "31.02.1990"}])
def test_too_little_finds_nobody(counter: Counter, officer: Client, typed: dict[str, str]) -> None:
    counter.booking(person=person())
    page = search(counter, officer, **typed)
    assert (page.status_code, found(page)) == (422, [])
    assert not AccessRecord.objects.exists()


def test_only_people_of_today_and_of_this_office_are_found(counter: Counter, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.booking(person=person(), days=1)
    other = Counter(monkeypatch, make_offered(make_reception(make_office("780-001", region="78"))))
    other.set(counter.now)
    other.booking(person=person())
    assert found(search(counter, officer, family_name="KARIMOV")) == []
    assert search(counter, reader(other.officer), family_name="KARIMOV").status_code == 404


def test_of_too_many_nobody_is_shown(counter: Counter, officer: Client) -> None:
    for minute in range(11):
        counter.booking(time(13, minute), person=person())
    page = search(counter, officer, family_name="KARIMOV")
    assert (found(page), page.context["too_many"]) == ([], True)
    assert not AccessRecord.objects.exists()


def test_who_has_no_family_name_is_found_by_the_given_one(counter: Counter, officer: Client) -> None:
    booking = counter.booking(person=person(family_name="", family_name_ru="", given_names="SURAYO", given_names_ru="Сурайё"))
    assert found(search(counter, officer, family_name="suray")) == [booking.number]
    assert found(search(counter, officer, family_name="ALISH")) == []


def test_who_has_come_already_is_shown_with_a_ticket_and_no_button(counter: Counter, officer: Client) -> None:
    counter.visit_in("waiting", counter.booking(person=person()))
    page = search(counter, officer, family_name="KARIMOV")
    assert "has a ticket already" in page.text
    assert Booking.objects.get().number not in page.text


def test_a_second_officer_at_one_desk_hears_of_the_first(counter: Counter, officer: Client) -> None:
    counter.visit_in("called")
    sit = reverse("admin:board_desk", args=[counter.reception.office.code])
    second = reader(make_user("officer", office=counter.reception.office))
    said = "Make sure that you do not both sit there"
    assert said in second.post(sit, {"desk": counter.desk.pk}, follow=True).text
    assert said not in officer.post(sit, {"desk": counter.desk.pk}, follow=True).text
