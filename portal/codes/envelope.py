"""What every signed code of the portal has in common: who says it, of which days, for whom, and its place in the status lists.

What is particular to a kind stands under a private claim of its own (`portal.codes.kinds`)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from portal.signing.claims import (
    BIRTH_DATE,
    EXPIRES,
    FULL_NAME,
    ID,
    IDENTITY,
    ISSUED_AT,
    ISSUER,
    NATIONALITY,
    NOT_BEFORE,
    fitted,
    text,
    whole,
)

STATUS: Final = 65535  # Token Status List
_EIGHT_DIGITS: Final = re.compile("[0-9]{8}")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A bit: `index` within the list at `uri`."""

    index: int
    uri: str


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Moments are whole seconds since 1970 UTC: valid from `not_before`, not any more at `expires` (None: no last day).

    `place` is None in codes that were made before their kind had lists."""

    issuer: str
    issued_at: int
    not_before: int
    expires: int | None
    place: Place | None


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Of the holder, with the number of the document. `birth_date` is None when it is not known."""

    number: str
    name: str
    birth_date: date | None
    citizenship: str


class Content:
    """What a code says. Each kind has a dataclass of its own with `name`, `birth_date` and `citizenship` among its fields."""

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)  # type: ignore[call-overload]
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def envelope_claims(envelope: Envelope) -> dict[int, Any]:
    claims: dict[int, Any] = {
        ISSUER: envelope.issuer,
        NOT_BEFORE: envelope.not_before,
        ISSUED_AT: envelope.issued_at,
    }
    if envelope.expires is not None:
        claims[EXPIRES] = envelope.expires
    if envelope.place is not None:
        claims[STATUS] = {"status_list": {"idx": envelope.place.index, "uri": envelope.place.uri}}
    return claims


def identity_claim(identity: Identity) -> dict[int, Any]:
    return {
        IDENTITY: {
            ID: identity.number,
            FULL_NAME: fitted(identity.name),
            BIRTH_DATE: f"{identity.birth_date:%Y%m%d}" if identity.birth_date else "",
            NATIONALITY: identity.citizenship,
        }
    }


def read_envelope(claims: Mapping[Any, Any]) -> Envelope:
    """Raises `LookupError`, `TypeError` or `ValueError` for claims that are not those of a code."""
    place = None
    if STATUS in claims:
        status = claims[STATUS]["status_list"]
        place = Place(index=whole(status["idx"]), uri=text(status["uri"]))
    return Envelope(
        issuer=text(claims[ISSUER]),
        issued_at=whole(claims[ISSUED_AT]),
        not_before=whole(claims[NOT_BEFORE]),
        expires=whole(claims[EXPIRES]) if EXPIRES in claims else None,
        place=place,
    )


def read_identity(claims: Mapping[Any, Any]) -> Identity:
    """Raises `LookupError`, `TypeError` or `ValueError` for claims that name nobody."""
    identity = claims[IDENTITY]
    born = text(identity[BIRTH_DATE])
    if born and not _EIGHT_DIGITS.fullmatch(born):
        raise ValueError
    return Identity(
        number=text(identity[ID]),
        name=text(identity[FULL_NAME]),
        birth_date=unpacked(int(born)) if born else None,
        citizenship=text(identity[NATIONALITY]),
    )


def packed(day: date) -> int:
    """15 March 2026 as 20260315."""
    return day.year * 10000 + day.month * 100 + day.day


def unpacked(number: object) -> date:
    """Raises `TypeError` or `ValueError` for what is no such day."""
    value = whole(number)
    return date(value // 10000, value // 100 % 100, value % 100)
