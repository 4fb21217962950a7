"""The price of one month. Every published price is in `test_published_figures.py`."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from patents import tariff
from patents.rules.price import PriceFigures, PriceNotEstablished, is_confirmed, monthly_price, total
from portal.events.actor import SYSTEM
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.errors import UnknownRegion
from portal.legal.figures import LegalFigure
from portal.legal.models import LegalGap


def figure(amount: str, act: str = "Act") -> LegalFigure:
    return LegalFigure(amount=Decimal(amount), act=act)


def formula(base: str, deflator: str, coefficient: str) -> PriceFigures:
    return PriceFigures(base=figure(base), deflator=figure(deflator), coefficient=figure(coefficient))


def price(figures: PriceFigures) -> Decimal:
    return monthly_price(region=regions.region("77"), paid_on=date(2026, 1, 15), figures=figures).value


@pytest.mark.django_db
def test_the_day_of_payment_governs_not_the_months_paid_for() -> None:
    assert tariff.monthly_price(region="77", paid_on=date(2025, 12, 31)).value == 8900
    assert tariff.monthly_price(region="77", paid_on=date(2026, 1, 1)).value == 10000


@pytest.mark.parametrize(
    ("coefficient", "roubles"), [("1.0004", "100"), ("1.0049", "100"), ("1.005", "101"), ("1.0051", "101"), ("1.015", "102")]
)
def test_half_a_rouble_goes_up(coefficient: str, roubles: str) -> None:
    assert price(formula("100", "1", coefficient)) == Decimal(roubles)


def test_a_published_price_goes_before_the_formula() -> None:
    figures = PriceFigures(base=figure("1200"), deflator=figure("2.842"), coefficient=figure("2.9323"), published=figure("12000"))
    assert price(figures) == 12000


@pytest.mark.parametrize("missing", ["base", "deflator", "coefficient"])
def test_a_missing_factor_is_never_guessed(missing: str) -> None:
    figures: dict[str, Any] = {"base": figure("1200"), "deflator": figure("2"), "coefficient": figure("2")} | {missing: None}
    with pytest.raises(PriceNotEstablished):
        price(PriceFigures(**figures))


def test_the_price_says_how_it_is_made_and_by_which_acts() -> None:
    figures = PriceFigures(base=figure("1200", "A"), deflator=figure("2.842", "B"), coefficient=figure("2.9323", "C"))
    with override("en"):
        steps = monthly_price(region=regions.region("77"), paid_on=date(2026, 1, 15), figures=figures).as_json()
    assert [step["value"] for step in steps] == ["1200", "2.842", "2.9323", "10000.31592", "10000"]
    assert [step["citation"] for step in steps] == ["A", "B", "C", "", "Tax Code, art. 52, para. 6"]
    assert steps[2]["text"] == "The coefficient for 2026 in Moscow."


def test_months_paid_together_cost_so_many_times_the_month() -> None:
    assert total(Decimal(10000), 3) == Decimal(30000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("region", "year"), [("05", 2026), ("72", 2026), ("63", 2025), ("47", 2021), ("74", 2025), ("77", 2027), ("77", 2014), ("53", 2025)]
)
def test_a_price_that_is_not_established_stops_the_act(region: str, year: int) -> None:
    with pytest.raises(PriceNotEstablished):
        tariff.monthly_price(region=region, paid_on=date(year, 6, 1))


@pytest.mark.django_db
def test_an_unknown_region_has_no_price() -> None:
    with pytest.raises(UnknownRegion):
        tariff.monthly_price(region="00", paid_on=date(2026, 6, 1))


# ---- the calculator ----


@pytest.mark.django_db
def test_anybody_may_ask_for_the_price_of_a_day(client: Client) -> None:
    answer = client.get("/api/v1/patent-price/?region=77&on=2026-01-15&months=3", headers={"accept-language": "en"})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["price"], found["total"], found["valid_through"]) == ("10000", "30000", "2026-04-14")
    assert [factor["value"] for factor in found["factors"]] == ["1200", "2.842", "2.9323"]
    assert "No. 734" in found["factors"][1]["citation"]
    assert found["steps"][-1]["value"] == "10000"


@pytest.mark.django_db
def test_one_month_is_meant_when_no_number_is_said(client: Client) -> None:
    assert client.get("/api/v1/patent-price/?region=77&on=2026-01-15").json()["total"] == "10000"


@pytest.mark.django_db
def test_a_question_without_an_answer_is_422_and_rings_nowhere(client: Client) -> None:
    answer = client.get("/api/v1/patent-price/?region=05&on=2026-01-15")
    assert (answer.status_code, answer.json()["code"]) == (422, "missing_legal_parameter")
    assert not LegalGap.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=00",
        "region=7",
        "region=77%00",
        "region=٧٧",
        "region=" + "7" * 5000,
        "region=77&on=2026-02-31",
        "region=77&on=0001-01-01",
        "region=77&on=9999-12-31",
        "region=77&months=0",
        "region=77&months=13",
        "region=77&months=1.5",
        "region=77&months=%D9%A1",
    ],
)
def test_a_bad_question_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/patent-price/?{query}").status_code == 400


@pytest.mark.django_db
def test_the_answer_names_the_last_payment_date_of_each_period(client: Client) -> None:
    found = client.get("/api/v1/patent-price/?region=77&on=2026-03-15&months=2").json()["periods"]
    prices = {"price": "10000", "price_on_pay_by": "10000", "price_before_new_year": None}
    assert found == [
        {"number": 1, "from": "2026-03-15", "to": "2026-04-14", "pay_by": "2026-03-15", **prices},
        {"number": 2, "from": "2026-04-15", "to": "2026-05-14", "pay_by": "2026-04-14", **prices},
    ]


def prices_of(client: Client, query: str) -> list[tuple[str, str | None, str | None]]:
    answer = client.get(f"/api/v1/patent-price/?{query}")
    assert answer.status_code == 200
    return [(one["pay_by"], one["price_on_pay_by"], one["price_before_new_year"]) for one in answer.json()["periods"]]


@pytest.mark.django_db
def test_each_month_has_the_price_of_its_own_last_day_across_new_year(client: Client) -> None:
    assert prices_of(client, "region=77&on=2025-11-01&months=4") == [
        ("2025-11-01", "8900", None),
        ("2025-11-30", "8900", None),
        ("2025-12-31", "8900", None),
        ("2026-01-31", "10000", "8900"),
    ]


@pytest.mark.django_db
def test_paid_all_at_once_before_new_year_they_cost_the_price_of_that_day(client: Client) -> None:
    found = client.get("/api/v1/patent-price/?region=77&on=2025-11-01&months=4").json()
    assert (found["price"], found["total"]) == ("8900", "35600")
    assert [period["price"] for period in found["periods"]] == ["8900"] * 4


@pytest.mark.django_db
def test_the_first_day_of_the_year_has_the_price_of_the_new_year(client: Client) -> None:
    assert prices_of(client, "region=77&on=2025-12-02&months=2") == [("2025-12-02", "8900", None), ("2026-01-01", "10000", "8900")]


@pytest.mark.django_db
def test_a_year_without_a_price_is_not_established_and_rings_nowhere(client: Client) -> None:
    assert prices_of(client, "region=77&on=2026-12-15&months=2") == [("2026-12-15", "10000", None), ("2027-01-14", None, "10000")]
    assert not LegalGap.objects.exists()


@pytest.mark.django_db
def test_a_price_that_changes_within_a_year_counts_from_its_day(client: Client) -> None:
    price_from(date(2027, 1, 1), "10000")
    price_from(date(2027, 3, 1), "11000")
    assert [price for _day, price, _earlier in prices_of(client, "region=77&on=2027-01-15&months=4")] == [
        "10000",
        "10000",
        "11000",
        "11000",
    ]


def price_from(day: date, roubles: str) -> None:
    legal.add_value(key="patents.monthly_price", scope="77", since=day, until=None, value=roubles, citation="Law of the city", actor=SYSTEM)


# ---- the page ----


def page(client: Client, query: str, language: str = "en") -> str:
    answer = client.get(f"/patents/price/?{query}", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.django_db
def test_the_page_shows_price_total_dates_and_acts(client: Client) -> None:
    text = page(client, "region=77&on=15.03.2026&months=3")
    for words in ("10 000 ₽", "30 000 ₽", "14 June 2026", "14 March 2027", "2.9323", "No. 734", "in Moscow"):
        assert words in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("en", "on=01.11.2025", ("31 January 2026<br>10 000 ₽<br>8 900 ₽ if it is paid by 31 December 2025, that day included",)),
        ("ru", "on=01.11.2025", ("31 января 2026 г.<br>10 000 ₽<br>8 900 ₽, если заплатить по 31 декабря 2025 г. включительно",)),
        (
            "en",
            "on=01.11.2026",
            ("31 January 2027<br>the price of that day is not established yet<br>10 000 ₽ if it is paid by 31 December",),
        ),
        ("ru", "on=01.11.2026", ("31 января 2027 г.<br>цена этого дня ещё не установлена<br>10 000 ₽, если заплатить по 31 декабря",)),
    ],
)
def test_the_page_shows_what_a_month_costs_before_and_after_new_year(
    client: Client, language: str, query: str, words: tuple[str, ...]
) -> None:
    text = page(client, f"region=77&{query}&months=4", language)
    for expected in words:
        assert expected in text


@pytest.mark.django_db
def test_the_page_speaks_russian(client: Client) -> None:
    text = page(client, "region=77&on=15.03.2026&months=3", "ru")
    for words in ("Сколько стоит патент", "в Москве", "14 июня 2026 г.", "НК РФ, ст. 227.1", "2,9323"):
        assert words in text


@pytest.mark.django_db
def test_the_page_says_that_it_does_not_know(client: Client) -> None:
    assert "The price is not established here yet" in page(client, "region=05&on=15.03.2026")
    assert not LegalGap.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["region=00", "on=31.02.2026", "on=1.1.0001", "on=31.12.9999", "months=13", "region=%3Cb%3E"])
def test_the_page_keeps_what_was_typed_and_names_the_mistake(client: Client, query: str) -> None:
    assert "govuk-error-summary" in page(client, query)


@pytest.mark.django_db
def test_the_page_asks_the_database_a_fixed_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(24):  # the figures of two years, each on its first and last day
        page(client, "region=77&on=15.03.2025&months=12")


# ---- a price that no act confirms ----

ASK = {"en": "Before you pay, ask the tax office", "ru": "Прежде чем платить, спросите в налоговой инспекции"}
HEARD = {"en": "as it was reported. The act itself was not seen.", "ru": "как о ней сообщалось. Самого акта мы не видели."}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_of_a_price_that_was_only_reported_the_page_says_so(client: Client, language: str) -> None:
    reported = page(client, "region=50&on=15.03.2026", language)
    assert ASK[language] in reported
    assert HEARD[language] in reported
    for sure in ("region=77&on=15.03.2026", "region=78&on=15.03.2026"):
        assert ASK[language] not in page(client, sure, language)


@pytest.mark.django_db
@pytest.mark.parametrize(("region", "confirmed"), [("50", False), ("77", True), ("78", True)])
def test_the_api_says_whether_the_act_behind_a_price_is_known(client: Client, region: str, confirmed: bool) -> None:
    answer = client.get("/api/v1/patent-price/", {"region": region, "on": "2026-03-15"}).json()
    assert answer["confirmed"] is confirmed


@pytest.mark.django_db
def test_once_an_operator_has_entered_the_act_nobody_is_told_to_ask(client: Client) -> None:
    legal.add_value(
        key="patents.monthly_price",
        scope="50",
        since=date(2026, 1, 1),
        until=date(2027, 1, 1),
        value="9990",
        citation="Law of the oblast",
        actor=SYSTEM,
        corrects=True,
    )
    text = page(client, "region=50&on=15.03.2026")
    assert "9 990 ₽" in text
    assert ASK["en"] not in text


def test_one_unsure_factor_makes_the_price_unsure() -> None:
    unsure = LegalFigure(amount=Decimal(2), act="Act", confidence="C")
    assert is_confirmed([figure("1200"), figure("2")])
    assert not is_confirmed([figure("1200"), unsure])
