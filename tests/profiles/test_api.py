"""GET /api/v1/me/: one's own profile, nobody else's."""

import pytest

from tests.profiles import hostile, people

pytestmark = pytest.mark.django_db


def test_a_filled_profile_is_told_with_its_documents() -> None:
    person = people.filled()
    browser = people.browser(person.user)
    browser.post("/profile/documents/add/photo/", {"file": hostile.upload(hostile.picture())})
    answer = browser.get("/api/v1/me/").json()
    assert (answer["family_name"], answer["citizenship"], answer["birth_date"]) == ("RAHIMOVA", "TJ", "1992-03-05")
    assert answer["identity_document"]["number"] == "400123456"
    assert answer["entry"]["entered_on"] == "2025-11-01"
    assert [document["kind"] for document in answer["documents"]] == ["photo"]
    assert answer["missing"] == []


def test_an_empty_profile_is_told_as_empty() -> None:
    answer = people.browser(people.migrant()).get("/api/v1/me/").json()
    assert (answer["family_name"], answer["birth_date"], answer["missing"][0]) == ("", None, "passport")


def test_strangers_and_employees_get_a_problem_document() -> None:
    for user, status in ((None, 401), (people.officer(), 403)):
        response = people.browser(user).get("/api/v1/me/")
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"


def test_it_cannot_be_written() -> None:
    assert people.browser(people.person().user).post("/api/v1/me/", {"citizenship": "RU"}, "application/json").status_code in {403, 405}
