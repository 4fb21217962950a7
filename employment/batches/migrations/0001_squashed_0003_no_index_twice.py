"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('batches', '0001_initial'), ('batches', '0002_asked_by_a_program'), ('batches', '0003_no_index_twice')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('employment', '0003_papers_and_looks'),
        ('jobs', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('status', models.CharField(choices=[('uploaded', 'read, not started'), ('started', 'started'), ('discarded', 'discarded'), ('swept', 'removed after 30 days')], default='uploaded', max_length=10, verbose_name='state')),
                        ('shown_name', models.CharField(max_length=120, verbose_name='file')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='rows')),
                        ('unreadable', models.PositiveIntegerField(default=0, verbose_name='rows that cannot be asked about')),
                        ('created_at', models.DateTimeField()),
                        ('started_on', models.DateField(null=True)),
                        ('keep_until', models.DateField()),
                        ('job', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batch', to='jobs.job')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='employment.organisation')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('token', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='employment.apitoken')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['organisation', '-id'], name='batch_of_organisation'), models.Index(condition=models.Q(('started_on__isnull', False)), fields=['organisation', 'started_on'], name='batch_of_day'), models.Index(condition=models.Q(('status', 'swept'), _negated=True), fields=['keep_until'], name='batch_to_sweep')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('unreadable__lte', models.F('total'))), name='batch_counts_fit'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'started'), _negated=True), models.Q(('job__isnull', False), ('started_on__isnull', False)), _connector='OR'), name='started_batch_has_a_job')],
                        'triggers': [pgtrigger.compiler.Trigger(name='batch_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{uploaded:started,uploaded:discarded,started:swept,discarded:swept}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='08ed70aa3bb1d25904ee4d60f8c78e520010c250', operation='UPDATE', pgid='pgtrigger_batch_status_moves_as_the_table_says_aa003', table='batches_batch', when='BEFORE')), pgtrigger.compiler.Trigger(name='batch_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c0e864050cfa7e9baecba0cfd184a2799f1265d2', operation='DELETE', pgid='pgtrigger_batch_is_not_deleted_e6967', table='batches_batch', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='BatchRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('asked', portal.crypto.EncryptedTextField()),
                        ('reference', models.CharField(blank=True, max_length=120)),
                        ('done_at', models.DateTimeField(null=True)),
                        ('problem', models.CharField(blank=True, max_length=60)),
                        ('result', models.CharField(blank=True, max_length=30)),
                        ('valid_through', models.DateField(null=True)),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='batches.batch')),
                        ('receipt', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batch_row', to='employment.patentcheck')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['batch', 'number'], name='batch_row_to_do')],
                        'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='batch_row_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('receipt__isnull', True), ('result', '')), models.Q(('done_at__isnull', False), models.Q(models.Q(('problem', ''), ('receipt__isnull', False)), models.Q(('receipt__isnull', True), models.Q(('problem', ''), _negated=True)), _connector='OR')), _connector='OR'), name='done_row_has_a_receipt_or_a_problem')],
                    },
                ),
            ],
        ),
    ]
