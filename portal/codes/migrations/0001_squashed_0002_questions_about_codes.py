"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


# The application's role may not delete from the table. This runs with the owner's rights and deletes what is due, nothing else.
FORGET = """
    CREATE FUNCTION codes_forget_questions(at_most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH due AS (
            SELECT id FROM public.codes_codequestion
            WHERE keep_until < (now() AT TIME ZONE 'Europe/Moscow')::date ORDER BY id LIMIT at_most FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM public.codes_codequestion WHERE id IN (SELECT id FROM due) RETURNING 1
        )
        SELECT count(*) FROM gone
    $$
"""


class Migration(migrations.Migration):

    replaces = [('codes', '0001_blocks_and_lists_of_every_kind'), ('codes', '0002_questions_about_codes')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StatusBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('changed', models.BigIntegerField(default=1)),
                ('built', models.BigIntegerField(default=0)),
                ('built_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_block_per_kind_and_number'), models.CheckConstraint(condition=models.Q(('built__lte', models.F('changed'))), name='no_block_is_built_before_it_changed')],
            },
        ),
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('sequence', models.BigIntegerField(verbose_name='sequence number')),
                ('built_at', models.DateTimeField(verbose_name='built at')),
                ('token', models.TextField()),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='codes.statusblock')),
            ],
            options={
                'verbose_name': 'status list',
                'verbose_name_plural': 'status lists',
                'constraints': [models.UniqueConstraint(fields=('block', 'kind'), name='one_list_per_block'), models.CheckConstraint(condition=models.Q(('sequence__gt', 0)), name='a_status_list_has_a_sequence')],
                'triggers': [pgtrigger.compiler.Trigger(name='the_sequence_of_a_status_list_grows', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."sequence" <= (OLD."sequence"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bf6f4313c2d04299d8ab214a027051fb7afabb98', operation='UPDATE', pgid='pgtrigger_the_sequence_of_a_status_list_grows_c3c50', table='codes_statuslist', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CodeQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('network', models.BinaryField(max_length=16)),
                ('account_id', models.BigIntegerField(null=True)),
                ('door', models.CharField(max_length=10)),
                ('asked', models.BinaryField(max_length=16)),
                ('result', models.CharField(max_length=20)),
                ('keep_until', models.DateField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['keep_until'], name='code_question_keep_until')],
                'triggers': [pgtrigger.compiler.Trigger(name='code_question_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b224af5c76f19bfa141e28024300be1f64ca9f5e', operation='UPDATE', pgid='pgtrigger_code_question_is_a_fact_13702', table='codes_codequestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='code_question_is_kept_for_its_term', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.keep_until >= (now() AT TIME ZONE 'Europe/Moscow')::date)", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3acbc14613800709660c6274b2a270aafae531c6', operation='DELETE', pgid='pgtrigger_code_question_is_kept_for_its_term_a76b5', table='codes_codequestion', when='BEFORE'))],
            },
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION codes_forget_questions(integer)"),
    ]
