"""Regions and citizenships."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from portal.legal import citizenships, regions
from portal.legal.citizenships import Regime
from portal.legal.errors import MissingLegalParameter, UnknownCitizenship, UnknownRegion

TODAY = date(2026, 3, 15)


def test_moscow_is_known_by_its_code() -> None:
    moscow = regions.region("77")
    assert (moscow.name_ru, moscow.name_en, moscow.oktmo, moscow.iso) == ("Москва", "Moscow", "45000000", "RU-MOW")


def test_a_region_is_named_in_the_language_of_the_reader() -> None:
    name, where = regions.region("33").name, regions.region("33").where
    with override("en"):
        assert (str(name), str(where)) == ("Vladimir Oblast", "in Vladimir Oblast")
    with override("ru"):
        assert (str(name), str(where)) == ("Владимирская область", "во Владимирской области")


@pytest.mark.parametrize(
    ("code", "hours"), [("77", 3), ("39", 2), ("63", 4), ("66", 5), ("55", 6), ("54", 7), ("38", 8), ("14", 9), ("41", 12)]
)
def test_terms_of_a_region_run_in_its_own_zone(code: str, hours: int) -> None:
    offset = datetime(2026, 7, 1, tzinfo=regions.region(code).zone).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600


def test_every_region_has_the_codes_that_payments_need() -> None:
    assert len(regions.codes()) == 83
    assert all(len(item.oktmo) == 8 and item.oktmo.isdigit() and item.iso.startswith("RU-") for item in regions.all_regions())


@pytest.mark.parametrize("code", ["", "00", "7", "777", "٧٧", "Москва", "7" * 5000])
def test_an_unknown_region_is_refused(code: str) -> None:
    with pytest.raises(UnknownRegion):
        regions.region(code)


def test_choices_are_in_the_order_of_the_alphabet() -> None:
    with override("ru"):
        names = [name for _code, name in regions.choices()]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    ("code", "regime"),
    [
        ("TJ", Regime.VISA_FREE),
        ("UZ", Regime.VISA_FREE),
        ("KG", Regime.EAEU),
        ("UA", Regime.VISA_FREE_SPECIAL),
        ("DE", Regime.E_VISA),
        ("US", Regime.VISA),
        ("RU", Regime.RUSSIA),
        ("XXA", Regime.STATELESS),
    ],
)
def test_a_citizenship_has_the_regime_of_the_day(code: str, regime: Regime) -> None:
    found = citizenships.citizenship(code, TODAY)
    assert found.regime == regime
    assert str(found.citation)


def test_kyrgyzstan_joined_the_union_on_12_august_2015() -> None:
    assert citizenships.citizenship("KG", date(2015, 8, 12)).regime == Regime.EAEU
    with pytest.raises(MissingLegalParameter):
        citizenships.citizenship("KG", date(2015, 8, 11))


def test_the_decree_on_ukraine_holds_from_its_day() -> None:
    assert citizenships.citizenship("UA", date(2022, 8, 26)).regime == Regime.VISA_FREE
    assert citizenships.citizenship("UA", date(2022, 8, 27)).regime == Regime.VISA_FREE_SPECIAL


@pytest.mark.parametrize("code", ["", "XX", "tj", "ТJ", "T" * 5000])
def test_an_unknown_citizenship_is_refused(code: str) -> None:
    with pytest.raises(UnknownCitizenship):
        citizenships.citizenship(code, TODAY)


@pytest.mark.parametrize(
    ("letters", "code"), [("TJK", "TJ"), ("UZB", "UZ"), ("D<<", "DE"), ("GBN", "GB"), ("XXB", "XXA"), ("UTO", None), ("", None)]
)
def test_the_letters_of_a_passport_line_are_understood(letters: str, code: str | None) -> None:
    assert citizenships.from_alpha3(letters) == code


@pytest.mark.parametrize(
    ("language", "name"), [("ru", "Таджикистан"), ("en", "Tajikistan"), ("tg", "Тоҷикистон"), ("uz", "Tojikiston"), ("ky", "Тажикстан")]
)
def test_a_state_is_named_in_every_language(language: str, name: str) -> None:
    assert citizenships.name("TJ", language) == name


def test_choices_hold_every_foreign_citizenship_and_statelessness_last() -> None:
    with override("ru"):
        choices = citizenships.choices()
    assert choices[-1] == ("XXA", "Без гражданства")
    assert "RU" not in dict(choices)
    assert len(choices) == len(citizenships.codes()) - 1
