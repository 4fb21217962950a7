"""The law on the officers' site: read by staff, written by operators, edited by nobody."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.events.models import Event
from portal.legal import services as legal
from portal.legal.models import CalendarOverride, LegalValue
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/legal/legalvalue/"
NEW_FEE = {
    "key": "patents.state_fee",
    "scope": "",
    "since": "2027-01-01",
    "until": "",
    "value": "5000",
    "citation": "Act 1",
    "published_on": "2026-12-01",
    "confidence": "A",
    "note": "",
}


@pytest.fixture
def operator() -> Client:
    return sign_in(make_user("operator"))


def send(client: Client, **changes: Any) -> Any:
    return client.post(f"{LIST}add/", {**NEW_FEE, **changes}, headers={"accept-language": "en"})


def test_staff_look_a_figure_up_by_name_region_and_day() -> None:
    answer = sign_in(make_user("officer")).get(LIST, {"q": "patents.coefficient 77 2026-05-01"})
    assert answer.status_code == 200
    assert [row.value for row in answer.context["cl"].result_list] == ["2.9323"]


@pytest.mark.parametrize("words", ["2026-02-31", "0000-00-00", "9999-12-31", "\u0000", "٢٠٢٦-٠١-٠١", "x" * 5000])
def test_an_odd_search_finds_nothing_and_breaks_nothing(operator: Client, words: str) -> None:
    assert operator.get(LIST, {"q": words}).status_code in {200, 302, 400, 414}


def test_strangers_and_migrants_stay_outside(client: Client) -> None:
    assert client.get(LIST).status_code == 302
    assert sign_in(make_user()).get(LIST).status_code in {302, 403, 404}


@pytest.mark.parametrize("role", ["officer", "supervisor", "analyst"])
def test_only_operators_enter_an_act(role: str) -> None:
    assert send(sign_in(make_user(role))).status_code == 403
    assert legal.money("patents.state_fee", on=date(2027, 1, 1)).amount == 4200


def test_an_operator_enters_an_act_and_the_row_before_it_ends(operator: Client) -> None:
    assert operator.get(f"{LIST}add/").status_code == 200
    assert send(operator).status_code == 302
    fee = legal.money("patents.state_fee", on=date(2027, 1, 1))
    assert (fee.amount, fee.act, fee.since) == (5000, "Act 1", date(2027, 1, 1))
    assert legal.money("patents.state_fee", on=date(2026, 12, 31)).amount == 4200
    assert Event.objects.get(name="legal.LegalValueAdded").actor_kind == "officer"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": ""}, "Enter the value, or tick"),
        ({"ends_figure": "on"}, "Enter the value, or tick"),
        ({"value": "5 000,50"}, "does not fit the kind"),
        ({"scope": "77"}, "needs the code of a region, or must have none"),
        ({"since": "2025-09-01"}, "Another act already sets this figure"),
        ({"until": "2027-01-01"}, "The end must be later"),
        ({"since": "9999-12-31"}, "outside the years"),
        ({"citation": ""}, "Fill in: Act"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(operator: Client, changes: dict[str, str], words: str) -> None:
    before = LegalValue.objects.count()
    answer = send(operator, **changes)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "2026-12-01" in answer.content.decode()
    assert LegalValue.objects.count() == before


def test_an_act_can_end_a_figure(operator: Client) -> None:
    assert send(operator, value="", ends_figure="on").status_code == 302
    assert LegalValue.objects.get(period__startswith=date(2027, 1, 1), series__key="patents.state_fee").value is None


def test_nobody_edits_or_deletes_a_row(operator: Client) -> None:
    row = LegalValue.objects.get(series__key="patents.state_fee", value="4200")
    assert operator.get(f"{LIST}{row.pk}/change/").status_code == 200
    assert operator.post(f"{LIST}{row.pk}/change/", {**NEW_FEE, "value": "1"}).status_code == 403
    assert operator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.value == "4200"


def test_an_operator_makes_a_day_free_and_working_again(operator: Client) -> None:
    page = "/admin/legal/calendaroverride/"
    assert operator.post(f"{page}add/", {"day": "2026-05-04", "citation": "Decree 1"}).status_code == 302
    row = CalendarOverride.objects.get(day=date(2026, 5, 4))
    assert not row.is_working
    assert operator.post(f"{page}{row.pk}/change/", {"is_working": "on", "citation": "Decree 2"}).status_code == 302
    row.refresh_from_db()
    assert (row.day, row.is_working, row.citation) == (date(2026, 5, 4), True, "Decree 2")
    assert Event.objects.filter(name="legal.CalendarDaySet").count() == 2


def test_a_day_cannot_be_entered_twice(operator: Client) -> None:
    answer = operator.post("/admin/legal/calendaroverride/add/", {"day": "2021-05-04", "citation": "Decree 1"})
    assert answer.status_code == 200
    assert CalendarOverride.objects.get(day=date(2021, 5, 4)).citation != "Decree 1"


def test_acts_are_read_in_the_language_of_the_page():
    client = sign_in(make_user("officer"))
    address = f"{LIST}?q=patents.data_change_notice"
    assert "Federal Law 115-FZ, art. 13.3" in client.get(address, headers={"accept-language": "en"}).text
    page = client.get(address, headers={"accept-language": "ru"}).text
    assert "115-ФЗ" in page
    assert "Federal Law 115-FZ, art. 13.3" not in page


@pytest.mark.parametrize(
    ("figure", "words"),
    [("patents.decision_term", "рабочих дней"), ("patents.state_fee", "4\u00a0200\u00a0₽"), ("patents.coefficient 77", "2,9323")],
)
def test_a_figure_is_read_in_the_readers_language(figure: str, words: str) -> None:
    page = sign_in(make_user("officer")).get(LIST, {"q": f"{figure} 2026-05-01"}, headers={"accept-language": "ru"}).content.decode()
    assert words in page
    assert "working_days" not in page


def test_an_operator_puts_a_row_right_and_the_list_shows_both() -> None:
    client = sign_in(make_user("operator"))
    wrong = {"key": "patents.monthly_price", "scope": "50", "since": "2026-01-01", "until": "2027-01-01", "value": "9900"}
    refused = send(client, **wrong)
    assert (refused.status_code, "Another act already sets this figure" in refused.text) == (200, True)
    assert send(client, **wrong, corrects="on").status_code == 302
    assert legal.money("patents.monthly_price", on=date(2026, 5, 1), scope="50").amount == 9900
    page = client.get(LIST, {"q": "patents.monthly_price 50"}, headers={"accept-language": "en"})
    shown = [(row.value, row.withdrawn_at is None) for row in page.context["cl"].result_list if row.period.lower.year == 2026]
    assert sorted(shown) == [("10000", False), ("9900", True)]
    today = client.get(LIST, {"q": "patents.monthly_price 50 2026-05-01"})
    assert [row.value for row in today.context["cl"].result_list] == ["9900"]


def test_a_correction_of_nothing_is_named_as_such(operator: Client) -> None:
    answer = send(operator, key="patents.deflator", corrects="on")
    assert "there is nothing to correct" in answer.content.decode()
