"""0001 in fewer steps, for databases that have not taken it (docs/operations.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import permits.status.models
import pgtrigger.compiler
import portal.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('status', '0001_status')]

    initial = True

    dependencies = [
        ('profiles', '0004_stays'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='ReminderRound',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True)),
                        ('done_through', models.BigIntegerField(default=0)),
                        ('finished_at', models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='ReminderWish',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=permits.status.models.every_day, size=None)),
                        ('alarms', models.BooleanField(default=True, verbose_name='alarms in the calendar')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='WorkContract',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('begins_on', models.DateField(verbose_name='first day of work')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day of the contract')),
                        ('told_at', models.DateTimeField()),
                        ('retired_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('person',), name='one_work_contract'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='work_contract_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('secret_hash', models.CharField(max_length=64, unique=True)),
                        ('made_at', models.DateTimeField()),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person',), name='one_calendar_address')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120)),
                        ('digest', models.CharField(max_length=64)),
                        ('sequence', models.PositiveIntegerField(default=0)),
                        ('changed_at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='calendar_event_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DutyDone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120)),
                        ('told_at', models.DateTimeField()),
                        ('taken_back_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('person', 'key'), name='duty_done_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120)),
                        ('due_on', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('sent_at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'key', 'due_on', 'days'), name='reminded_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='reminder_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c9b13b576154b03b84eabdb10d375bd8ebfeb51a', operation='UPDATE OR DELETE', pgid='pgtrigger_reminder_is_a_fact_90a24', table='status_reminder', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
