"""What the code of an interim certificate says, and under which numbers (docs/permits.md). It holds no word on why somebody asks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.signing.errors import Unreadable

# CWT claims (RFC 8392) and the identity claim (MOSIP ID Claim 169), as in the code of a patent.
ISSUER, EXPIRES, NOT_BEFORE, ISSUED_AT, IDENTITY = 1, 4, 5, 6, 169
# For private use (RFC 8392, 9.1.1): integers below -65536. -70001 is a patent.
INTERIM = -70002
ID, FULL_NAME, BIRTH_DATE, NATIONALITY = 1, 4, 8, 13
RIGHT, REGION, BEGINS_ON, VALID_UNTIL = 1, 2, 3, 4
NAME_BYTES = 96


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
            FULL_NAME: content.name.encode()[:NAME_BYTES].decode(errors="ignore").rstrip(),
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
        born = _text(identity[BIRTH_DATE])
        content = Content(
            number=_text(identity[ID]),
            name=_text(identity[FULL_NAME]),
            birth_date=date.fromisoformat(born) if born else None,
            citizenship=_text(identity[NATIONALITY]),
            right=_text(interim[RIGHT]),
            region=_text(interim[REGION]),
            begins_on=date.fromisoformat(_text(interim[BEGINS_ON])),
            valid_until=date.fromisoformat(_text(interim[VALID_UNTIL])),
        )
        envelope = Envelope(
            issuer=_text(claims[ISSUER]),
            issued_at=_whole(claims[ISSUED_AT]),
            not_before=_whole(claims[NOT_BEFORE]),
            expires=_whole(claims[EXPIRES]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable from error
    return content, envelope


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value
