"""Public codes of requests: they say nothing of the person, are drawn by chance and can be read aloud."""

import secrets
from typing import Final

from cases.rules.reference import ALPHABET

_LENGTH: Final = 8


def new_code() -> str:
    characters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return f"{characters[:4]}-{characters[4:]}"
