"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('credential', '0001_places_and_lists'), ('credential', '0002_a_place_for_each_card'), ('credential', '0003_lists_move_to_the_codes_of_all_kinds')]

    initial = True

    dependencies = [
        ('codes', '0001_blocks_and_lists_of_every_kind'),
        ('patents', '0007_the_later_life_of_patents'),
    ]

    operations = [
        migrations.CreateModel(
            name='CredentialIndex',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='patents.patent')),
                ('for_card', models.BooleanField(db_default=False, default=False)),
                ('replaced_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'place in the status lists',
                'verbose_name_plural': 'places in the status lists',
                'constraints': [models.UniqueConstraint(condition=models.Q(('for_card', False), ('replaced_at', None)), fields=('patent',), name='one_place_for_the_sheet_in_force')],
                'triggers': [pgtrigger.compiler.Trigger(name='an_index_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2c5baa1853d822333a485e18d1aadbe3a06cd707', operation='DELETE', pgid='pgtrigger_an_index_is_kept_42a02', table='credential_credentialindex', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_index_is_given_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."patent_id" IS DISTINCT FROM (NEW."patent_id") OR OLD."for_card" IS DISTINCT FROM (NEW."for_card"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2fb7df5415dc50172450a21aa439e202fda4f9a7', operation='UPDATE', pgid='pgtrigger_an_index_is_given_once_d8798', table='credential_credentialindex', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_replaced_index_never_comes_back', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."replaced_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c63639a5ce9903ba340d1ca1d0f8814e41179a58', operation='UPDATE', pgid='pgtrigger_a_replaced_index_never_comes_back_94dcc', table='credential_credentialindex', when='BEFORE'))],
            },
        ),
    ]
