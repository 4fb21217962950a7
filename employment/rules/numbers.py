"""Numbers of organisations (E), consents (C) and receipts (R), and share codes: the scheme of reference numbers of cases.

A share code is nine characters: eight random ones (28^8, about 3.8e11) and a check character, without look-alikes.
"""

from cases.rules.reference import canonical as canonical_reference
from cases.rules.reference import new_reference


def new_number(letter: str, *, year: int) -> str:
    return letter + new_reference(year=year)[1:]


def canonical_number(letter: str, typed: str) -> str | None:
    """The number as stored, from what a person typed; None when it is not one."""
    text = typed.strip().upper()
    found = canonical_reference("M" + text[1:]) if text[:1] == letter else None
    return letter + found[1:] if found else None


def new_code() -> str:
    """Nine characters, without groups."""
    return new_reference(year=2000)[3:].replace("-", "")


def canonical_code(typed: str) -> str | None:
    """Nine characters from what was typed or pasted (spaces, lower case, Cyrillic look-alikes); None when it is not a code."""
    found = canonical_reference("M00" + typed) if len(typed) <= 40 else None
    return found[3:].replace("-", "") if found else None


def grouped(code: str) -> str:
    """For reading aloud: three groups of three."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"
