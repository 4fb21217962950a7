"""Anybody may ask until when orders extend a document; the answer names each order and asks for nothing personal."""

from typing import Any

import pytest
from django.test import Client

from tests.permits.extensions.documents import make_order
from tests.permits.extensions.test_reckoning import WORKED

pytestmark = pytest.mark.django_db


def ask(**asked: str) -> Any:
    return Client().get("/api/v1/extension/", {"kind": "temporary_residence", **asked}, headers={"accept-language": "en"})


@pytest.mark.parametrize(("stated", "expected"), WORKED)
def test_the_shipped_orders_answer_on_a_fresh_portal(stated, expected):
    told = ask(valid_until=stated.isoformat()).json()
    assert (told["valid_until"], told["valid_until_stated"], told["extended"]) == (expected.isoformat(), stated.isoformat(), True)
    assert told["order"]["is_example"]
    assert told["steps"]


def test_an_order_in_force_is_named_with_its_number():
    order = make_order("applied", kinds=["study_residence"])
    told = ask(kind="study_residence", valid_until="2028-03-01").json()
    assert (told["valid_until"], told["order"]["number"], told["order"]["is_example"]) == ("2028-05-30", order.number, False)


@pytest.mark.parametrize("status", ["draft", "approved", "repealing"])
def test_an_order_that_is_not_in_force_moves_nothing(status):
    make_order(status, kinds=["study_residence"])
    assert ask(kind="study_residence", valid_until="2028-03-01").json()["extended"] is False


def test_an_example_that_was_repealed_here_counts_no_more():
    make_order("repealed", example="iom-2021-b")
    assert ask(valid_until="2022-01-10").json()["valid_until"] == "2022-01-10"
    assert ask(valid_until="2021-12-31").json()["valid_until"] == "2022-07-18"


def test_a_document_issued_later_is_a_question_for_the_office():
    told = ask(valid_until="2024-01-10", issued_on="2021-06-16").json()
    assert (told["extended"], told["ask_staff"]) == (False, True)


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"valid_until": "2021-02-29"}, {"valid_until": "0001-01-01"}, {"valid_until": "9999-12-31"}, {"valid_until": "٢٠٢١-١٢-٣١"},
        {"valid_until": "2021-12-31", "kind": "passport"}, {"valid_until": "2021-12-31", "kind": "work_patent\x00"},
        {"valid_until": "2021-12-31", "region": "00"}, {"valid_until": "2021-12-31", "citizenship": "<script>"},
        {"valid_until": "2021-12-31", "issued_on": "2022-01-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_field(asked: dict[str, str]):
    told = ask(**asked)
    assert told.status_code == 400
    assert told.json()["code"] in {"invalid", "unreadable_request"}


def test_the_page_shows_the_same_day_and_why():
    page = Client().get("/permits/extension/?kind=permanent_residence&valid_until=31.12.2021", headers={"accept-language": "en"})
    text = page.content.decode().replace("\xa0", " ")
    assert "It was valid through 18 July 2022: that day has passed" in text
    assert "ships with the portal as an example" in text
    ahead = Client().get("/permits/extension/?kind=permanent_residence&valid_until=31.12.2098", headers={"accept-language": "en"})
    assert "Valid through 18 July 2099" in ahead.content.decode().replace("\xa0", " ")


def test_the_page_keeps_what_was_typed_wrongly():
    page = Client().get("/permits/extension/?kind=permanent_residence&valid_until=31.02.2021", headers={"accept-language": "en"})
    assert "There is no such day in the calendar" in page.content.decode()
    assert "31.02.2021" in page.content.decode()
