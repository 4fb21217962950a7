"""Addresses that confirmations wrote before they were linked: each gets its registration and its first day, and where the registration
is over, its end. An address that the person typed in other words, or that another registration shares, stays as it is."""

from django.db import migrations

SQL = """
WITH told AS (
    SELECT DISTINCT ON (a.id) n.id AS notice_id, a.id AS address_id
    FROM registration_arrivalnotice n
    JOIN permits_permit p ON p.id = n.permit_id
    JOIN profiles_address a ON a.person_id = n.guest_id AND a.region = n.region AND a.text = n.address
        AND a.registered_until = p.valid_until_stated
    WHERE n.profile_address_id IS NULL AND a.starts_on IS NULL AND a.ended_on IS NULL
    ORDER BY a.id, n.id DESC
)
UPDATE registration_arrivalnotice n SET profile_address_id = one.address_id
FROM (SELECT notice_id, max(address_id) AS address_id FROM told GROUP BY notice_id) one WHERE n.id = one.notice_id;

UPDATE profiles_address a SET starts_on = p.issued_on
FROM registration_arrivalnotice n JOIN permits_permit p ON p.id = n.permit_id
WHERE n.profile_address_id = a.id AND a.starts_on IS NULL;

UPDATE profiles_address a SET
    is_current = false,
    end_reason = CASE n.status WHEN 'departed' THEN 'left' WHEN 'moved' THEN 'moved' ELSE 'cancelled' END,
    ended_on = CASE n.status
        WHEN 'departed' THEN GREATEST(n.ended_on, a.starts_on - 1)
        WHEN 'moved' THEN GREATEST(n.ended_on - 1, a.starts_on - 1)
        ELSE a.starts_on - 1 END
FROM registration_arrivalnotice n
WHERE n.profile_address_id = a.id AND n.status IN ('departed', 'moved', 'cancelled') AND a.ended_on IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("registration", "0004_address_days")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
