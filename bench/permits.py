"""A table of permits, as many as wanted, in the time it takes to write them: no triggers, no people, no cases."""

from typing import Any

# Of 63 permits ten are residence permits that end in the second half of 2028; the others lie around them, of all kinds and days.
_LOAD = """
    INSERT INTO permits_permit (id, person_id, kind, series, number, citizenship, region, issued_on, valid_until_stated, valid_until,
                                status, ended_on, ground, entered_at)
    SELECT n, n, kind, '77', '26' || lpad(n::text, 8, '0'), (ARRAY['TJ', 'UZ', 'KG', 'AM', 'AZ'])[1 + n % 5],
           (ARRAY['77', '78', '50', '47', '23'])[1 + n % 5], last - 1000, last, last,
           'in_force', NULL, 'CONTRACT', now()
    FROM (SELECT n, CASE WHEN n % 63 < 10 THEN 'temporary_residence' ELSE (ARRAY['temporary_stay', 'permanent_residence',
                 'residence_registration', 'stay_registration', 'temporary_asylum'])[1 + n % 5] END AS kind,
                 CASE WHEN n % 63 < 10 THEN date '2028-07-01' + (n * 7919 % 184)::int
                          ELSE date '2027-01-01' + (n * 7919 % 1400)::int END AS last
          FROM generate_series({first}::bigint, {last}::bigint) n) numbered
"""
ORDER: dict[str, Any] = {
    "act": "Act", "kinds": ["temporary_residence"], "window_from": "2028-07-01", "window_to": "2028-12-31", "mode": "plus_days",
    "days": 90, "effective_from": "2026-01-01",
}  # fmt: skip


def load(connection: Any, *, first: int, last: int) -> None:
    """As a superuser: only they may switch off the triggers that would look for a person of each permit. In pieces, as tables grow."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        for begin in range(first, last + 1, 500_000):
            cursor.execute(_LOAD.format(first=begin, last=min(begin + 499_999, last)))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("VACUUM ANALYZE permits_permit")
        cursor.execute("CHECKPOINT")
