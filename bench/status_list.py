"""The status lists of one full block (2^20 patents, 1 % annulled): time to build them from the table, size as published.

6.3 million patents are six such blocks and a bit: the last lines multiply. How well "in-force" packs depends on how mixed it is, so
three mixtures are weighed from bitmaps alone."""

import time
from datetime import timedelta
from random import Random

from django.db import connection, transaction

from patents.credential.indices import BLOCK_SIZE, note_block
from patents.credential.lists import BLOCK_BYTES, build_block, token
from patents.credential.models import StatusList
from portal import clock

PATENTS, AIM = 6_300_000, 1_000_000
BLOCKS = PATENTS / BLOCK_SIZE
# Bare rows: no person, no case. What they refer to is not looked at by the lists.
_LOAD = (
    """
    INSERT INTO patents_patent (id, case_id, person_id, series, number, region, profession, granted_on, issued_on, begins_on, expires_on,
                                paid_through, annulled_on, status)
    SELECT n, n, 1, '77', lpad(n::text, 10, '0'), '77', 'other', %(today)s, %(today)s, %(today)s, %(end)s,
           CASE WHEN hashint8(n) % 100 < 10 THEN %(today)s::date ELSE %(end)s END,
           CASE WHEN hashint8(n + 1) % 100 = 0 THEN %(today)s::date END,
           CASE WHEN hashint8(n + 1) % 100 = 0 THEN 'annulled' ELSE 'issued' END
    FROM generate_series(1, %(many)s) n
    """,
    "INSERT INTO credential_credentialindex (number, patent_id) SELECT n, n FROM generate_series(1, %(many)s) n",
)

_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
 WHERE contype = 'f' AND conrelid IN ('patents_patent'::regclass, 'credential_credentialindex'::regclass)
"""


def run() -> None:
    _load()
    start = time.perf_counter()
    build_block(0)
    spent = time.perf_counter() - start
    sizes = {row.kind: len(row.token) for row in StatusList.objects.all()}
    print(f"status lists of one block of {BLOCK_SIZE:,}: built in {spent:.1f} s; {sizes['revoked']:,} and {sizes['in-force']:,} bytes")
    print(f"  of {PATENTS:,} patents: built in {spent * BLOCKS:.0f} s; revoked {sizes['revoked'] * BLOCKS:,.0f} bytes (aim {AIM:,})")
    for share in (0.02, 0.1, 0.5):
        weight = len(token(kind="in-force", block=0, content=_mixed(share), sequence=1, at=clock.now())) * BLOCKS
        print(f"  in-force of {PATENTS:,}, {share:.0%} of the bits unlike their neighbours: {weight:,.0f} bytes")


@transaction.atomic
def _load() -> None:
    today = clock.today()
    values = {"today": today, "end": today + timedelta(days=364), "many": BLOCK_SIZE - 1}
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        for table, name in cursor.fetchall():  # bare rows, in a database of this measurement alone
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for statement in _LOAD:
            cursor.execute(statement.replace("% ", "%% "), values)
    note_block(0)


def _mixed(share: float) -> bytes:
    """A bitmap in which each bit is 1 with this probability."""
    random, content = Random(1), bytearray(BLOCK_BYTES)
    for number in range(BLOCK_SIZE):
        content[number // 8] |= (random.random() < share) << number % 8
    return bytes(content)
