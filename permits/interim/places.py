"""The places of interim certificates in their status list. One is given when the first code is made, so certificates of before need no
backfill: each code that is shown or printed from now on brings its place."""

from typing import Final

from django.db import transaction

from permits.interim.models import InterimCertificate, InterimPlace
from portal.codes.lists import note_blocks
from portal.codes.models import BLOCK_SIZE

SUBJECT: Final = "interim_certificate"
REVOKED: Final = "interim-revoked"


def place_of(certificate: InterimCertificate) -> int:
    """Drawn when it has none yet; two at once get the same one."""
    known = InterimPlace.objects.filter(certificate=certificate).values_list("number", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        place, drawn = InterimPlace.objects.get_or_create(certificate=certificate)
        if drawn:
            note_blocks(SUBJECT, {place.number // BLOCK_SIZE})
    return place.number


@transaction.atomic
def note_certificate(certificate_id: int) -> None:
    """The list that holds this certificate is to be built again."""
    places = InterimPlace.objects.filter(certificate_id=certificate_id).values_list("number", flat=True)
    note_blocks(SUBJECT, {number // BLOCK_SIZE for number in places})
