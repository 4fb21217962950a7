"""The public check: three answers in one shape, nobody named, every question counted."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from patents import public_check
from patents.models import Patent
from patents.public_check import check_patent
from portal import clock
from portal.edge.limits import Limit
from portal.legal.calendar import add_months
from tests.factories import make_patent, make_payment

pytestmark = pytest.mark.django_db
JUNK = [
    "", " ", "0", "77", "\u202e77", "'; DROP TABLE patents_patent; --", "<script>alert(1)</script>", "{{7*7}}", "9" * 300, "😀", "٧٧",
]  # fmt: skip


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())


def issued(**fields) -> Patent:
    """Paid for one month: valid from 15 March through 14 April."""
    days = {"issued_on": date(2026, 3, 15), "expires_on": date(2027, 3, 14), "paid_through": date(2026, 4, 14)}
    patent = make_patent("issued", **{**days, **fields})
    make_payment(patent, paid_on=patent.issued_on)
    return patent


def answer(patent: Patent) -> str:
    return check_patent(patent.series, patent.number).result


def ask(patent_number: str, series: str = "77", **headers):
    return Client().get("/api/v1/patent-check/", {"series": series, "number": patent_number}, **headers)


def test_valid_through_the_last_paid_day_and_not_the_day_after(monkeypatch):
    patent = issued()
    at(monkeypatch, datetime(2026, 4, 14, 20, 59, tzinfo=UTC))  # 23:59 in Moscow
    assert answer(patent) == "valid"
    at(monkeypatch, datetime(2026, 4, 14, 21, 0, tzinfo=UTC))
    assert answer(patent) == "not_valid"


def test_the_day_is_that_of_the_patents_region(monkeypatch):
    patent = issued(series="41", region="41")
    at(monkeypatch, datetime(2026, 4, 14, 11, 59, tzinfo=UTC))
    assert answer(patent) == "valid"
    at(monkeypatch, datetime(2026, 4, 14, 12, 0, tzinfo=UTC))  # midnight in Kamchatka
    assert answer(patent) == "not_valid"


@pytest.mark.parametrize("status", ["granted", "annulled"])
def test_what_is_unpaid_or_annulled_is_not_valid(status):
    assert answer(make_patent(status)) == "not_valid"


def test_an_unknown_number_is_not_found():
    make_patent("issued")
    assert check_patent("77", "0000000000").result == "not_found"


def test_the_number_may_be_pasted_with_spaces():
    patent = make_patent("granted")
    assert check_patent(" 7 7", f"{patent.number[:2]} {patent.number[2:6]}-{patent.number[6:]}").result == "not_valid"


@pytest.mark.parametrize("typed", JUNK)
def test_junk_is_not_found(typed):
    assert check_patent(typed, typed).result == "not_found"


# ---- the API


def test_the_api_answers_in_one_shape_and_names_nobody():
    patents = [issued(), make_patent("granted"), make_patent("annulled")]
    bodies = [ask(patent.number).json() for patent in patents] + [ask("0000000000").json()]
    assert {tuple(body) for body in bodies} == {("result", "on", "as_of")}
    assert {body["result"] for body in bodies} <= {"valid", "not_valid", "not_found"}
    assert "RAHIMOVA" not in json.dumps(bodies)


@pytest.mark.parametrize("typed", JUNK)
def test_the_api_refuses_junk_as_a_problem(typed):
    response = ask(typed, series=typed)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] in {"invalid", "unreadable_request"}


def test_nul_in_the_address_is_refused():
    assert Client().get("/api/v1/patent-check/?series=77&number=26%0000000017").status_code == 400


def test_the_api_counts_questions_per_address(monkeypatch):
    monkeypatch.setattr(public_check, "PER_ADDRESS", Limit("test-check", times=2, per_seconds=60))
    codes = [ask("2600000017", REMOTE_ADDR="192.0.2.1").status_code for _turn in range(3)]
    assert codes == [200, 200, 429]
    assert ask("2600000017", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_junk_counts_as_a_question_of_the_api_too(monkeypatch):
    monkeypatch.setattr(public_check, "PER_ADDRESS", Limit("test-check", times=2, per_seconds=60))
    assert [ask("x").status_code for _turn in range(3)] == [400, 400, 429]


# ---- the page


def page(series: str, number: str) -> str:
    response = Client(headers={"accept-language": "en"}).post("/check/", {"series": series, "number": number})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_each_answer_in_words():
    today = clock.today()
    month = {"paid_through": add_months(today, 1) - timedelta(days=1), "expires_on": today + timedelta(days=364)}
    valid, unpaid = issued(issued_on=today, **month), make_patent("granted")
    shown = [page("77", number) for number in (valid.number, unpaid.number, "0000000000")]
    assert all(word in html for word, html in zip(("Valid today", "Not valid today", "No such patent"), shown, strict=True))
    assert not any("RAHIMOVA" in html for html in shown)


@pytest.mark.parametrize("typed", JUNK)
def test_the_page_keeps_junk_and_says_what_is_wrong(typed):
    html = page(typed, typed)
    assert "govuk-error-summary" in html
    assert "<script>alert(1)" not in html


def test_the_code_on_the_paper_fills_the_form_and_asks_nothing():
    html = Client().get("/check/?series=77&number=2600000017").content.decode()
    assert 'value="2600000017"' in html
    assert "govuk-panel" not in html


def test_the_page_stops_an_address_that_asks_too_often(monkeypatch):
    monkeypatch.setattr(public_check, "PER_ADDRESS", Limit("test-check", times=1, per_seconds=60))
    client = Client()
    assert client.post("/check/", {"series": "77", "number": "0000000000"}).status_code == 200
    refused = client.post("/check/", {"series": "77", "number": "0000000000"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
