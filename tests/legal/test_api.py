"""The public calculators of the law room."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_counts_working_days_without_sign_in_and_says_why(client: Client) -> None:
    answer = client.get("/api/v1/working-days/?from=2026-03-05&add=10", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert answer.json()["date"] == "2026-03-20"
    texts = " ".join(step["text"] for step in answer.json()["steps"])
    assert "7 March 2026 to 9 March 2026 are not counted: International Women's Day" in texts
    assert all(step["citation"] for step in answer.json()["steps"])


def test_counts_backwards(client: Client) -> None:
    assert client.get("/api/v1/working-days/?from=2026-05-20&add=-10").json()["date"] == "2026-05-05"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2026-03-05",
        "from=2026-02-31&add=1",
        "from=2026-03-05&add=0",
        "from=2026-03-05&add=367",
        "from=2026-03-05&add=-367",
        "from=2026-03-05&add=1.5",
        "from=2026-03-05&add=٣",
        "from=2026-03-05&add=" + "9" * 5000,
        "from=0001-01-01&add=1",
        "from=9999-12-31&add=199",
        "from=2026-03-05%00&add=1",
        "from=%ED%A0%80&add=1",
    ],
)
def test_a_bad_question_is_refused_with_a_problem_document(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/working-days/?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_lists_the_regions_with_their_zones(client: Client) -> None:
    answer = client.get("/api/v1/regions/", headers={"accept-language": "en"}).json()
    moscow = next(item for item in answer if item["code"] == "77")
    assert (moscow["name"], moscow["oktmo"], moscow["zone"]) == ("Moscow", "45000000", "Europe/Moscow")


def test_lists_the_citizenships_with_the_regime_of_the_day(client: Client) -> None:
    answer = client.get("/api/v1/citizenships/?on=2026-01-15").json()
    regimes = {item["alpha2"]: item["regime"] for item in answer}
    assert (regimes["UZ"], regimes["KG"], regimes["UA"], regimes["XXA"]) == ("visa_free", "eaeu", "visa_free_special", "stateless")


def test_a_day_before_the_first_known_regime_gives_null(client: Client) -> None:
    answer = client.get("/api/v1/citizenships/?on=2010-01-15").json()
    assert next(item for item in answer if item["alpha2"] == "KG")["regime"] is None
