"""Indexes of the tables that grow fastest: none repeats another, since writing one costs as much as writing the row."""

import pytest
from django.db import connection

# Redundant: a plain index whose columns another one begins with.
_REPEATED = """
    SELECT less.indexrelid::regclass::text
    FROM pg_index less JOIN pg_index more ON less.indrelid = more.indrelid AND less.indexrelid <> more.indexrelid
    WHERE less.indrelid = %s::regclass AND NOT less.indisunique AND less.indpred IS NULL AND more.indpred IS NULL
      AND less.indexprs IS NULL AND (more.indkey::text || ' ') LIKE (less.indkey::text || ' %%')
      AND (more.indkey::text <> less.indkey::text OR more.indisunique OR less.indexrelid > more.indexrelid)
"""
GROWING = [
    "appointments_booking", "appointments_slot", "batches_batchrow", "edge_idempotentrequest", "edge_limitwindow", "edge_session",
    "employment_patentcheck", "events_delivery", "events_event", "notifications_message", "patents_question", "patents_registryline",
    "permits_permit", "profiles_accessrecord",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("table", GROWING)
def test_no_index_of_a_table_that_grows_repeats_the_beginning_of_another(table):
    with connection.cursor() as cursor:
        cursor.execute(_REPEATED, [table])
        assert cursor.fetchall() == []
