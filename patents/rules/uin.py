"""The unique identifier of a charge (UIN): twenty digits, the last a check digit (GIS GMP's rule for identifiers)."""

import re
from itertools import cycle, islice

_UIN = re.compile(r"[0-9]{20}|[0-9]{25}")


def check_digit(body: str) -> str:
    """Weights 1 to 10 from the left, modulo 11; ten: weights from 3; ten again: 0."""
    for first in (0, 2):
        weights = islice(cycle(range(1, 11)), first, None)
        rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=False)) % 11
        if rest < 10:
            return str(rest)
    return "0"


def uin_of(*, prefix: str, serial: int) -> str:
    """Raises `ValueError` when the sixteen digits of a prefix are used up."""
    if not 0 < serial < 10**16:
        raise ValueError("serial number out of range")
    body = f"{prefix}{serial:016d}"
    return body + check_digit(body)


def told_instead(text: str) -> str:
    """What stands in the place of a UIN and is none, as it stands there (at most 60 characters); empty for a UIN and for the nought that
    banks write where there is none."""
    return "" if is_uin(text) or not text.strip(" 0") else text[:60]


def has_wrong_check_digit(text: str) -> bool:
    """As long as a UIN and of digits alone, and the last does not check the others."""
    return _UIN.fullmatch(text) is not None and not is_uin(text)


def is_uin(text: str) -> bool:
    """Twenty or twenty-five ASCII digits with the right check digit."""
    return _UIN.fullmatch(text) is not None and check_digit(text[:-1]) == text[-1]
