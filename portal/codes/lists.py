"""The published status lists (IETF Token Status List): one bit per place, built by the database itself from the tables of each room.

The first list of a kind says which codes have ended, the second, where a kind has one, which documents are valid on the day of the list,
in their region. With both, somebody without network can tell a code printed before a later payment or extension from one whose document
has ended since."""

import base64
import zlib
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Length

from portal import clock
from portal.codes.kinds import kind_named, kinds
from portal.codes.making import list_address
from portal.codes.models import BLOCK_SIZE, StatusBlock, StatusList
from portal.codes.statuses import TYPE
from portal.legal import regions
from portal.signing.jws import sign_jws
from portal.signing.models import SigningKey

TTL = timedelta(hours=1)  # when to fetch again
LIFE = timedelta(hours=48)  # when a kept list is too old to rely on
BLOCK_BYTES = BLOCK_SIZE // 8


def note_blocks(subject: str, numbers: set[int]) -> None:
    """These blocks hold something that changed: their lists are to be built again. In the order of their numbers, so that two
    transactions never lock crosswise. Their rows stay locked until the caller's transaction ends."""
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute(
                "INSERT INTO codes_statusblock AS known (subject, number, changed, built) VALUES (%s, %s, 1, 0)"
                " ON CONFLICT (subject, number) DO UPDATE SET changed = known.changed + 1",
                [subject, number],
            )


def note_all() -> None:
    """Every list is to be built again."""
    StatusBlock.objects.update(changed=F("changed") + 1)


def build_due() -> int:
    """Build every block in which something happened, and each block once an hour: days begin at full hours, region by region.

    Returns how many blocks were built. Two workers never build the same block at once; what another one holds is left to it."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    for kind in kinds():
        # In the first run of the hour; events bring the rest.
        if not StatusBlock.objects.filter(subject=kind.name, built_at__gte=hour).exists():
            while kind.give_places():
                pass
    due = Q(changed__gt=F("built")) | Q(built_at=None) | Q(built_at__lt=hour)
    blocks = StatusBlock.objects.filter(due, subject__in=[kind.name for kind in kinds()]).order_by("built_at", "subject", "number")
    return sum(build_block(*block) for block in list(blocks.values_list("subject", "number")))


@transaction.atomic
def build_block(subject: str, number: int) -> bool:
    """Build the lists of a block. False when another worker is at it."""
    block = StatusBlock.objects.select_for_update(skip_locked=True).filter(subject=subject, number=number).first()
    if block is None:
        return False
    moment = clock.now()  # before the rows are read: the list never claims to know more than it saw
    for name, content in zip(kind_named(subject).lists, bits(subject, number, at=moment), strict=True):
        _publish(block, name, content, moment)
    block.built, block.built_at = block.changed, moment
    block.save(update_fields=["built", "built_at"])
    return True


def bits(subject: str, block: int, *, at: datetime) -> tuple[bytes, ...]:
    """The bitmap of each list of a block at a moment, which is a civil date in each region."""
    kind = kind_named(subject)
    maps = tuple(bytearray(BLOCK_BYTES) for _list in kind.lists)
    for position, *values in kind.rows(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE, at):
        for bitmap, value in zip(maps, values, strict=True):
            bitmap[position] = value
    return tuple(bytes(bitmap) for bitmap in maps)


def days_by_region(at: datetime) -> tuple[str, list[Any]]:
    """Which day it is in each region, as rows of `VALUES (region, day)` and their parameters."""
    days = [(region.code, at.astimezone(region.zone).date()) for region in regions.all_regions()]
    return ", ".join(["(%s, %s::date)"] * len(days)), [value for pair in days for value in pair]


def token(*, kind: str, block: int, content: bytes, sequence: int, at: datetime) -> str:
    """The signed list."""
    issued = int(at.timestamp())
    packed = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")
    payload = {
        "sub": list_address(kind, block),
        "iat": issued,
        "exp": issued + int(LIFE.total_seconds()),
        "ttl": int(TTL.total_seconds()),
        "seq": sequence,
        "status_list": {"bits": 1, "lst": packed},
    }
    return sign_jws(payload, SigningKey.Purpose.STATUS, TYPE)


def stored_list(uri: str) -> str | None:
    """The published list behind an address, by its last two parts."""
    kind, _, block = "/".join(uri.split("/")[-2:]).partition("/")
    return stored(kind, int(block)) if block.isascii() and block.isdigit() and len(block) < 8 else None


def stored(kind: str, block: int) -> str | None:
    """`block` below ten million: larger ones have no column."""
    return StatusList.objects.filter(kind=kind, block__number=block).values_list("token", flat=True).first()


def overview() -> dict[str, Any]:
    """All lists with their sequence numbers, dates and sizes: what to fetch, without fetching it."""
    columns = ("kind", "block__number", "sequence", "built_at", Length("token"), "block__subject")
    rows = StatusList.objects.order_by("-block__subject", "block__number", "kind").values_list(*columns)
    lists = [
        {
            "kind": kind,
            "of": subject,
            "block": block,
            "uri": list_address(kind, block),
            "seq": sequence,
            "built_at": built_at.isoformat(timespec="seconds"),
            "bytes": size,
        }
        for kind, block, sequence, built_at, size, subject in rows
    ]
    return {"block_size": BLOCK_SIZE, "lists": lists}


def _publish(block: StatusBlock, kind: str, content: bytes, moment: datetime) -> None:
    known = StatusList.objects.filter(block=block, kind=kind).first() or StatusList(block=block, kind=kind, sequence=0)
    known.sequence += 1
    known.built_at = moment
    known.token = token(kind=kind, block=block.number, content=content, sequence=known.sequence, at=moment)
    known.save()
