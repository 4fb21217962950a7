"""Each patent's place in the status lists, given once."""

from django.db import connection, transaction

from patents.credential.models import CredentialIndex
from patents.models import Patent

BLOCK_SIZE = 2**20


def index_of(patent: Patent) -> int:
    """The patent's place; drawn when it has none yet."""
    known = CredentialIndex.objects.filter(patent=patent).values_list("number", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        place, drawn = CredentialIndex.objects.get_or_create(patent=patent)
        if drawn:
            note_block(place.number // BLOCK_SIZE)
    return place.number


@transaction.atomic
def note_change(patent_id: int) -> None:
    """The lists that hold this patent are to be built again."""
    index = index_of(Patent.objects.get(pk=patent_id))
    note_block(index // BLOCK_SIZE)


def note_block(block: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO credential_statusblock (number, changed, built) VALUES (%s, 1, 0)"
            " ON CONFLICT (number) DO UPDATE SET changed = credential_statusblock.changed + 1",
            [block],
        )


@transaction.atomic
def give_missing_indices() -> int:
    """A place for every issued patent that has none; returns how many were given."""
    missing = list(
        Patent.objects.exclude(issued_on=None).filter(credential_index=None).order_by("pk").values_list("pk", flat=True)[:50_000]
    )
    CredentialIndex.objects.bulk_create([CredentialIndex(patent_id=pk) for pk in missing], ignore_conflicts=True, batch_size=5000)
    given = CredentialIndex.objects.filter(patent__in=missing).values_list("number", flat=True)
    for block in {number // BLOCK_SIZE for number in given}:
        note_block(block)
    return len(missing)
