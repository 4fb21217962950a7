"""0001 to 0005 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('permits', '0001_permits'), ('permits', '0002_orders_counted'), ('permits', '0003_mistaken_entries'), ('permits', '0004_children_and_parents'), ('permits', '0005_no_index_twice')]

    initial = True

    dependencies = [
        ('cases', '0002_counter'),
        ('profiles', '0014_no_index_twice'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='PermitSequence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=24)),
                        ('region', models.CharField(max_length=2)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'region', 'year'), name='one_sequence_per_kind_region_and_year')],
                    },
                ),
                migrations.CreateModel(
                    name='Permit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('temporary_stay', 'extension of temporary stay'), ('temporary_residence', 'temporary residence permit (RVP)'), ('permanent_residence', 'residence permit (VNZh)'), ('study_residence', 'temporary residence permit for education (RVPO)'), ('stay_registration', 'registration at the place of stay'), ('residence_registration', 'registration at the place of residence'), ('temporary_asylum', 'certificate of temporary asylum'), ('refugee_certificate', 'refugee certificate')], max_length=24, verbose_name='kind')),
                        ('series', models.CharField(blank=True, max_length=10, verbose_name='series')),
                        ('number', models.CharField(max_length=20, verbose_name='number')),
                        ('citizenship', models.CharField(max_length=3, verbose_name='citizenship on the day of issue')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('issued_on', models.DateField(verbose_name='issued on')),
                        ('valid_until_stated', models.DateField(blank=True, null=True, verbose_name='valid until, as the document says')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until, as the law has it today')),
                        ('status', models.CharField(choices=[('in_force', 'in force'), ('replaced', 'replaced by a newer document'), ('annulled', 'annulled'), ('ended', 'ended'), ('mistaken', 'entered by mistake')], default='in_force', max_length=10, verbose_name='status')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='first day without it')),
                        ('ground', models.CharField(blank=True, max_length=40, verbose_name='ground')),
                        ('entered_at', models.DateTimeField(auto_now_add=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='cases.case')),
                        ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='permits.permit')),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='profiles.person')),
                        ('predecessor', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='permits.permit')),
                        ('orders_counted', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True, size=None)),
                    ],
                    options={
                        'verbose_name': 'permit',
                        'verbose_name_plural': 'permits',
                        'indexes': [models.Index(fields=['kind', 'valid_until_stated'], name='permit_stated'), models.Index(fields=['person', '-id'], name='permit_of_person'), django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['valid_until'], name='permit_valid_until')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='permit_has_a_number'), models.CheckConstraint(condition=models.Q(('valid_until_stated__isnull', True), ('valid_until_stated__gte', models.F('issued_on')), _connector='OR'), name='permit_ends_after_its_issue'), models.CheckConstraint(condition=models.Q(models.Q(('valid_until__isnull', True), ('valid_until_stated__isnull', True)), models.Q(('valid_until__gte', models.F('valid_until_stated')), ('valid_until__isnull', False), ('valid_until_stated__isnull', False)), _connector='OR'), name='the_law_never_shortens_a_permit'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('status', 'in_force')), models.Q(models.Q(('status', 'in_force'), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='ended_permit_has_its_day'), models.CheckConstraint(condition=models.Q(('orders_counted__isnull', True), ('orders_counted__len__gt', 0), _connector='OR'), name='no_counted_orders_are_null'), models.UniqueConstraint(condition=models.Q(('status', 'mistaken'), _negated=True), fields=('kind', 'series', 'number'), name='permit_number_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_is_printed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."series" IS DISTINCT FROM (NEW."series") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."citizenship" IS DISTINCT FROM (NEW."citizenship") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."valid_until_stated" IS DISTINCT FROM (NEW."valid_until_stated") OR OLD."orders_counted" IS DISTINCT FROM (NEW."orders_counted"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='333c779f5420740559b0b706cbfe6f4dd5dd3706', operation='UPDATE', pgid='pgtrigger_what_is_printed_stays_9a590', table='permits_permit', when='BEFORE')), pgtrigger.compiler.Trigger(name='permit_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{in_force:replaced,in_force:annulled,in_force:ended,in_force:mistaken}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='5ab4edba8ce5d3e679153b13ebd07962eecb755f', operation='UPDATE', pgid='pgtrigger_permit_status_moves_as_the_table_says_6d4ea', table='permits_permit', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_child_does_not_outlast_the_parent', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."follows_id" IS NOT NULL AND NEW."kind" = \'temporary_residence\' AND NEW."predecessor_id" IS NULL)', func="\nIF EXISTS (SELECT 1 FROM permits_permit p WHERE p.id = NEW.follows_id AND p.valid_until < COALESCE(NEW.valid_until_stated, 'infinity'))\nTHEN RAISE EXCEPTION 'a_child_does_not_outlast_the_parent: the permit that it follows ends before' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN NEW;\n", hash='798897a4d5a33a29eafc477c07b0a461fa91ea5e', operation='INSERT', pgid='pgtrigger_a_child_does_not_outlast_the_parent_f6188', table='permits_permit', when='BEFORE'))],
                    },
                ),
            ],
        ),
        migrations.RunSQL("ALTER TABLE permits_permit SET (fillfactor = 85)", "ALTER TABLE permits_permit RESET (fillfactor)"),
    ]
