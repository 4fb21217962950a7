"""A fresh code each time somebody shows or prints the certificate. It is kept nowhere."""

from datetime import datetime, timedelta

from cases.selectors import applicant_as_sent
from permits.interim import fields
from permits.interim.errors import CertificateEnded
from permits.interim.models import InterimCertificate
from permits.interim.places import REVOKED, place_of
from permits.interim.selectors import is_over, latest_term
from portal import clock
from portal.codes.envelope import Envelope
from portal.codes.making import issuer, midnight, place_in, signed_text
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
    return signed(content_of(certificate), place=place_of(certificate), at=clock.now())


def signed(content: fields.Content, *, place: int | None, at: datetime, by: Signer | None = None) -> str:
    """Valid from the first second of its first day to the last one of its last day, in the region."""
    around = Envelope(
        issuer=issuer(),
        issued_at=int(at.timestamp()),
        not_before=midnight(content.begins_on, content.region),
        expires=midnight(content.valid_until + timedelta(days=1), content.region),
        place=None if place is None else place_in(REVOKED, place),
    )
    return signed_text(fields.claims_of(content, around), SigningKey.Purpose.CREDENTIAL, by=by)
