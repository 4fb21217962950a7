"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('events', '0001_initial'), ('events', '0002_words'), ('events', '0003_no_index_twice')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('occurred_at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField(null=True)),
                ('payload', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_subject'), models.Index(condition=models.Q(('person_id__isnull', False)), fields=['person_id', 'id'], name='event_person')],
                'triggers': [pgtrigger.compiler.Trigger(name='event_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='faf04eb2690cf196d20c140f1161edfcf77a7dfb', operation='UPDATE OR DELETE', pgid='pgtrigger_event_is_a_fact_ef737', table='events_event', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler', models.CharField(max_length=120, verbose_name='handler')),
                ('status', models.CharField(choices=[('pending', 'waits'), ('delivered', 'delivered'), ('parked', 'parked')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                ('finished_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='last error')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='events.event')),
            ],
            options={
                'verbose_name_plural': 'deliveries of events',
                'indexes': [models.Index(condition=models.Q(('status', 'pending')), fields=['next_attempt_at', 'id'], name='delivery_due')],
                'constraints': [models.UniqueConstraint(fields=('event', 'handler'), name='one_delivery_per_event_and_handler')],
                'verbose_name': 'delivery of an event',
            },
        ),
    ]
