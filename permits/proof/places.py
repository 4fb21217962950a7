"""The places of permits in the status lists: who has one, and when their lists are to be built again.

A place is given when the first code is made and not before: most registrations are never shown, and a permit without a code has nothing
that a list could speak against. So permits of before need no backfill, however many they are."""

from typing import Final

from django.db import connection, transaction

from permits.models import Permit
from permits.proof.models import PermitPlace
from portal.codes.lists import note_blocks
from portal.codes.models import BLOCK_SIZE

SUBJECT: Final = "permit"
REVOKED: Final = "permit-revoked"
IN_FORCE: Final = "permit-in-force"

_BLOCKS = "SELECT DISTINCT number / %s FROM permit_proof_permitplace WHERE permit_id > %s AND permit_id <= %s"


def place_of(permit: Permit) -> int:
    """Drawn when it has none yet; two at once get the same one."""
    known = PermitPlace.objects.filter(permit=permit).values_list("number", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        place, drawn = PermitPlace.objects.get_or_create(permit=permit)
        if drawn:
            note_blocks(SUBJECT, {place.number // BLOCK_SIZE})
    return place.number


@transaction.atomic
def note_permit(permit_id: int) -> None:
    """The lists that hold this permit are to be built again."""
    note_permits(permit_id - 1, permit_id)


def note_permits(after: int, upto: int) -> None:
    """Days of permits with keys above `after`, through `upto`, have moved. Call it last in the transaction that moved them: the blocks
    stay locked until its end."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, [BLOCK_SIZE, after, upto])
        blocks = {number for (number,) in cursor.fetchall()}
    note_blocks(SUBJECT, blocks)
