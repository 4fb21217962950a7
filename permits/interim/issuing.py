"""A fresh code each time somebody shows or prints the certificate. It is kept nowhere."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import segno
from django.conf import settings

from cases.selectors import applicant_as_sent
from permits.interim import fields
from permits.interim.errors import CertificateEnded
from permits.interim.models import InterimCertificate
from permits.interim.selectors import is_over, latest_term
from portal import clock
from portal.legal import regions
from portal.signing.code_text import to_text
from portal.signing.cose import sign_cwt
from portal.signing.keys import Signer
from portal.signing.models import SigningKey


def content_of(certificate: InterimCertificate) -> fields.Content:
    """The person is the one who sent the application, as she was then. Raises `CertificateEnded`."""
    if is_over(certificate):
        raise CertificateEnded
    person = applicant_as_sent(certificate.case)
    return fields.Content(
        number=certificate.number,
        name=person.full_name,
        birth_date=person.birth_date,
        citizenship=person.citizenship,
        right=certificate.right,
        region=certificate.region,
        begins_on=certificate.begins_on,
        valid_until=latest_term(certificate).valid_until,
    )


def code_text(certificate: InterimCertificate) -> str:
    """The signed text for the current term. Raises `CertificateEnded`."""
    return signed(content_of(certificate), at=clock.now())


def signed(content: fields.Content, *, at: datetime, by: Signer | None = None) -> str:
    """Valid from the first second of its first day to the last one of its last day, in the region."""
    envelope = fields.Envelope(
        issuer=str(urlsplit(settings.SITE_URL).netloc),
        issued_at=int(at.timestamp()),
        not_before=_midnight(content.begins_on, content.region),
        expires=_midnight(content.valid_until + timedelta(days=1), content.region),
    )
    claims = fields.claims_of(content, envelope)
    text = " "
    while text.endswith(" "):  # a copy by hand would lose the space; the next signature differs
        text = to_text(sign_cwt(claims, SigningKey.Purpose.CREDENTIAL, by=by))
    return text


def qr(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", boost_error=False)


def _midnight(day: date, region: str) -> int:
    return int(datetime.combine(day, time(), regions.region(region).zone).timestamp())
