"""Entries that two officers withdrew as mistaken before there was a state for them: they get it, and their numbers become free.

The trigger that keeps states to the table of transitions does not know a way from "ended", and should not: it is off for this statement."""

from django.db import migrations

_TRIGGER = "pgtrigger_permit_status_moves_as_the_table_says_6d4ea"
WITHDRAWN = f"""
ALTER TABLE permits_permit DISABLE TRIGGER {_TRIGGER};
UPDATE permits_permit AS p SET status = 'mistaken'
  FROM permit_desk_permitending AS e
 WHERE e.permit_id = p.id AND e.ground = 'ENTERED_IN_ERROR' AND e.confirmed_at IS NOT NULL AND p.status = 'ended';
ALTER TABLE permits_permit ENABLE TRIGGER {_TRIGGER};
"""  # noqa: S608 (text of this program alone)


class Migration(migrations.Migration):
    dependencies = [("permit_desk", "0002_early_ends"), ("permits", "0003_mistaken_entries")]

    operations = [migrations.RunSQL(WITHDRAWN, reverse_sql=migrations.RunSQL.noop)]
