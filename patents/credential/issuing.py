"""A fresh code each time somebody shows or prints the patent. It is kept nowhere."""

from datetime import datetime, timedelta

from patents.credential import fields
from patents.credential.errors import NoLongerShown, NotIssued
from patents.credential.indices import REVOKED, index_of
from patents.models import Patent
from patents.selectors import extending_order, holder_as_printed, profession_as_printed
from portal import clock
from portal.codes.envelope import Envelope
from portal.codes.making import issuer, midnight, place_in, signed_text
from portal.signing.keys import Signer
from portal.signing.models import SigningKey


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
    around = Envelope(
        issuer=issuer(),
        issued_at=int(at.timestamp()),
        not_before=midnight(content.begins_on, content.region),
        expires=midnight(content.last_day + timedelta(days=1), content.region),
        place=place_in(REVOKED, index),
    )
    return signed_text(fields.claims_of(content, around), SigningKey.Purpose.CREDENTIAL, by=by)
