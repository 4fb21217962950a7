"""What the code of a permit says, and under which numbers (docs/credential.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.codes import envelope
from portal.codes.envelope import Envelope, Identity, envelope_claims, identity_claim, packed, read_identity, unpacked
from portal.signing.claims import fitted, text

# For private use (RFC 8392, 9.1.1): integers below -65536.
PERMIT = -70003
KIND, SERIES, REGION, ISSUED_ON, STATED, VALID_UNTIL, ORDER, REASON = 1, 2, 3, 4, 5, 6, 7, 8
REASON_BYTES: Final = 160


@dataclass(frozen=True, kw_only=True)
class Content(envelope.Content):
    """`stated` is the last day that the document names, `valid_until` what the law made of it when the code was made; both inclusive,
    civil dates of the region, both None for a document without a last day. `order` and `reason` are the number and the act of the
    order that moved the day, empty where none did."""

    kind: str
    series: str
    number: str
    name: str
    birth_date: date | None
    citizenship: str
    region: str
    issued_on: date
    stated: date | None
    valid_until: date | None
    order: str
    reason: str


def claims_of(content: Content, around: Envelope) -> dict[int, Any]:
    own: dict[int, Any] = {KIND: content.kind, SERIES: content.series, REGION: content.region, ISSUED_ON: packed(content.issued_on)}
    if content.stated is not None and content.valid_until is not None:
        own |= {STATED: packed(content.stated), VALID_UNTIL: packed(content.valid_until)}
    if content.order:
        own |= {ORDER: content.order, REASON: shortened(content.reason)}
    holder = Identity(number=content.number, name=content.name, birth_date=content.birth_date, citizenship=content.citizenship)
    return {**envelope_claims(around), **identity_claim(holder), PERMIT: own}


def content_in(claims: Mapping[Any, Any]) -> Content:
    """Raises `LookupError`, `TypeError`, `ValueError` or `AttributeError` for claims that are not those of a permit.

    Codes made before a reason was written name the order alone."""
    holder, own = read_identity(claims), claims[PERMIT]
    return Content(
        kind=text(own[KIND]),
        series=text(own[SERIES]),
        number=holder.number,
        name=holder.name,
        birth_date=holder.birth_date,
        citizenship=holder.citizenship,
        region=text(own[REGION]),
        issued_on=unpacked(own[ISSUED_ON]),
        stated=unpacked(own[STATED]) if STATED in own else None,
        valid_until=unpacked(own[VALID_UNTIL]) if VALID_UNTIL in own else None,
        order=text(own.get(ORDER, "")),
        reason=text(own.get(REASON, "")),
    )


def shortened(reason: str) -> str:
    """An act's title, cut with a sign of it where it would make the code too dense to be read from a phone."""
    cut = fitted(reason, REASON_BYTES - len("…".encode()))
    return cut if cut == reason else cut + "…"
