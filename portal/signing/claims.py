"""The numbers of claims that codes of several kinds share, and reading one value of a claim strictly."""

from typing import Final

# CWT claims (RFC 8392) and the identity claim (MOSIP ID Claim 169) with its parts.
ISSUER, EXPIRES, NOT_BEFORE, ISSUED_AT, IDENTITY = 1, 4, 5, 6, 169
ID, FULL_NAME, BIRTH_DATE, NATIONALITY = 1, 4, 8, 13
NAME_BYTES: Final = 96


def fitted(name: str, size: int = NAME_BYTES) -> str:
    """The name, cut where it would make the code too dense to read from a phone; like ICAO Doc 9303 (part 3, 4.2) cuts names that do
    not fit. Latin letters take one byte each, so 96 of them fit; a passport's own zone holds 39."""
    cut = name.encode()[:size].decode(errors="ignore")
    return cut if cut == name else cut.rstrip()


def text(value: object) -> str:
    """Raises `TypeError` for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def whole(value: object) -> int:
    """A whole number that is not negative and that every reader holds exactly. Raises `TypeError` for anything else, a truth value too."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise TypeError
    return value
