"""A table of patents, as many as wanted, in the time it takes to write them: no triggers, no people, no cases."""

from typing import Any

# Number 26 and the serial. Of ten patents seven are valid, one lapsed, one expired, one annulled.
_LOAD = """
    INSERT INTO patents_patent (id, case_id, person_id, series, number, region, profession, granted_on, issued_on, begins_on, expires_on,
                                paid_through, annulled_on, status)
    SELECT n, n, n, '77', '26' || lpad(n::text, 8, '0'), '77', 'construction-worker', begins, begins, begins,
           begins + CASE n % 10 WHEN 1 THEN -1 ELSE 364 END, begins + CASE n % 10 WHEN 0 THEN 29 WHEN 1 THEN -1 ELSE 119 END,
           CASE n % 10 WHEN 2 THEN current_date - 5 END, CASE n % 10 WHEN 2 THEN 'annulled' ELSE 'issued' END
    FROM (SELECT n, current_date - 40 - (n * 7919 % 50)::int AS begins FROM generate_series({first}::bigint, {last}::bigint) n) numbered
"""


def load(connection: Any, *, first: int, last: int) -> None:
    """As a superuser: only they may switch off the triggers that would look for a case and a person of each patent."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_LOAD.format(first=first, last=last))
        cursor.execute("VACUUM ANALYZE patents_patent")
        cursor.execute("CHECKPOINT")
