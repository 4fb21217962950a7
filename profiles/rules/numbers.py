"""Numbers that people type: SNILS, INN, telephone. Spaces and hyphens are welcome, only the digits 0-9 count."""

import re
from typing import Final

from stdnum.exceptions import ValidationError as NumberError
from stdnum.ru import inn

_SEPARATORS: Final = re.compile(r"[\s\-‐‑–—().]+")
_SNILS: Final = re.compile(r"[0-9]{11}")
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
# Numbers up to this one were given out before there was a check.
_LAST_UNCHECKED_SNILS: Final = 1_001_998


def snils(text: str) -> str:
    """The eleven digits of a SNILS. Raises `ValueError` when the form or the check does not fit."""
    digits = _SEPARATORS.sub("", text)
    if not _SNILS.fullmatch(digits):
        raise ValueError("form")
    if int(digits[:9]) > _LAST_UNCHECKED_SNILS and digits[9:] != snils_check(digits[:9]):
        raise ValueError("check")
    return digits


def snils_check(number: str) -> str:
    """The two digits after the nine of `number`: weights 9 to 1, the sum modulo 101, 100 written as 00."""
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02d}"


def inn_number(text: str) -> str:
    """The ten or twelve digits of an INN. Raises `ValueError` when the form or the check does not fit."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch("[0-9]{10}|[0-9]{12}", digits):
        raise ValueError("form")
    try:
        return str(inn.validate(digits))
    except NumberError as error:
        raise ValueError("check") from error


def person_inn(text: str) -> str:
    """The twelve digits of a person's INN. Raises `ValueError`, also for the ten of an organisation."""
    digits = inn_number(text)
    if len(digits) != 12:
        raise ValueError("form")
    return digits


def phone(text: str) -> str:
    """The number in international form: "+79161234567", "+992901234567".

    Eleven digits beginning with 8 or 7 and ten beginning with 9 are Russian; 00 and 810 are ways to dial +. Raises `ValueError`."""
    plain = _SEPARATORS.sub("", text.strip())
    if not re.fullmatch(r"\+?[0-9]+", plain):
        raise ValueError("form")
    number = _international(plain)
    if not _PHONE.fullmatch(number) or (number.startswith("+7") and len(number) != 12):
        raise ValueError("form")
    return number


def _international(plain: str) -> str:
    if plain.startswith("+"):
        return plain
    for prefix in ("810", "00"):
        if plain.startswith(prefix) and len(plain) > 11:
            return "+" + plain[len(prefix) :]
    if len(plain) == 11 and plain[0] in "78":
        return "+7" + plain[1:]
    if len(plain) == 10 and plain[0] == "9":
        return "+7" + plain
    return "+" + plain


def phone_shown(number: str) -> str:
    """ "+7 916 123-45-67"; other countries as they are."""
    if re.fullmatch(r"\+7[0-9]{10}", number):
        return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:]}"
    return number
