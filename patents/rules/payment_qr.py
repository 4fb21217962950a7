"""The text of a payment code by GOST R 56042-2014: a bank's app reads it and fills in the payment."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

HEAD: Final = "ST0001"
UTF_8: Final = "2"
SEPARATORS: Final = "|#;:^_~"
MOST_BYTES: Final = 300  # of the required block, as the standard limits it
LONGEST: Final = {"Name": 160, "BankName": 45, "LastName": 80, "FirstName": 80, "PayerAddress": 160}
# How long the words may be is unsure [C]: 160 by one description of the standard, 210 in the practice of banks. A row says which.
SHORTEST_PURPOSE: Final = 160
LONGEST_PURPOSE: Final = 210
DIGITS: Final = {
    "PersonalAcc": (20,),
    "BIC": (9,),
    "CorrespAcc": (20,),
    "PayeeINN": (10, 12),
    "KPP": (9,),
    "CBC": (20,),
    "OKTMO": (8, 11),
    "UIN": (20, 25),
}


class NotPayable(ValueError):
    """A value that the standard does not allow: a code with it would send money astray."""


@dataclass(frozen=True, kw_only=True)
class Payee:
    """Where the money goes. The names of the fields are in the order of the standard."""

    name: str
    account: str
    bank: str
    bic: str
    correspondent_account: str
    inn: str = ""
    kpp: str = ""
    budget_code: str = ""
    oktmo: str = ""


def payment_text(
    payee: Payee, *, amount: Decimal, purpose: str, purpose_length: int, uin: str, family_name: str = "", given_names: str = ""
) -> str:
    """Raises `NotPayable`. A bank's name that is too long is cut, as the standard's own examples do; nothing else is.

    `purpose_length` is `patents.payment.purpose_length`, the most characters of the purpose."""
    required = [
        ("Name", payee.name),
        ("PersonalAcc", payee.account),
        ("BankName", payee.bank[: LONGEST["BankName"]].rstrip()),
        ("BIC", payee.bic),
        ("CorrespAcc", payee.correspondent_account),
    ]
    more = [
        ("Sum", _kopecks(amount)),
        ("Purpose", purpose),
        ("PayeeINN", payee.inn),
        ("KPP", payee.kpp),
        ("CBC", payee.budget_code),
        ("OKTMO", payee.oktmo),
        ("LastName", family_name),
        ("FirstName", given_names),
        ("UIN", uin),
    ]
    if len(purpose) > purpose_length:
        raise NotPayable("the purpose is too long")
    if any(not value for _key, value in required):
        raise NotPayable("a required value is missing")
    return _joined(required, [pair for pair in more if pair[1]])


def _joined(required: list[tuple[str, str]], more: list[tuple[str, str]]) -> str:
    for key, value in [*required, *more]:
        _check(key, value)
    text = "".join(value for _key, value in [*required, *more])
    separator = next((mark for mark in SEPARATORS if mark not in text), None)
    if separator is None:
        raise NotPayable("the values hold every separator")
    head = HEAD + UTF_8
    block = separator.join([head, *(f"{key}={value}" for key, value in required)])
    if len(block.encode()) > MOST_BYTES:
        raise NotPayable("the required block is longer than 300 bytes")
    return separator.join([block, *(f"{key}={value}" for key, value in more)])


def _check(key: str, value: str) -> None:
    if len(value) > LONGEST.get(key, 210) or not value.isprintable():
        raise NotPayable(f"{key} is too long or holds control characters")
    if key in DIGITS and not (len(value) in DIGITS[key] and re.fullmatch("[0-9]+", value)):
        raise NotPayable(f"{key} is not made of the right number of digits")


def _kopecks(amount: Decimal) -> str:
    kopecks = amount * 100
    if kopecks != kopecks.to_integral_value() or kopecks <= 0:
        raise NotPayable("the sum is not a whole number of kopecks")
    return str(int(kopecks))


__all__ = ["NotPayable", "Payee", "payment_text"]
