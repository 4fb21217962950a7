"""What the code of an interim certificate says, and under which numbers (docs/permits.md). It holds no word on why somebody asks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

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
from portal.signing.errors import Unreadable

# For private use (RFC 8392, 9.1.1): integers below -65536. -70001 is a patent.
INTERIM = -70002
RIGHT, REGION, BEGINS_ON, VALID_UNTIL = 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True)
class Content:
    """Dates are civil dates of the region; `valid_until` is the last day of this code, inclusive, not of the right."""

    number: str
    name: str
    birth_date: date | None
    citizenship: str
    right: str
    region: str
    begins_on: date
    valid_until: date

    def as_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Moments in whole seconds since 1970 UTC: valid from `not_before`, not any more at `expires`."""

    issuer: str
    issued_at: int
    not_before: int
    expires: int


def claims_of(content: Content, envelope: Envelope) -> dict[int, Any]:
    return {
        ISSUER: envelope.issuer,
        EXPIRES: envelope.expires,
        NOT_BEFORE: envelope.not_before,
        ISSUED_AT: envelope.issued_at,
        IDENTITY: {
            ID: content.number,
            FULL_NAME: fitted(content.name),
            BIRTH_DATE: f"{content.birth_date:%Y%m%d}" if content.birth_date else "",
            NATIONALITY: content.citizenship,
        },
        INTERIM: {
            RIGHT: content.right,
            REGION: content.region,
            BEGINS_ON: content.begins_on.isoformat(),
            VALID_UNTIL: content.valid_until.isoformat(),
        },
    }


def read(claims: Mapping[Any, Any]) -> tuple[Content, Envelope]:
    """What signed claims say. Raises `Unreadable` for claims of anything but an interim certificate, a patent's too."""
    try:
        identity, interim = claims[IDENTITY], claims[INTERIM]
        born = text(identity[BIRTH_DATE])
        content = Content(
            number=text(identity[ID]),
            name=text(identity[FULL_NAME]),
            birth_date=date.fromisoformat(born) if born else None,
            citizenship=text(identity[NATIONALITY]),
            right=text(interim[RIGHT]),
            region=text(interim[REGION]),
            begins_on=date.fromisoformat(text(interim[BEGINS_ON])),
            valid_until=date.fromisoformat(text(interim[VALID_UNTIL])),
        )
        envelope = Envelope(
            issuer=text(claims[ISSUER]),
            issued_at=whole(claims[ISSUED_AT]),
            not_before=whole(claims[NOT_BEFORE]),
            expires=whole(claims[EXPIRES]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable from error
    return content, envelope
