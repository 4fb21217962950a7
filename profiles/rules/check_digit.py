"""The check digit of ICAO 9303 part 3, section 4.9: weights 7, 3, 1; digits are themselves, A is 10, the filler 0."""

import string
from typing import Final

_VALUES: Final = {char: value for value, char in enumerate(string.digits + string.ascii_uppercase)} | {"<": 0}
_WEIGHTS: Final = (7, 3, 1)


def value(char: str) -> int:
    """Raises `KeyError` for a character that cannot stand in a machine-readable line."""
    return _VALUES[char]


def check_digit(text: str) -> str:
    """What the digit after `text` must be. Characters whose values differ by ten (0 and A, 1 and B) look the same to it."""
    return str(sum(value(char) * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)
