"""The status lists of 6,300,000 patents, 1 % of them annulled: loaded into the table, built from it and weighed, none of it reckoned.

How well "in-force" packs depends on how mixed it is. Neighbours were issued together, but whether they go on paying is their own
affair: the table has a tenth that lapsed, here and there. Then the same with half of them, the worst that can be."""

import gzip
import time
from datetime import timedelta

from django.db import connection, transaction

from bench.aims import judged
from patents.credential.indices import IN_FORCE, REVOKED, note_block
from portal import clock
from portal.codes.lists import build_block
from portal.codes.models import BLOCK_SIZE, StatusList

PATENTS, AIM = 6_300_000, 1_000_000
BLOCKS = -(-PATENTS // BLOCK_SIZE)
# Bare rows: no person, no case. What they refer to is not looked at by the lists.
_LOAD = (
    """
    INSERT INTO patents_patent (id, case_id, person_id, series, number, region, profession, granted_on, issued_on, begins_on, expires_on,
                                paid_through, annulled_on, status)
    SELECT n, n, 1, '77', lpad(n::text, 10, '0'), '77', 'other', %(today)s, %(today)s, %(today)s, %(end)s,
           CASE WHEN (hashint8(n) & 1023) < 102 THEN %(today)s::date - 1 ELSE %(end)s END,
           CASE WHEN hashint8(n + 1) % 100 = 0 THEN %(today)s::date END,
           CASE WHEN hashint8(n + 1) % 100 = 0 THEN 'annulled' ELSE 'issued' END
    FROM generate_series(0, %(last)s) n
    """,
    "INSERT INTO credential_credentialindex (number, patent_id) SELECT n, n FROM generate_series(0, %(last)s) n",
)
_HALF_OF_THEM = "UPDATE patents_patent SET paid_through = %(today)s::date - 1 WHERE hashint8(id) % 2 = 0"
_WHAT_GUARDS_A_ROW = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
 WHERE contype IN ('f', 'c') AND conrelid IN ('patents_patent'::regclass, 'credential_credentialindex'::regclass)
"""


def run() -> None:
    _load()
    print(f"Status lists of {PATENTS:,} patents, {BLOCKS} blocks of {BLOCK_SIZE:,}, 1 % annulled: bytes, and packed for the journey")
    _build_and_weigh("a tenth has lapsed")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE patents_patent DISABLE TRIGGER USER")
        _execute(cursor, _HALF_OF_THEM)
    _build_and_weigh("half has lapsed")


def _build_and_weigh(what: str) -> None:
    start = time.perf_counter()
    for block in range(BLOCKS):
        build_block("patent", block)
    spent = time.perf_counter() - start
    print(f"  {what}: all blocks built in {spent:.1f} s")
    for kind in (REVOKED, IN_FORCE):
        tokens = [row.token.encode() for row in StatusList.objects.filter(kind=kind)]
        assert len(tokens) == BLOCKS
        plain, packed = [len(token) for token in tokens], [len(gzip.compress(token)) for token in tokens]
        print(
            f"    {kind:<9} all {sum(plain):>10,}, packed {sum(packed):>10,}; the largest block {max(plain):>8,}, packed {max(packed):>8,}"
            f"{_judged(kind, sum(plain))}"
        )


def _judged(kind: str, size: int) -> str:
    if kind != REVOKED:
        return ""
    return f"   aim: all under {AIM:,}{judged(f'status list {kind}: size of all', met=size < AIM)}"


@transaction.atomic
def _load() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WHAT_GUARDS_A_ROW)
        for table, name in cursor.fetchall():  # bare rows, in a database of this measurement alone
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute("ALTER TABLE patents_patent DISABLE TRIGGER USER")
        for statement in _LOAD:
            _execute(cursor, statement)
        cursor.execute("ALTER TABLE patents_patent ENABLE TRIGGER USER")
    for block in range(BLOCKS):
        note_block(block)


def _execute(cursor: object, statement: str) -> None:
    today = clock.today()
    values = {"today": today, "end": today + timedelta(days=364), "last": PATENTS - 1}
    cursor.execute(statement.replace("% ", "%% "), values)  # type: ignore[attr-defined]
