"""The published status lists (IETF Token Status List): one bit per patent, built from the table by the database itself.

`revoked`: 1 = the patent is annulled, or the sheet or card of this place was replaced. `in-force`: 1 = the patent is valid on the day
of the list, in its region. With both, somebody without network can tell a code printed before a later payment from one whose patent has
ended since, and a replaced card from an annulled patent."""

import base64
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Length

from patents.credential.indices import BLOCK_SIZE, give_missing_indices
from patents.credential.models import StatusBlock, StatusList
from patents.credential.statuses import TYPE
from portal import clock
from portal.legal import regions
from portal.signing.jws import sign_jws
from portal.signing.models import SigningKey

TTL = timedelta(hours=1)  # when to fetch again
LIFE = timedelta(hours=48)  # when a kept list is too old to rely on
BLOCK_BYTES = BLOCK_SIZE // 8

# One row per byte that is not zero. The rule is `patents.rules.validity.validity_on`; a test compares the two.
_BYTES = """
SELECT (i.number %% {size}) / 8,
       bit_or((p.status = 'annulled' OR i.replaced_at IS NOT NULL)::int << (i.number %% 8)::int),
       bit_or((p.status = 'issued' AND p.begins_on <= t.today AND t.today <= p.valid_through
               AND (p.annulled_on IS NULL OR t.today < p.annulled_on))::int << (i.number %% 8)::int)
  FROM credential_credentialindex i
  JOIN patents_patent p ON p.id = i.patent_id
  JOIN (VALUES {days}) AS t (region, today) ON t.region = p.region
 WHERE i.number >= %s AND i.number < %s
 GROUP BY 1
"""


def list_address(kind: str, block: int) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/.well-known/status/{kind}/{block}"


def build_due() -> int:
    """Build every block in which something happened, and each block once an hour: days begin at full hours, region by region.

    Returns how many blocks were built. Two workers never build the same block at once; what another one holds is left to it."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if not StatusBlock.objects.filter(built_at__gte=hour).exists():  # the first run of the hour; events bring the rest
        while give_missing_indices():
            pass
    due = Q(changed__gt=F("built")) | Q(built_at=None) | Q(built_at__lt=hour)
    blocks = StatusBlock.objects.filter(due).order_by("built_at", "number").values_list("number", flat=True)
    return sum(build_block(number) for number in list(blocks))


@transaction.atomic
def build_block(number: int) -> bool:
    """Build both lists of a block. False when another worker is at it."""
    block = StatusBlock.objects.select_for_update(skip_locked=True).filter(number=number).first()
    if block is None:
        return False
    moment = clock.now()  # before the rows are read: the list never claims to know more than it saw
    revoked, in_force = bits(number, at=moment)
    for kind, content in ((StatusList.Kind.REVOKED, revoked), (StatusList.Kind.IN_FORCE, in_force)):
        _publish(block, kind, content, moment)
    block.built, block.built_at = block.changed, moment
    block.save(update_fields=["built", "built_at"])
    return True


def bits(block: int, *, at: datetime) -> tuple[bytes, bytes]:
    """The bitmaps "revoked" and "in force" of a block at a moment, which is a civil date in each region."""
    revoked, in_force = bytearray(BLOCK_BYTES), bytearray(BLOCK_BYTES)
    for position, annulled, valid in _rows(block, at):
        revoked[position], in_force[position] = annulled, valid
    return bytes(revoked), bytes(in_force)


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


def overview() -> dict[str, Any]:
    """All lists with their sequence numbers, dates and sizes: what to fetch, without fetching it."""
    rows = StatusList.objects.order_by("block_id", "kind").values_list("kind", "block_id", "sequence", "built_at", Length("token"))
    lists = [
        {
            "kind": kind,
            "block": block,
            "uri": list_address(kind, block),
            "seq": sequence,
            "built_at": built_at.isoformat(timespec="seconds"),
            "bytes": size,
        }
        for kind, block, sequence, built_at, size in rows
    ]
    return {"block_size": BLOCK_SIZE, "lists": lists}


def _rows(block: int, at: datetime) -> Iterable[tuple[int, int, int]]:
    days = [(region.code, at.astimezone(region.zone).date()) for region in regions.all_regions()]
    query = _BYTES.format(size=BLOCK_SIZE, days=", ".join(["(%s, %s::date)"] * len(days)))
    with connection.cursor() as cursor:
        cursor.execute(query, [*(value for pair in days for value in pair), block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    return rows


def _publish(block: StatusBlock, kind: str, content: bytes, moment: datetime) -> None:
    known = StatusList.objects.filter(block=block, kind=kind).first() or StatusList(block=block, kind=kind, sequence=0)
    known.sequence += 1
    known.built_at = moment
    known.token = token(kind=kind, block=block.number, content=content, sequence=known.sequence, at=moment)
    known.save()
