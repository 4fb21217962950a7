"""The payment code by GOST R 56042-2014."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from patents.rules.payment_qr import NotPayable, Payee, payment_text

TREASURY = Payee(
    name="Казначейство России (ФНС России)",
    account="03100643000000018500",
    bank="ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по ТО",
    bic="017003983",
    correspondent_account="40102810445370000059",
    inn="7727406020",
    kpp="770801001",
    budget_code="18210102040011000110",
    oktmo="45000000",
)


def text(payee: Payee = TREASURY, **fields: Any) -> str:
    return payment_text(payee, **{"amount": Decimal(10000), "purpose": "", "purpose_length": 210, "uin": "", **fields})


def test_the_published_example():
    assert text(family_name="KARIMOV") == (
        "ST00012|Name=Казначейство России (ФНС России)|PersonalAcc=03100643000000018500|BankName=ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по ТО"
        "|BIC=017003983|CorrespAcc=40102810445370000059|Sum=1000000|PayeeINN=7727406020|KPP=770801001|CBC=18210102040011000110"
        "|OKTMO=45000000|LastName=KARIMOV"
    )


def test_a_long_name_of_a_bank_is_cut_to_45():
    long = replace(TREASURY, bank="ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской области, г Тула")
    assert "|BankName=ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской |" not in text(long)
    assert "|BankName=ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской|" in text(long)


@pytest.mark.parametrize(("amount", "kopecks"), [("0.01", "1"), ("10000", "1000000"), ("4200.50", "420050")])
def test_the_sum_is_in_kopecks(amount, kopecks):
    assert f"|Sum={kopecks}|" in text(amount=Decimal(amount))


@pytest.mark.parametrize(("purpose", "separator"), [("a|b", "#"), ("a|#b", ";"), ("a|#;b", ":"), ("|#;:^_", "~")])
def test_another_separator_is_chosen_when_a_value_holds_the_first(purpose, separator):
    assert text(purpose=purpose).startswith(f"ST00012{separator}Name=")
    assert f"{separator}Purpose={purpose}{separator}" in text(purpose=purpose)


WRONG = [
    {"payee": replace(TREASURY, account="1")}, {"payee": replace(TREASURY, name="")}, {"payee": replace(TREASURY, bic="０17003983")},
    {"payee": replace(TREASURY, name="Я" * 140)}, {"payee": replace(TREASURY, name="x" * 161)}, {"purpose": "|#;:^_~"},
    {"purpose": "a\nb"}, {"purpose": "x" * 211}, {"amount": Decimal(0)}, {"amount": Decimal("0.001")}, {"uin": "123"},
    {"purpose": "x" * 161, "purpose_length": 160},
]  # fmt: skip


@pytest.mark.parametrize("fields", WRONG)
def test_what_would_send_money_astray_makes_no_code(fields):
    with pytest.raises(NotPayable):
        text(**fields)
