"""0001 to 0004 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('disputes', '0001_initial'), ('disputes', '0002_overdue_is_announced'), ('disputes', '0003_public_answers_too'), ('disputes', '0004_numbers_of_other_formats')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('employment', '0004_words_for_the_days_of_employers'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Dispute',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference number')),
                        ('side', models.CharField(choices=[('worker', 'worker'), ('employer', 'employer')], max_length=8)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('about', models.CharField(choices=[('paid', 'The patent is paid, the answer says it is not valid'), ('ended', 'The patent has ended, the answer says it is valid'), ('found', 'The patent exists, the answer says there is none'), ('region', 'The region is wrong'), ('profession', 'The profession is wrong'), ('other', 'Something else')], max_length=12, verbose_name='what is wrong')),
                        ('text', models.TextField(max_length=4000, verbose_name='why')),
                        ('status', models.CharField(choices=[('open', 'sent, waiting for an officer'), ('in_review', 'being looked at'), ('upheld', 'the answer was right'), ('corrected', 'the answer was wrong'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('opened_at', models.DateTimeField()),
                        ('opened_on', models.DateField()),
                        ('decide_by', models.DateField(verbose_name='answer by')),
                        ('decide_by_steps', models.JSONField(default=dict)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('decided_on', models.DateField(null=True)),
                        ('reason', models.TextField(blank=True, max_length=4000)),
                        ('was_wrong', models.TextField(blank=True, max_length=1000)),
                        ('mended_by', models.CharField(blank=True, max_length=200)),
                        ('check_receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='employment.patentcheck')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='accounts.office')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                        ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('overdue_announced_on', models.DateField(null=True)),
                        ('answer_on', models.DateField(null=True)),
                        ('asked_number', models.CharField(blank=True, max_length=20)),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employment.organisation')),
                        ('series', models.CharField(blank=True, max_length=6)),
                        ('told', models.CharField(blank=True, choices=[('valid', 'valid'), ('not_valid', 'not valid'), ('not_found', 'no such patent')], max_length=10)),
                    ],
                    options={
                        'verbose_name': 'dispute',
                        'verbose_name_plural': 'disputes',
                        'indexes': [models.Index(condition=models.Q(('status__in', ['open', 'in_review'])), fields=['office', 'decide_by', 'id'], name='dispute_queue'), models.Index(condition=models.Q(('overdue_announced_on__isnull', True), ('status__in', ['open', 'in_review'])), fields=['decide_by', 'id'], name='dispute_overdue')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'in_review'])), fields=('check_receipt', 'side'), name='one_pending_dispute_per_side'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_review'), _negated=True), ('taken_by__isnull', False), _connector='OR'), name='dispute_in_work_has_an_officer'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_on__isnull', False), ('status__in', ['upheld', 'corrected']), ('taken_by__isnull', False), models.Q(('reason', ''), _negated=True)), models.Q(('status__in', ['upheld', 'corrected']), _negated=True), _connector='OR'), name='decided_dispute_has_reason_and_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'corrected'), _negated=True), models.Q(models.Q(('was_wrong', ''), _negated=True), models.Q(('mended_by', ''), _negated=True)), _connector='OR'), name='corrected_dispute_names_the_act'), models.CheckConstraint(condition=models.Q(('taken_by__isnull', True), models.Q(('taken_by', models.F('opened_by')), _negated=True), _connector='OR'), name='nobody_judges_their_own_dispute'), models.UniqueConstraint(condition=models.Q(('check_receipt__isnull', True), ('side', 'worker'), ('status__in', ['open', 'in_review'])), fields=('series', 'asked_number'), name='one_pending_dispute_of_the_holder'), models.UniqueConstraint(condition=models.Q(('check_receipt__isnull', True), ('side', 'employer'), ('status__in', ['open', 'in_review'])), fields=('organisation', 'series', 'asked_number'), name='one_pending_dispute_per_employer'), models.CheckConstraint(condition=models.Q(models.Q(('asked_number', ''), ('check_receipt__isnull', False), ('organisation__isnull', True), ('series', ''), ('told', ''), ('answer_on__isnull', True)), models.Q(('answer_on__isnull', False), ('check_receipt__isnull', True), ('told__in', ['valid', 'not_valid', 'not_found']), ('asked_number__regex', '^[0-9A-ZА-ЯЁ]{1,20}$'), ('series__regex', '^[0-9A-ZА-ЯЁ]{1,6}$'), models.Q(models.Q(('organisation__isnull', False), ('side', 'employer')), models.Q(('organisation__isnull', True), ('person__isnull', False), ('side', 'worker')), _connector='OR')), _connector='OR'), name='dispute_is_about_one_answer')],
                        'triggers': [pgtrigger.compiler.Trigger(name='dispute_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{open:in_review,open:withdrawn,in_review:open,in_review:upheld,in_review:corrected,in_review:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='4aa3f2c6f6095016b90087065e1220629db93f0e', operation='UPDATE', pgid='pgtrigger_dispute_status_moves_as_the_table_says_6b1b6', table='disputes_dispute', when='BEFORE')), pgtrigger.compiler.Trigger(name='dispute_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='069921b2a6c68a7156196f62d61cc4d2285fe555', operation='DELETE', pgid='pgtrigger_dispute_is_not_deleted_816c5', table='disputes_dispute', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DisputeFile',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('file', models.FileField(max_length=200, upload_to='')),
                        ('shown_name', models.CharField(max_length=120)),
                        ('content_type', models.CharField(max_length=60)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('dispute', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attached', to='disputes.dispute')),
                    ],
                ),
            ],
        ),
    ]
