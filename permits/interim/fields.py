"""What the code of an interim certificate says, and under which numbers (docs/credential.md). It holds no word on why somebody asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.codes import envelope
from portal.codes.envelope import Envelope, Identity, envelope_claims, identity_claim, read_identity
from portal.signing.claims import text

# For private use (RFC 8392, 9.1.1): integers below -65536. -70001 is a patent.
INTERIM = -70002
RIGHT, REGION, BEGINS_ON, VALID_UNTIL = 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True)
class Content(envelope.Content):
    """Dates are civil dates of the region; `valid_until` is the last day of this code, inclusive, not of the right."""

    number: str
    name: str
    birth_date: date | None
    citizenship: str
    right: str
    region: str
    begins_on: date
    valid_until: date


def claims_of(content: Content, around: Envelope) -> dict[int, Any]:
    holder = Identity(number=content.number, name=content.name, birth_date=content.birth_date, citizenship=content.citizenship)
    return {
        **envelope_claims(around),
        **identity_claim(holder),
        INTERIM: {
            RIGHT: content.right,
            REGION: content.region,
            BEGINS_ON: content.begins_on.isoformat(),
            VALID_UNTIL: content.valid_until.isoformat(),
        },
    }


def content_in(claims: Mapping[Any, Any]) -> Content:
    """Raises `LookupError`, `TypeError` or `ValueError` for claims of anything but an interim certificate, a patent's too."""
    holder, interim = read_identity(claims), claims[INTERIM]
    return Content(
        number=holder.number,
        name=holder.name,
        birth_date=holder.birth_date,
        citizenship=holder.citizenship,
        right=text(interim[RIGHT]),
        region=text(interim[REGION]),
        begins_on=_day(interim[BEGINS_ON]),
        valid_until=_day(interim[VALID_UNTIL]),
    )


def _day(written: object) -> date:
    """As `2026-03-15` and in no other of the ways that ISO 8601 knows."""
    day = date.fromisoformat(text(written))
    if day.isoformat() != written:
        raise ValueError
    return day
