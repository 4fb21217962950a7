"""The lists of one full block of permits, 2^20 places: built from the table and weighed. A hundredth is annulled, a tenth has run out, here
and there; a code's verifier fetches these two lists and no other. How many permits have no code does not matter: they have no place."""

import gzip
import time

from django.db import connection, transaction

from permits.proof.places import IN_FORCE, REVOKED, SUBJECT
from portal import clock
from portal.codes.lists import build_block, note_blocks
from portal.codes.models import BLOCK_SIZE, StatusList

# Bare rows: no person. What they refer to is not looked at by the lists.
_LOAD = (
    """
    INSERT INTO permits_permit (id, person_id, kind, series, number, citizenship, region, issued_on, valid_until_stated, valid_until,
                                status, ended_on, ground, entered_at)
    SELECT n, 1, 'temporary_residence', '77', '26' || lpad(n::text, 8, '0'), 'TJ', '77', %(today)s::date - 900, last, last,
           CASE WHEN ended THEN 'annulled' ELSE 'in_force' END, CASE WHEN ended THEN %(today)s::date END, '', now()
      FROM (SELECT n, CASE WHEN (hashint8(n) & 1023) < 102 THEN %(today)s::date - 1 ELSE %(today)s::date + 200 END AS last,
                   hashint8(n + 1) % 100 = 0 AS ended FROM generate_series(1, %(size)s) n) AS permits
    """,
    "INSERT INTO permit_proof_permitplace (number, permit_id) SELECT n - 1, n FROM generate_series(1, %(size)s) n",
)
_GUARDS = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'permits_permit'::regclass"


def run() -> None:
    _load()
    start = time.perf_counter()
    build_block(SUBJECT, 0)
    print(f"Lists of {BLOCK_SIZE:,} permits, 1 % annulled, a tenth has run out: built in {time.perf_counter() - start:.1f} s")
    for kind in (REVOKED, IN_FORCE):
        token = StatusList.objects.get(kind=kind).token.encode()
        print(f"    {kind:<16} {len(token):>9,} bytes, packed {len(gzip.compress(token)):>9,}")


@transaction.atomic
def _load() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS)
        for (name,) in cursor.fetchall():  # bare rows, in a database of this measurement alone
            cursor.execute(f'ALTER TABLE permits_permit DROP CONSTRAINT "{name}"')
        for statement in _LOAD:
            cursor.execute(statement.replace("% ", "%% "), {"today": clock.today(), "size": BLOCK_SIZE})
        note_blocks(SUBJECT, {0})
