"""What a code says, and under which numbers. docs/credential.md shows the same table to everybody.

The content is exactly what a person at a gate needs to know; `tests/patents/credential/test_content.py` keeps it so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.signing.errors import Unreadable

# CWT claims (RFC 8392), the status claim (Token Status List) and the identity claim (MOSIP ID Claim 169).
ISSUER, EXPIRES, NOT_BEFORE, ISSUED_AT, STATUS, IDENTITY = 1, 4, 5, 6, 65535, 169
# For private use (RFC 8392, 9.1.1): integers below -65536.
PATENT = -70001
ID, FULL_NAME, BIRTH_DATE, NATIONALITY = 1, 4, 8, 13
REGION, PROFESSION, ISSUED_ON, BEGINS_ON, PAID_THROUGH = 1, 2, 3, 4, 5
NAME_BYTES = 96


@dataclass(frozen=True, kw_only=True)
class Content:
    """Dates are civil dates of the patent's region; `profession` and `region` are codes; both last days are inclusive."""

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

    def as_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What goes around the content. Moments are whole seconds since 1970 UTC: valid from `not_before`, not any more at `expires`."""

    issuer: str
    issued_at: int
    not_before: int
    expires: int
    status_index: int
    status_uri: str


def claims_of(content: Content, envelope: Envelope) -> dict[int, Any]:
    return {
        ISSUER: envelope.issuer,
        EXPIRES: envelope.expires,
        NOT_BEFORE: envelope.not_before,
        ISSUED_AT: envelope.issued_at,
        STATUS: {"status_list": {"idx": envelope.status_index, "uri": envelope.status_uri}},
        IDENTITY: {
            ID: content.series + content.number,
            FULL_NAME: fitted(content.name),
            BIRTH_DATE: f"{content.birth_date:%Y%m%d}" if content.birth_date else "",
            NATIONALITY: content.citizenship,
        },
        PATENT: {
            REGION: content.region,
            PROFESSION: content.profession,
            ISSUED_ON: _packed(content.issued_on),
            BEGINS_ON: _packed(content.begins_on),
            PAID_THROUGH: _packed(content.paid_through),
        },
    }


def read(claims: Mapping[Any, Any]) -> tuple[Content, Envelope]:
    """What signed claims say. Raises `Unreadable` for claims that are not those of a patent."""
    try:
        identity, patent, status = claims[IDENTITY], claims[PATENT], claims[STATUS]["status_list"]
        content = Content(
            series=_text(identity[ID])[:2],
            number=_text(identity[ID])[2:],
            name=_text(identity[FULL_NAME]),
            birth_date=_unpacked(int(identity[BIRTH_DATE])) if identity[BIRTH_DATE] else None,
            citizenship=_text(identity[NATIONALITY]),
            region=_text(patent[REGION]),
            profession=_text(patent[PROFESSION]),
            issued_on=_unpacked(patent[ISSUED_ON]),
            begins_on=_unpacked(patent[BEGINS_ON]),
            paid_through=_unpacked(patent[PAID_THROUGH]),
        )
        envelope = Envelope(
            issuer=_text(claims[ISSUER]),
            issued_at=_whole(claims[ISSUED_AT]),
            not_before=_whole(claims[NOT_BEFORE]),
            expires=_whole(claims[EXPIRES]),
            status_index=_whole(status["idx"]),
            status_uri=_text(status["uri"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable from error
    return content, envelope


def fitted(name: str) -> str:
    """The name, cut where it would make the code too dense to read from a phone; like ICAO Doc 9303 (part 3, 4.2) cuts names that do
    not fit. Latin letters take one byte each, so 96 of them fit; a passport's own zone holds 39."""
    cut = name.encode()[:NAME_BYTES].decode(errors="ignore")
    return cut if cut == name else cut.rstrip()


def _packed(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _unpacked(number: object) -> date:
    value = _whole(number)
    return date(value // 10000, value // 100 % 100, value % 100)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value
