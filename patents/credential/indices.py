"""Places in the status lists: one for the sheet in force, one for each card. Given once, replaced at most once."""

from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from patents.credential.models import CredentialIndex
from patents.models import Patent
from portal import clock
from portal.codes.lists import note_blocks
from portal.codes.models import BLOCK_SIZE

SUBJECT: Final = "patent"
REVOKED: Final = "revoked"  # the lists of patents have the plain names: theirs were the first
IN_FORCE: Final = "in-force"


def index_of(patent: Patent) -> int:
    """The place of the sheet in force; drawn when it has none yet."""
    known = _of_the_sheet().filter(patent=patent).values_list("number", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        place, drawn = _of_the_sheet().get_or_create(patent=patent)
        if drawn:
            note_block(place.number // BLOCK_SIZE)
    return place.number


def place_of_a_card(patent: Patent) -> int:
    """A place of its own for one more card. Its list is built again by the card's event: a batch does not hold the block until its end."""
    return CredentialIndex.objects.create(patent=patent, for_card=True).number


@transaction.atomic
def replace_place(number: int) -> None:
    """Codes that name this place do not count any more, whatever their patent does. Again changes nothing."""
    if CredentialIndex.objects.filter(number=number, replaced_at=None).update(replaced_at=clock.now()):
        note_block(number // BLOCK_SIZE)


@transaction.atomic
def replace_sheet(patent: Patent) -> int:
    """A new sheet comes into force in this very transaction: codes of the one before do not count any more. Returns the new place."""
    for number in _of_the_sheet().filter(patent=patent).values_list("number", flat=True):
        replace_place(number)
    return index_of(patent)


@transaction.atomic
def note_change(patent_id: int) -> None:
    """The lists that hold this patent, its cards and its former sheets are to be built again."""
    index_of(Patent.objects.get(pk=patent_id))
    places = CredentialIndex.objects.filter(patent_id=patent_id).values_list("number", flat=True)
    note_blocks(SUBJECT, {number // BLOCK_SIZE for number in places})


def note_block(block: int) -> None:
    note_blocks(SUBJECT, {block})


@transaction.atomic
def give_missing_indices() -> int:
    """A place for every issued patent that has none; returns how many were given."""
    without = Patent.objects.exclude(issued_on=None).exclude(Exists(_of_the_sheet().filter(patent=OuterRef("pk"))))
    missing = list(without.order_by("pk").values_list("pk", flat=True)[:50_000])
    CredentialIndex.objects.bulk_create([CredentialIndex(patent_id=pk) for pk in missing], ignore_conflicts=True, batch_size=5000)
    given = _of_the_sheet().filter(patent__in=missing).values_list("number", flat=True)
    note_blocks(SUBJECT, {number // BLOCK_SIZE for number in given})
    return len(missing)


def _of_the_sheet() -> QuerySet[CredentialIndex]:
    return CredentialIndex.objects.filter(for_card=False, replaced_at=None)
