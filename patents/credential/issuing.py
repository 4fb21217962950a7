"""A fresh code each time somebody shows or prints the patent. It is kept nowhere."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import segno
from django.conf import settings

from patents.credential import fields
from patents.credential.errors import NoLongerShown, NotIssued
from patents.credential.indices import BLOCK_SIZE, index_of
from patents.credential.lists import list_address
from patents.credential.models import StatusList
from patents.models import Patent
from patents.selectors import extending_order, holder_as_printed, profession_as_printed
from portal import clock
from portal.legal import regions
from portal.signing.cose import sign_cwt
from portal.signing.keys import Signer
from portal.signing.models import SigningKey
from portal.signing.text import to_text


def credential_text(patent: Patent) -> str:
    """The signed text of the patent as it stands now. Raises `NotIssued`, `NoLongerShown`."""
    return signed(content_of(patent), index=index_of(patent), at=clock.now())


def content_of(patent: Patent) -> fields.Content:
    """The holder and the profession are those of the sheet in force, and no others."""
    if patent.status == Patent.Status.ANNULLED:
        raise NoLongerShown
    if patent.issued_on is None or patent.begins_on is None or patent.paid_through is None:
        raise NotIssued
    person, order = holder_as_printed(patent), extending_order(patent)
    return fields.Content(
        series=patent.series,
        number=patent.number,
        name=person.full_name,
        birth_date=person.birth_date,
        citizenship=person.citizenship,
        region=patent.region,
        profession=profession_as_printed(patent),
        issued_on=patent.issued_on,
        begins_on=patent.begins_on,
        paid_through=patent.paid_through,
        valid_through=patent.valid_through if order else None,
        order=order.number if order else "",
    )


def signed(content: fields.Content, *, index: int, at: datetime, by: Signer | None = None) -> str:
    """The text of the code. It is valid from the first second of the first day to the last one of the last valid day, in the region."""
    envelope = fields.Envelope(
        issuer=issuer(),
        issued_at=int(at.timestamp()),
        not_before=_midnight(content.begins_on, content.region),
        expires=_midnight(content.last_day + timedelta(days=1), content.region),
        status_index=index % BLOCK_SIZE,
        status_uri=list_address(StatusList.Kind.REVOKED, index // BLOCK_SIZE),
    )
    claims = fields.claims_of(content, envelope)
    text = " "
    while text.endswith(" "):  # one text in 45; a copy by hand would lose it, and the next signature differs
        text = to_text(sign_cwt(claims, SigningKey.Purpose.CREDENTIAL, by=by))
    return text


def qr(text: str) -> segno.QRCode:
    """The code as a picture is drawn from it: level M, never a micro code."""
    return segno.make_qr(text, error="m", boost_error=False)


def issuer() -> str:
    """Who says it: the portal's host name."""
    return str(urlsplit(settings.SITE_URL).netloc)


def _midnight(day: date, region: str) -> int:
    """The moment at which a civil day of the region begins."""
    return int(datetime.combine(day, time(), regions.region(region).zone).timestamp())
