"""What the portal says against what was published: prices, deflators, coefficients, fees, terms and requisites of work patents.

The figures stand here once more, copied from the published tables by hand and not from our data files, so that a slip in either is
seen. A price follows from Tax Code art. 227.1 (2)-(3): 1200 roubles x deflator of the year x coefficient of the region, in whole roubles
(art. 52 (6))."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from patents import tariff
from patents.rules.price import PriceNotEstablished
from portal.legal import services as legal
from portal.legal.models import LegalValue

pytestmark = pytest.mark.django_db

# Orders of the Ministry of Economic Development; 2020 as amended from 1.813.
DEFLATORS = {
    2015: "1.307", 2016: "1.514", 2017: "1.623", 2018: "1.686", 2019: "1.729", 2020: "1.810",
    2021: "1.864", 2022: "1.980", 2023: "2.270", 2024: "2.400", 2025: "2.594", 2026: "2.842",
}  # fmt: skip
OF_COEFFICIENT_ONE = {
    2015: "1568.40", 2016: "1816.80", 2017: "1947.60", 2018: "2023.20", 2019: "2074.80", 2020: "2172.00",
    2021: "2236.80", 2022: "2376.00", 2023: "2724.00", 2024: "2880.00", 2025: "3112.80", 2026: "3410.40",
}  # fmt: skip

# region  year;coefficient;price | ...   "~": reckoned back from the price, which is what was published; "?": not known
TABLE = """
77 2015;2.5504;4000 | 2016;2.3118;4200 | 2017;2.1566;4200 | 2018;2.2242;4500 | 2019;2.4099;5000 | 2020;2.4591;5341
77 2021;2.3878;5341 | 2022;2.4832;5900 | 2023;2.4230;6600 | 2024;2.6042;7500 | 2025;2.8592;8900 | 2026;2.9323;10000
50 2015;2.5504;4000 | 2018;2.12535;4300 | 2020;~2.34418;5092 | 2021;~2.38779;5341 | 2022;2.483165;5900
50 2023;~2.42291;6600 | 2024;~2.60417;7500 | 2025;~2.85916;8900 | 2026;?;10000
78 2018;?;3500 | 2020;1.83858;3993 | 2021;~1.78827;4000 | 2022;~1.76768;4200
78 2023;~1.61527;4400 | 2024;~1.59722;4600 | 2025;~1.92753;6000 | 2026;~2.34577;8000
47 2022;~1.76768;4200 | 2023;~1.61527;4400 | 2024;~1.59722;4600 | 2025;~1.92753;6000 | 2026;~2.34577;8000
20 2023;1;2724 | 2024;1;2880 | 2025;1;3113 | 2026;1;3410
14 2023;~4.49890;12255 | 2024;~4.49896;12957
23 2023;2.5;6810 | 2025;5.5;17120 | 2026;8;27283
24 2023;~2.45999;6701 | 2024;~2.83090;8153
25 2024;3.2;9216 | 2025;3.78;11766
53 2023;~2.95007;8036 | 2024;~1.61007;4637
66 2025;~2.40941;7500 | 2026;~2.78560;9500
38 2025;~3.53380;11000 | 2026;~3.51865;12000
41 2025;~2.89129;9000 | 2026;~4.04645;13800
40 2025;~2.73066;8500 | 2026;~3.22543;11000
54 2026;~3.18438;10860
52 2026;~3.41963;11662
71 2026;~7.33052;25000
48 2026;~6.42593;21915
01 2024;1.8;5184
04 2024;1.975;5688
22 2024;2.1;6048
"""
# Published as "about", by two sources that disagree, or not at all: nobody may be charged such a price.
DOUBTFUL = [("74", 2025), ("63", 2025), ("72", 2026), ("47", 2021)]


def rows() -> list[tuple[str, int, str, int]]:
    found = []
    for line in TABLE.strip().splitlines():
        region, _space, told = line.partition(" ")
        for item in told.split("|"):
            year, coefficient, price = item.strip().split(";")
            found.append((region, int(year), coefficient, int(price)))
    return found


ROWS = rows()


@pytest.mark.parametrize(("region", "year", "coefficient", "roubles"), ROWS)
def test_the_price_of_a_month_is_the_published_one_all_year_long(region: str, year: int, coefficient: str, roubles: int):
    for day in (date(year, 1, 1), date(year, 7, 1), date(year, 12, 31)):
        assert tariff.monthly_price(region=region, paid_on=day).value == roubles


@pytest.mark.parametrize(("region", "year", "coefficient", "roubles"), [row for row in ROWS if re.fullmatch(r"[0-9.]+", row[2])])
def test_a_published_coefficient_is_ours_and_makes_the_published_price(region: str, year: int, coefficient: str, roubles: int):
    ours = legal.factor("patents.coefficient", on=date(year, 6, 1), scope=region)
    assert ours.amount == Decimal(coefficient)
    made = Decimal(1200) * Decimal(DEFLATORS[year]) * Decimal(coefficient)
    assert abs(made - roubles) <= Decimal("0.5")


@pytest.mark.parametrize(("region", "year", "coefficient", "roubles"), [row for row in ROWS if row[2].startswith("~")])
def test_where_only_the_price_was_published_we_keep_the_price_and_invent_no_coefficient(
    region: str, year: int, coefficient: str, roubles: int
):
    assert legal.money("patents.monthly_price", on=date(year, 6, 1), scope=region).amount == roubles
    with legal.only_asking(), pytest.raises(legal.MissingLegalParameter):
        legal.factor("patents.coefficient", on=date(year, 6, 1), scope=region)
    back = Decimal(roubles) / (Decimal(1200) * Decimal(DEFLATORS[year]))
    assert abs(back - Decimal(coefficient[1:])) < Decimal("0.0003")  # the table itself is no misprint


def test_our_table_holds_these_rows_and_no_others():
    kept = LegalValue.objects.filter(series__key__in=["patents.coefficient", "patents.monthly_price"]).exclude(value=None)
    ours = {(value.series.scope, value.period.lower.year) for value in kept.select_related("series")}
    assert ours == {(region, year) for region, year, _coefficient, _price in ROWS}


@pytest.mark.parametrize(("region", "year"), [*DOUBTFUL, ("77", 2014), ("77", 2027), ("05", 2026), ("53", 2025)])
def test_a_year_without_a_sure_row_has_no_price_and_borrows_none(region: str, year: int):
    with legal.only_asking(), pytest.raises(PriceNotEstablished):
        tariff.monthly_price(region=region, paid_on=date(year, 6, 1))


@pytest.mark.parametrize("year", DEFLATORS)
def test_the_deflator_of_each_year_is_the_published_one(year: int):
    for day in (date(year, 1, 1), date(year, 12, 31)):
        deflator = legal.factor("patents.deflator", on=day)
        assert deflator.amount == Decimal(DEFLATORS[year])
        base = legal.money("patents.base_amount", on=day).amount
        assert base * deflator.amount == Decimal(OF_COEFFICIENT_ONE[year])


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2027, 1, 1)])
def test_a_year_whose_deflator_was_not_published_has_none(day: date):
    with legal.only_asking(), pytest.raises(legal.MissingLegalParameter):
        legal.factor("patents.deflator", on=day)


def test_moscow_and_krasnodar_of_2026_as_the_worked_example_has_them():
    assert Decimal(1200) * Decimal("2.842") * Decimal("2.9323") == Decimal("10000.31592")
    assert Decimal(1200) * Decimal("2.842") * 8 == Decimal("27283.2")
    assert tariff.monthly_price(region="77", paid_on=date(2026, 1, 1)).value == 10000
    assert tariff.monthly_price(region="23", paid_on=date(2026, 1, 1)).value == 27283


# Federal Law 271-FZ of 31.07.2025; Tax Code art. 333.28.
@pytest.mark.parametrize(("key", "roubles"), [("patents.state_fee", 4200), ("patents.state_fee_change", 2100)])
def test_the_state_fee_is_due_from_the_first_of_september_2025(key: str, roubles: int):
    first = date(2025, 9, 1)
    assert legal.money(key, on=first - timedelta(days=1)).amount == 0
    assert legal.money(key, on=first).amount == roubles
    assert legal.money(key, on=date(2026, 11, 25)).amount == roubles


# 115-FZ art. 13.3 (1), (2), (5), (7), (8); order of the Ministry of Internal Affairs 695 of 05.10.2020; art. 15.1.
@pytest.mark.parametrize(
    ("key", "amount", "unit"),
    [
        ("patents.apply_window", 30, "calendar_days"),
        ("patents.decision_term", 10, "working_days"),
        ("patents.duplicate_term", 3, "working_days"),
        ("patents.request_term", 3, "working_days"),
        ("patents.longest_term", 12, "months"),
        ("patents.reissue_notice", 10, "working_days"),
        ("patents.contract_copy", 2, "months"),
        ("patents.data_change_notice", 7, "working_days"),
        ("patents.repeat_bar", 1, "years"),
        ("patents.minimum_age", 18, "years"),
        ("patents.exam_validity", 3, "years"),
    ],
)
def test_terms_are_those_of_the_acts(key: str, amount: int, unit: str):
    term = legal.term(key, on=date(2026, 11, 25))
    assert (term.amount, str(term.unit)) == (amount, unit)
    assert term.citation


# Requisites of the Federal Treasury for the advance payment, 2023 and after.
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("budget_code", "18210102040011000110"),
        ("payee", "Казначейство России (ФНС России)"),
        ("payee_inn", "7727406020"),
        ("payee_kpp", "770801001"),
        ("bank", "ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской области, г Тула"),
        ("bic", "017003983"),
        ("correspondent_account", "40102810445370000059"),
        ("account", "03100643000000018500"),
        ("purpose", "Налог на доходы физических лиц в виде фиксированного авансового платежа"),
    ],
)
def test_requisites_are_the_published_ones_and_hold_from_2023(key: str, value: str):
    assert legal.text(f"patents.payment.{key}", on=date(2023, 1, 1)).value == value
    assert legal.text(f"patents.payment.{key}", on=date(2026, 11, 25)).value == value
    with legal.only_asking(), pytest.raises(legal.MissingLegalParameter):
        legal.text(f"patents.payment.{key}", on=date(2022, 12, 31))


def test_cards_are_issued_nowhere_before_an_agreement_is_entered():
    """Order of the Ministry of Internal Affairs 805 is in force from 29.12.2021; the day of the Moscow agreement is not established."""
    with legal.only_asking(), pytest.raises(legal.MissingLegalParameter):
        legal.text("patents.card_agreement", on=date(2026, 11, 25), scope="77")
