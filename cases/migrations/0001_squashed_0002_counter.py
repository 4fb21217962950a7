"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('cases', '0001_initial'), ('cases', '0002_counter')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('profiles', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference number')),
                        ('procedure', models.CharField(max_length=40, verbose_name='procedure')),
                        ('status', models.CharField(choices=[('draft', 'not sent yet'), ('submitted', 'sent, waiting for an officer'), ('in_review', 'being reviewed'), ('info_requested', 'waiting for the applicant'), ('proposed', 'decision being confirmed'), ('granted', 'granted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='draft', max_length=16, verbose_name='status')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('answers', models.JSONField(default=dict)),
                        ('submission_key', models.UUIDField(null=True, unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('submitted_at', models.DateTimeField(null=True, verbose_name='sent')),
                        ('accepted_on', models.DateField(null=True, verbose_name='accepted on')),
                        ('decide_by', models.DateField(null=True, verbose_name='decide by')),
                        ('decide_by_steps', models.JSONField(default=list)),
                        ('assigned_at', models.DateTimeField(null=True)),
                        ('overdue_announced_on', models.DateField(null=True)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_taken', to=settings.AUTH_USER_MODEL)),
                        ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='accounts.office')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='profiles.person')),
                    ],
                    options={
                        'verbose_name': 'case',
                        'verbose_name_plural': 'cases',
                        'indexes': [models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'proposed'])), fields=['office', 'decide_by', 'id'], name='case_queue'), models.Index(condition=models.Q(('status__in', ['in_review', 'info_requested', 'proposed'])), fields=['assigned_to', 'decide_by', 'id'], name='case_mine'), models.Index(condition=models.Q(('overdue_announced_on__isnull', True), ('status__in', ['submitted', 'in_review', 'info_requested', 'proposed'])), fields=['decide_by'], name='case_overdue'), models.Index(fields=['person', '-id'], name='case_person'), models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'proposed'])), fields=['office', 'status', 'decide_by', 'id'], name='case_queue_by_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'in_review', 'info_requested', 'proposed'])), fields=('person', 'procedure'), name='one_open_case_per_person_and_procedure'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn']), models.Q(('accepted_on__isnull', False), ('decide_by__isnull', False), ('office__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='sent_case_has_dates_and_office'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'withdrawn']), ('assigned_to__isnull', False), _connector='OR'), name='case_in_work_has_an_officer')],
                        'triggers': [pgtrigger.compiler.Trigger(name='case_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:submitted,draft:withdrawn,submitted:in_review,submitted:withdrawn,in_review:submitted,in_review:info_requested,in_review:proposed,in_review:withdrawn,info_requested:in_review,info_requested:withdrawn,proposed:in_review,proposed:granted,proposed:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='02e653fb006d8dcc18ecf2e6d8f9b53e8fb03f90', operation='UPDATE', pgid='pgtrigger_case_status_moves_as_the_table_says_8c3a0', table='cases_case', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='CaseDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('attached_at', models.DateTimeField(auto_now_add=True)),
                        ('replaced_at', models.DateTimeField(null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='cases.case')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='profiles.document')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('case', 'document', 'kind'), name='attached_once'), models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('case', 'kind'), name='one_current_document_per_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='CaseVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('answers', models.JSONField()),
                        ('person', models.JSONField()),
                        ('documents', models.JSONField()),
                        ('sent_at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='cases.case')),
                        ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='case_version_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='case_version_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ef25d5c28c4ce8e9711f37c6b6344e9f11a37fd', operation='UPDATE OR DELETE', pgid='pgtrigger_case_version_is_a_fact_37d5e', table='cases_caseversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(choices=[('granted', 'grant'), ('refused', 'refuse')], max_length=8)),
                        ('ground', models.CharField(blank=True, max_length=40)),
                        ('article', models.CharField(max_length=200)),
                        ('reason', models.TextField(max_length=4000)),
                        ('proposed_at', models.DateTimeField()),
                        ('content_hash', models.CharField(max_length=64)),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('returned_at', models.DateTimeField(null=True)),
                        ('return_reason', models.TextField(blank=True, max_length=2000)),
                        ('decided_on', models.DateField(null=True)),
                        ('appeal_by', models.DateField(null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cases.case')),
                        ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='decision_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('decided_on__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='confirmation_has_person_and_time'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='confirmed_or_returned'), models.CheckConstraint(condition=models.Q(('outcome', 'granted'), models.Q(('ground', ''), _negated=True), _connector='OR'), name='refusal_names_its_ground'), models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('case',), name='one_decision_in_force_per_case')],
                    },
                ),
                migrations.CreateModel(
                    name='InformationRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=2000, verbose_name='what you ask the applicant')),
                        ('document_kinds', models.JSONField(default=list)),
                        ('asked_at', models.DateTimeField(auto_now_add=True)),
                        ('answer_by', models.DateField(verbose_name='answer by')),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answer', models.TextField(blank=True, max_length=2000)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='cases.case')),
                        ('counter', models.JSONField(default=list)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('case',), name='one_open_request_per_case')],
                    },
                ),
                migrations.CreateModel(
                    name='SeenAtCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what', models.CharField(max_length=20)),
                        ('seen_on', models.DateField()),
                        ('seen_at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='cases.case')),
                        ('seen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='seen_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1da5e1e9099bed830d9f461bb8bae037220baa3d', operation='UPDATE OR DELETE', pgid='pgtrigger_seen_is_a_fact_d8a96', table='cases_seenatcounter', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
