"""Reference numbers: read aloud over the phone, so no look-alikes and a check character.

`M26-7KQF-R3XD-W`: year, eight random characters, one check character over both. Random, so that nobody learns from one
number how many cases there are.
"""

import secrets

ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"  # 28: none of 0 O 1 I L, and neither S (5), B (8) nor Z (2)
LOOK_ALIKES = str.maketrans("АСЕНКМРТХУ", "ACEHKMPTXY")  # Cyrillic letters typed on a Russian keyboard


def new_reference(*, year: int) -> str:
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(8))
        check = check_character(year % 100, body)
        if check:
            return f"M{year % 100:02d}-{body[:4]}-{body[4:]}-{check}"


def check_character(year: int, body: str) -> str:
    """Weighted sum modulo 29, a prime: catches every wrong character and every swap of neighbours, in the year too.

    "" for the few bodies whose sum is 28, which has no character; such numbers are not given out."""
    total = year + sum((position + 2) * ALPHABET.index(char) for position, char in enumerate(body))
    characters: tuple[str, ...] = (*ALPHABET, "")
    return characters[total % 29]


def canonical(typed: str) -> str | None:
    """The reference as stored, from what a person typed (spaces, lower case, Cyrillic look-alikes); None when it is not one."""
    text = "".join(typed.upper().translate(LOOK_ALIKES).replace("-", " ").split())
    if len(text) != 12 or text[0] != "M" or not text[1:3].isascii() or not text[1:3].isdigit():
        return None
    body, check = text[3:11], text[11]
    if any(char not in ALPHABET for char in body) or check != check_character(int(text[1:3]), body):
        return None
    return f"{text[:3]}-{body[:4]}-{body[4:]}-{check}"
