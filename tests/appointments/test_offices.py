"""Which offices there are, as a person and as a program are told: how far, with which entrance and languages, and what to bring."""

from typing import Any

import pytest
from django.conf import settings

from appointments.models import ServiceAtOffice
from profiles.models import Address
from tests.appointments.test_booking_pages import page_of, signed_in
from tests.appointments.world import make_offered, make_reception, make_service, make_slot
from tests.factories import make_office, make_person

pytestmark = pytest.mark.django_db
MOSCOW = {"latitude": "55.75580", "longitude": "37.61730"}
PETERSBURG = {"latitude": "59.93860", "longitude": "30.31410"}
OFFICES = "/api/v1/appointments/services/fingerprints/offices/"


@pytest.fixture
def two_offices() -> tuple[ServiceAtOffice, ServiceAtOffice]:
    service = make_service(bring_ru="Паспорт\nМиграционная карта", bring_en="Passport\nMigration card")
    centre = make_reception(
        make_office(),
        **MOSCOW,
        languages=["ru", "en", "uz"],
        step_free=True,
        hearing_loop=True,
        way_ru="Вход со двора, второй подъезд",
        way_en="Entrance from the yard, second door",
    )
    north = make_reception(make_office("780-001", region="78"), **PETERSBURG, languages=["ru"])
    return make_offered(centre, service), make_offered(north, service)


def section(page: str, name: str) -> str:
    begins = page.index(f">{name}</a></h")
    ends = page.find("<h", begins + 1)
    return page[begins:ends]


def test_the_page_of_offices_says_entrance_languages_way_and_what_to_bring(two_offices: Any) -> None:
    for offered in two_offices:
        make_slot(offered)
    page = page_of(signed_in(make_person()), "/appointments/book/fingerprints/")
    centre, north = section(page, "Office 770-001"), section(page, "Office 780-001")
    for said in ("Entrance without steps", "Hearing loop at the desks", "Русский, English", "Entrance from the yard, second door"):
        assert said in centre
    assert "There are steps at the entrance" in north
    assert "Hearing loop" not in north
    assert "1 Primernaya St" in north
    assert "Languages spoken: Русский</li>" in north
    assert [page.count(f"<li>{thing}</li>") for thing in ("Passport", "Migration card")] == [1, 1]


def test_the_page_in_russian_says_the_same(two_offices: Any) -> None:
    client = signed_in(make_person())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    page = page_of(client, "/appointments/book/fingerprints/")
    for said in ("Вход со двора, второй подъезд", "Миграционная карта", "Отделение 770-001", "Примерная ул., 1"):
        assert said in page


def test_distances_are_told_from_the_region_where_the_person_lives_and_from_a_chosen_office(two_offices: Any) -> None:
    person = make_person()
    Address.objects.create(person=person, region="77", text="Москва, Примерная ул., 2")
    client = signed_in(person)
    page = page_of(client, "/appointments/book/fingerprints/?region=all")
    assert page.index("Office 770-001</a></h2>") < page.index("Office 780-001</a></h2>")
    assert "634 km" in section(page, "Office 780-001")
    page = page_of(client, "/appointments/book/fingerprints/?near=780-001")
    assert page.index("Office 780-001</a></h2>") < page.index("Office 770-001</a></h2>")
    assert "634 km" in section(page, "Office 770-001")
    assert "634 km" not in section(page, "Office 780-001")


def asked(client: Any, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{OFFICES}{query}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


def test_a_program_is_told_the_same_of_each_office(two_offices: Any, client: Any) -> None:
    centre = asked(client)[0]
    told = {name: centre[name] for name in ("code", "step_free", "hearing_loop", "languages", "km")}
    assert told == {"code": "770-001", "step_free": True, "hearing_loop": True, "languages": ["ru", "en", "uz"], "km": None}
    assert centre["way"] in ("Вход со двора, второй подъезд", "Entrance from the yard, second door")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [("770-001", None), ("780-001", None)]),
        ("?near=780-001", [("780-001", 0), ("770-001", 634)]),
        ("?near=78", [("780-001", 0), ("770-001", 634)]),
        ("?near=77", [("770-001", 0), ("780-001", 634)]),
        ("?region=78", [("780-001", None)]),
        ("?region=78&near=77", [("780-001", 634)]),
        ("?near=999-999", [("770-001", None), ("780-001", None)]),
        ("?region=50", []),
    ],
)
def test_a_program_asks_for_a_region_and_for_distances(
    query: str, rows: list[tuple[str, int | None]], two_offices: Any, client: Any
) -> None:
    assert [(one["code"], one["km"]) for one in asked(client, query)] == rows


@pytest.mark.parametrize("query", ["?region=x", "?region=²²", "?near=%00", "?near=7/7", "?region=777"])
def test_what_is_no_region_and_no_office_is_refused(query: str, client: Any, two_offices: Any) -> None:
    answer = client.get(f"{OFFICES}{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
