"""The signed code of a permit: made afresh each time it is shown or printed, kept nowhere, verified here against the table.

It names both last days and the number of the order that moved one. A code printed before an order was applied or repealed is
genuine and out of date: the answer says so and gives the day of today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from permits.extensions.selectors import standing_extension
from permits.models import Permit
from permits.selectors import civil_today, holder_as_printed
from permits.standing import Standing, standing_on
from portal import clock
from portal.legal import regions
from portal.signing.claims import BIRTH_DATE, EXPIRES, FULL_NAME, ID, IDENTITY, ISSUED_AT, ISSUER, NATIONALITY, NOT_BEFORE, fitted
from portal.signing.cose import sign_cwt, verify_cwt
from portal.signing.errors import NotAccepted, Unreadable
from portal.signing.models import SigningKey
from portal.signing.text import to_message, to_text

# For private use (RFC 8392, 9.1.1): integers below -65536. -70001 is a patent, -70002 an interim certificate.
PERMIT = -70003
KIND, SERIES, REGION, ISSUED_ON, STATED, VALID_UNTIL, ORDER = 1, 2, 3, 4, 5, 6, 7


class Verdict(StrEnum):
    VALID = "valid"
    OUTDATED = "outdated"  # genuine, and its day was moved since
    NOT_VALID = "not_valid"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"

    @property
    def word(self) -> Any:
        return _WORDS[self][0]

    @property
    def meaning(self) -> Any:
        return _WORDS[self][1]

    @property
    def kind(self) -> str:
        return _WORDS[self][2]


_WORDS = {
    Verdict.VALID: (
        _("Valid today"),
        _("The code is the portal’s and the document is valid today. Compare the name with the passport."),
        "right",
    ),
    Verdict.OUTDATED: (
        _("Genuine, and its day has been moved since"),
        _("An order was applied or repealed after this code was made. The day of today stands below; the holder can show a fresh code."),
        "attention",
    ),
    Verdict.NOT_VALID: (_("Not valid today"), _("The code is the portal’s, but the document is not valid today."), "wrong"),
    Verdict.NOT_OURS: (_("Not valid: not signed by the portal"), _("The code was changed, or somebody else made it."), "wrong"),
    Verdict.UNREADABLE: (_("This is not the code of a document about stay"), _("Take the code from the sheet itself, in full."), "neutral"),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What the code says stands in it only when the portal has signed it."""

    verdict: Verdict
    name: str = ""
    permit: Permit | None = None
    said: date | None = None  # the last day that the code speaks of
    issued_at: datetime | None = None


def credential_text(permit: Permit) -> str:
    """The signed text of a permit as it stands now."""
    text = " "
    while text.endswith(" "):  # a copy by hand would lose it, and the next signature differs
        text = to_text(sign_cwt(_claims(permit), SigningKey.Purpose.PERMIT))
    return text


def verify(text: str) -> Answer:
    """Whatever `text` is, there is an answer; it is "valid" only when nothing speaks against it."""
    try:
        claims = verify_cwt(to_message(text), SigningKey.Purpose.PERMIT)
        kind, series, number, name, said, issued_at = _read(claims)
    except Unreadable:
        return Answer(Verdict.UNREADABLE)
    except NotAccepted:
        return Answer(Verdict.NOT_OURS)
    permit = Permit.objects.filter(kind=kind, series=series, number=number).first()
    if permit is None:
        return Answer(Verdict.NOT_OURS)
    return Answer(_judged(permit, said), name, permit, said, issued_at)


def _judged(permit: Permit, said: date | None) -> Verdict:
    if standing_on(permit, civil_today(permit)) is not Standing.VALID:
        return Verdict.NOT_VALID
    return Verdict.VALID if permit.valid_until == said else Verdict.OUTDATED


def _claims(permit: Permit) -> dict[int, Any]:
    holder, extension = holder_as_printed(permit), standing_extension(permit)
    own = {KIND: permit.kind, SERIES: permit.series, REGION: permit.region, ISSUED_ON: _packed(permit.issued_on)}
    if permit.valid_until is not None and permit.valid_until_stated is not None:
        own |= {STATED: _packed(permit.valid_until_stated), VALID_UNTIL: _packed(permit.valid_until)}
    if extension is not None:
        own[ORDER] = extension.order.number
    claims: dict[int, Any] = {
        ISSUER: str(urlsplit(settings.SITE_URL).netloc),
        NOT_BEFORE: _midnight(permit.issued_on, permit.region),
        ISSUED_AT: int(clock.now().timestamp()),
        IDENTITY: {
            ID: permit.number,
            FULL_NAME: fitted(holder.full_name),
            BIRTH_DATE: f"{holder.birth_date:%Y%m%d}" if holder.birth_date else "",
            NATIONALITY: permit.citizenship,
        },
        PERMIT: own,
    }
    if permit.valid_until is not None and permit.valid_until < date.max:
        claims[EXPIRES] = _midnight(permit.valid_until + timedelta(days=1), permit.region)
    return claims


def _read(claims: dict[Any, Any]) -> tuple[str, str, str, str, date | None, datetime]:
    """Raises `Unreadable` for signed claims that are not those of a permit."""
    try:
        own, identity = claims[PERMIT], claims[IDENTITY]
        packed = own.get(VALID_UNTIL)
        said = None if packed is None else date(packed // 10000, packed // 100 % 100, packed % 100)
        words = [own[KIND], own[SERIES], identity[ID], identity[FULL_NAME]]
        if not all(isinstance(word, str) for word in words):
            raise TypeError
        return (*words, said, datetime.fromtimestamp(claims[ISSUED_AT], UTC))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable from error


def _packed(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _midnight(day: date, region: str) -> int:
    """The moment at which a civil day of the region begins."""
    zone = regions.region(region).zone if regions.exists(region) else clock.MOSCOW
    return int(datetime.combine(day, time(), zone).timestamp())
