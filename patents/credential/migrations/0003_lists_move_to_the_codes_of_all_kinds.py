"""Blocks and lists of patents become blocks and lists among those of all kinds: same addresses, and sequence numbers that go on."""

from django.db import migrations

MOVE = """
INSERT INTO codes_statusblock (subject, number, changed, built, built_at)
SELECT 'patent', number, changed, built, built_at FROM credential_statusblock;
INSERT INTO codes_statuslist (block_id, kind, sequence, built_at, token)
SELECT b.id, l.kind, l.sequence, l.built_at, l.token
  FROM credential_statuslist l JOIN codes_statusblock b ON b.subject = 'patent' AND b.number = l.block_id;
"""
BACK = """
INSERT INTO credential_statusblock (number, changed, built, built_at)
SELECT number, changed, built, built_at FROM codes_statusblock WHERE subject = 'patent';
INSERT INTO credential_statuslist (block_id, kind, sequence, built_at, token)
SELECT b.number, l.kind, l.sequence, l.built_at, l.token
  FROM codes_statuslist l JOIN codes_statusblock b ON b.id = l.block_id WHERE b.subject = 'patent';
DELETE FROM codes_statuslist WHERE block_id IN (SELECT id FROM codes_statusblock WHERE subject = 'patent');
DELETE FROM codes_statusblock WHERE subject = 'patent';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0001_blocks_and_lists_of_every_kind"),
        ("credential", "0002_a_place_for_each_card"),
    ]

    operations = [
        migrations.RunSQL(MOVE, BACK),
        migrations.RemoveField(model_name="statuslist", name="block"),
        migrations.DeleteModel(name="StatusBlock"),
        migrations.DeleteModel(name="StatusList"),
    ]
