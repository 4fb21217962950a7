"""What the code of a patent says, and under which numbers. docs/credential.md shows the same table to everybody.

The content is exactly what a person at a gate needs to know; `tests/patents/credential/test_content.py` keeps it so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.codes import envelope
from portal.codes.envelope import Envelope, Identity, envelope_claims, identity_claim, packed, read_identity, unpacked
from portal.signing.claims import text
from portal.signing.errors import Unreadable

# For private use (RFC 8392, 9.1.1): integers below -65536.
PATENT = -70001
REGION, PROFESSION, ISSUED_ON, BEGINS_ON, PAID_THROUGH = 1, 2, 3, 4, 5
VALID_THROUGH, ORDER = 6, 7  # only where an extension order moved the last day


@dataclass(frozen=True, kw_only=True)
class Content(envelope.Content):
    """Dates are civil dates of the patent's region; `profession` and `region` are codes; last days are inclusive.

    `valid_through` and `order`, the number of an extension order, stand there only where an order moved the last day."""

    series: str
    number: str
    name: str
    birth_date: date | None
    citizenship: str
    region: str
    profession: str
    issued_on: date
    begins_on: date
    paid_through: date
    valid_through: date | None = None
    order: str = ""

    @property
    def last_day(self) -> date:
        return self.valid_through or self.paid_through


def claims_of(content: Content, around: Envelope) -> dict[int, Any]:
    holder = Identity(
        number=content.series + content.number, name=content.name, birth_date=content.birth_date, citizenship=content.citizenship
    )
    return {
        **envelope_claims(around),
        **identity_claim(holder),
        PATENT: {
            REGION: content.region,
            PROFESSION: content.profession,
            ISSUED_ON: packed(content.issued_on),
            BEGINS_ON: packed(content.begins_on),
            PAID_THROUGH: packed(content.paid_through),
            **({VALID_THROUGH: packed(content.valid_through), ORDER: content.order} if content.valid_through else {}),
        },
    }


def content_in(claims: Mapping[Any, Any]) -> Content:
    """Raises `LookupError`, `TypeError` or `ValueError` for claims that are not those of a patent."""
    holder, patent = read_identity(claims), claims[PATENT]
    return Content(
        series=holder.number[:2],
        number=holder.number[2:],
        name=holder.name,
        birth_date=holder.birth_date,
        citizenship=holder.citizenship,
        region=text(patent[REGION]),
        profession=text(patent[PROFESSION]),
        issued_on=unpacked(patent[ISSUED_ON]),
        begins_on=unpacked(patent[BEGINS_ON]),
        paid_through=unpacked(patent[PAID_THROUGH]),
        valid_through=unpacked(patent[VALID_THROUGH]) if VALID_THROUGH in patent else None,
        order=text(patent.get(ORDER, "")),
    )


def read(claims: Mapping[Any, Any]) -> tuple[Content, Envelope]:
    """What signed claims say. Raises `Unreadable` for claims that are not those of a patent."""
    try:
        return content_in(claims), envelope.read_envelope(claims)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable from error
