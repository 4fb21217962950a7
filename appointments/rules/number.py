"""Numbers of appointments: said at the counter and over the phone, so no look-alikes and a check character.

`A-7KQF-R3X`: six random characters and one check character. Random, so that nobody learns from one how many come."""

import secrets
from typing import Final

from cases.rules.reference import ALPHABET, LOOK_ALIKES

_LENGTH: Final = 7


def new_number() -> str:
    while True:
        body, drawn = "", secrets.randbelow(len(ALPHABET) ** (_LENGTH - 1))  # one draw for all six: the system is asked once
        for _ in range(_LENGTH - 1):
            drawn, place = divmod(drawn, len(ALPHABET))
            body += ALPHABET[place]
        if check := check_character(body):
            return _written(body + check)


def check_character(body: str) -> str:
    """Weighted sum modulo 29, a prime: catches every wrong character and every swap of neighbours. "" where the sum has no character."""
    total = sum((position + 2) * ALPHABET.index(char) for position, char in enumerate(body))
    characters: tuple[str, ...] = (*ALPHABET, "")
    return characters[total % 29]


def canonical(typed: str) -> str | None:
    """The number as stored, from what a person typed or a scanner read; None when it is not one."""
    text = "".join(typed.upper().translate(LOOK_ALIKES).replace("-", " ").split())
    body, check = text[1:_LENGTH], text[_LENGTH:]
    if len(text) != _LENGTH + 1 or text[0] != "A" or any(char not in ALPHABET for char in body) or check != check_character(body):
        return None
    return _written(body + check)


def _written(characters: str) -> str:
    return f"A-{characters[:4]}-{characters[4:]}"
