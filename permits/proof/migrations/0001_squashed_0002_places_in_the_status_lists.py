"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.db import migrations, models


# The application's role may not delete from the table. This runs with the owner's rights and deletes what is due, nothing else.
FORGET = """
    CREATE FUNCTION permits_forget_questions(at_most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH due AS (
            SELECT id FROM public.permit_proof_permitquestion
            WHERE keep_until < (now() AT TIME ZONE 'Europe/Moscow')::date ORDER BY id LIMIT at_most FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM public.permit_proof_permitquestion WHERE id IN (SELECT id FROM due) RETURNING 1
        )
        SELECT count(*) FROM gone
    $$
"""


class Migration(migrations.Migration):

    replaces = [('permit_proof', '0001_questions_of_the_public_check'), ('permit_proof', '0002_places_in_the_status_lists')]

    initial = True

    dependencies = [
        ('permits', '0001_permits'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='PermitQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField()),
                        ('network', models.BinaryField(max_length=16)),
                        ('account_id', models.BigIntegerField(null=True)),
                        ('asked', models.BinaryField(max_length=16)),
                        ('result', models.CharField(choices=[('valid', 'Valid'), ('not_valid', 'Not Valid'), ('not_found', 'Not Found'), ('refused', 'Refused')], max_length=10)),
                        ('keep_until', models.DateField()),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['keep_until'], name='permit_question_keep_until')],
                        'triggers': [pgtrigger.compiler.Trigger(name='permit_question_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='aa206f3d65b2a20fd64914208cace843b9fee374', operation='UPDATE', pgid='pgtrigger_permit_question_is_a_fact_58062', table='permit_proof_permitquestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='permit_question_is_kept_for_its_term', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.keep_until >= (now() AT TIME ZONE 'Europe/Moscow')::date)", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7b02c3bb7972e215675b39be7aecb470e82d7e14', operation='DELETE', pgid='pgtrigger_permit_question_is_kept_for_its_term_58ec9', table='permit_proof_permitquestion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PermitPlace',
                    fields=[
                        ('number', models.BigAutoField(primary_key=True, serialize=False)),
                        ('permit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='place', to='permits.permit')),
                    ],
                    options={
                        'verbose_name': 'place in the status lists',
                        'verbose_name_plural': 'places in the status lists',
                        'triggers': [pgtrigger.compiler.Trigger(name='a_place_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='048d5b487ad57b4828e1ce6f96f5fc7bd76448fb', operation='DELETE', pgid='pgtrigger_a_place_is_kept_e6aa5', table='permit_proof_permitplace', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_place_is_given_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."permit_id" IS DISTINCT FROM (NEW."permit_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cea77dcef1105f65ca6134650ad813bb969ecd2c', operation='UPDATE', pgid='pgtrigger_a_place_is_given_once_c059c', table='permit_proof_permitplace', when='BEFORE'))],
                    },
                ),
            ],
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION permits_forget_questions(integer)"),
    ]
