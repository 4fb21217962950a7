"""What a code says, and under which numbers. docs/credential.md shows the same table to everybody.

The content is exactly what a person at a gate needs to know; `tests/patents/credential/test_content.py` keeps it so."""

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

STATUS = 65535  # Token Status List
# For private use (RFC 8392, 9.1.1): integers below -65536.
PATENT = -70001
REGION, PROFESSION, ISSUED_ON, BEGINS_ON, PAID_THROUGH = 1, 2, 3, 4, 5
VALID_THROUGH, ORDER = 6, 7  # only where an extension order moved the last day


@dataclass(frozen=True, kw_only=True)
class Content:
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
            **({VALID_THROUGH: _packed(content.valid_through), ORDER: content.order} if content.valid_through else {}),
        },
    }


def read(claims: Mapping[Any, Any]) -> tuple[Content, Envelope]:
    """What signed claims say. Raises `Unreadable` for claims that are not those of a patent."""
    try:
        identity, patent, status = claims[IDENTITY], claims[PATENT], claims[STATUS]["status_list"]
        content = Content(
            series=text(identity[ID])[:2],
            number=text(identity[ID])[2:],
            name=text(identity[FULL_NAME]),
            birth_date=_unpacked(int(identity[BIRTH_DATE])) if identity[BIRTH_DATE] else None,
            citizenship=text(identity[NATIONALITY]),
            region=text(patent[REGION]),
            profession=text(patent[PROFESSION]),
            issued_on=_unpacked(patent[ISSUED_ON]),
            begins_on=_unpacked(patent[BEGINS_ON]),
            paid_through=_unpacked(patent[PAID_THROUGH]),
            valid_through=_unpacked(patent[VALID_THROUGH]) if VALID_THROUGH in patent else None,
            order=text(patent.get(ORDER, "")),
        )
        envelope = Envelope(
            issuer=text(claims[ISSUER]),
            issued_at=whole(claims[ISSUED_AT]),
            not_before=whole(claims[NOT_BEFORE]),
            expires=whole(claims[EXPIRES]),
            status_index=whole(status["idx"]),
            status_uri=text(status["uri"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable from error
    return content, envelope


def _packed(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _unpacked(number: object) -> date:
    value = whole(number)
    return date(value // 10000, value // 100 % 100, value % 100)
