"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('watch', '0001_initial'), ('watch', '0002_professions_are_compared')]

    initial = True

    dependencies = [
        ('employment', '0001_employers_consents_and_checks'),
        ('patents', '0002_patents_begin_on_a_day_of_their_own'),
        ('profiles', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Watch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status', models.CharField(choices=[('active', 'active'), ('ended', 'ended')], default='active', max_length=8)),
                        ('reference', models.CharField(blank=True, max_length=60, verbose_name='your reference')),
                        ('begins_on', models.DateField()),
                        ('ends_on', models.DateField(verbose_name='last day')),
                        ('created_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('ended_by', models.CharField(blank=True, choices=[('worker', 'the worker ended it'), ('consent', 'the consent ended'), ('date', 'its last day passed')], max_length=8)),
                        ('look_on', models.DateField()),
                        ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='employment.sharecode')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='employment.organisation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='profiles.person')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('status', 'active')), fields=['look_on', 'id'], name='watch_due'), models.Index(condition=models.Q(('status', 'active')), fields=['person'], name='watch_of_person')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('consent',), name='one_watch_per_consent'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='watch_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', ''), ('status', 'active')), models.Q(('ended_at__isnull', False), ('status', 'ended'), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='ended_watch_says_by_whom')],
                        'triggers': [pgtrigger.compiler.Trigger(name='watch_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{active:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c3f71753c8be51ff4c3b4af34bf6d760f4c6ae91', operation='UPDATE', pgid='pgtrigger_watch_status_moves_as_the_table_says_40b2f', table='watch_watch', when='BEFORE')), pgtrigger.compiler.Trigger(name='watch_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='685861b9f1c5ef45be75dc2c0c5bc907d072c60f', operation='DELETE', pgid='pgtrigger_watch_is_not_deleted_a505f', table='watch_watch', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WatchedPatent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(max_length=16)),
                        ('until', models.DateField(null=True)),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patents.patent')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='patents', to='watch.watch')),
                        ('profession', models.CharField(max_length=120, null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('watch', 'patent'), name='watched_patent_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WatchNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=16)),
                        ('until', models.DateField(null=True)),
                        ('days', models.PositiveSmallIntegerField(default=0)),
                        ('told_on', models.DateField()),
                        ('told_at', models.DateTimeField()),
                        ('patent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patents.patent')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='watch.watch')),
                        ('profession', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'ending')), fields=('watch', 'patent', 'until', 'days'), name='end_told_once'), models.UniqueConstraint(condition=models.Q(('kind', 'ended')), fields=('watch',), name='end_of_watch_told_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='watch_notice_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='75f5da46ba1502fd250620d45460ca99cdd36fa8', operation='UPDATE OR DELETE', pgid='pgtrigger_watch_notice_is_a_fact_4abae', table='watch_watchnotice', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
