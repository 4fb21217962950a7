"""0001 to 0005 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registration', '0001_registration'), ('registration', '0002_questions_to_the_host'), ('registration', '0003_doubts_are_returned'), ('registration', '0004_address_days'), ('registration', '0005_addresses_of_before')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('jobs', '0001_initial'),
        ('permits', '0001_permits'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='GuestCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code_hash', models.CharField(max_length=64, unique=True)),
                        ('expires_at', models.DateTimeField()),
                        ('used_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guest_codes', to='profiles.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Host',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('person', 'a person'), ('organisation', 'an organisation or an employer'), ('hotel', 'a hotel, a hostel or another place that lets rooms')], max_length=12, verbose_name='who you are')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('inn', models.CharField(max_length=12, verbose_name='INN')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('address', models.CharField(max_length=300, verbose_name='address')),
                        ('phone', models.CharField(max_length=20, verbose_name='phone')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'host',
                        'verbose_name_plural': 'hosts',
                        'constraints': [models.UniqueConstraint(fields=('owner', 'inn', 'address'), name='host_once_per_address'), models.CheckConstraint(condition=models.Q(('inn__regex', '^([0-9]{10}|[0-9]{12})$')), name='host_inn_format')],
                    },
                ),
                migrations.CreateModel(
                    name='ArrivalNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                        ('claim_hash', models.CharField(blank=True, max_length=64)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('family_name', models.CharField(max_length=200, verbose_name='family name')),
                        ('given_names', models.CharField(blank=True, max_length=200, verbose_name='given names')),
                        ('birth_date', models.DateField(verbose_name='date of birth')),
                        ('citizenship', models.CharField(max_length=3, verbose_name='citizenship')),
                        ('document_number', models.CharField(max_length=20, verbose_name='number of the document')),
                        ('arrived_on', models.DateField(verbose_name='arrived on')),
                        ('stay_until', models.DateField(verbose_name='stays until')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('address', models.CharField(max_length=300, verbose_name='address')),
                        ('filed_at', models.DateTimeField()),
                        ('filed_on', models.DateField(verbose_name='filed on')),
                        ('due_on', models.DateField(verbose_name='last day for the notice')),
                        ('status', models.CharField(choices=[('waiting', 'waiting for the guest to confirm'), ('confirmed', 'registered'), ('denied', 'the guest says: not me'), ('departed', 'departed'), ('moved', 'arrived elsewhere'), ('cancelled', 'cancelled as fictitious')], default='waiting', max_length=10, verbose_name='state')),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('ended_on', models.DateField(null=True)),
                        ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('guest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='profiles.person')),
                        ('permit', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='arrival', to='permits.permit')),
                        ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='registration.host')),
                        ('profile_address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.address')),
                    ],
                    options={
                        'verbose_name': 'notice of arrival',
                        'verbose_name_plural': 'notices of arrival',
                        'indexes': [models.Index(fields=['host', '-id'], name='arrival_of_host'), models.Index(fields=['guest', '-id'], name='arrival_of_guest'), models.Index(fields=['region', '-id'], name='arrival_of_region')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'confirmed')), fields=('guest',), name='one_registration_per_guest'), models.CheckConstraint(condition=models.Q(('arrived_on__lte', models.F('filed_on'))), name='arrival_before_its_notice'), models.CheckConstraint(condition=models.Q(('stay_until__gte', models.F('arrived_on'))), name='guest_stays_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('permit__isnull', True), ('status__in', ['waiting', 'denied'])), models.Q(('guest__isnull', False), ('permit__isnull', False), ('status__in', ['confirmed', 'departed', 'moved', 'cancelled'])), _connector='OR'), name='registered_guest_has_a_permit')],
                        'triggers': [pgtrigger.compiler.Trigger(name='arrival_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{waiting:confirmed,waiting:denied,confirmed:departed,confirmed:moved,confirmed:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='4a7659188664c05cf9664849a3d25270b1e14f33', operation='UPDATE', pgid='pgtrigger_arrival_moves_as_the_table_says_182e7', table='registration_arrivalnotice', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_the_host_typed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."host_id" IS DISTINCT FROM (NEW."host_id") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."citizenship" IS DISTINCT FROM (NEW."citizenship") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."arrived_on" IS DISTINCT FROM (NEW."arrived_on") OR OLD."stay_until" IS DISTINCT FROM (NEW."stay_until") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."filed_by_id" IS DISTINCT FROM (NEW."filed_by_id") OR OLD."filed_on" IS DISTINCT FROM (NEW."filed_on") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='27d2b59bd87785fea17f701cf176f0b6d00daad5', operation='UPDATE', pgid='pgtrigger_what_the_host_typed_stays_3b366', table='registration_arrivalnotice', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ArrivalList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('shown_name', models.CharField(max_length=120, verbose_name='file')),
                        ('total', models.PositiveIntegerField(verbose_name='rows')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='arrival_list', to='jobs.job')),
                        ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='registration.host')),
                    ],
                ),
                migrations.CreateModel(
                    name='ArrivalListRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('told', portal.crypto.EncryptedTextField(blank=True)),
                        ('done_at', models.DateTimeField(null=True)),
                        ('problem', models.CharField(blank=True, max_length=60)),
                        ('field', models.CharField(blank=True, max_length=20)),
                        ('arrival_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registration.arrivallist')),
                        ('notice', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='list_row', to='registration.arrivalnotice')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('arrival_list', 'number'), name='arrival_row_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('notice__isnull', True)), models.Q(('done_at__isnull', False), models.Q(models.Q(('notice__isnull', False), ('problem', '')), models.Q(('notice__isnull', True), models.Q(('problem', ''), _negated=True)), _connector='OR')), _connector='OR'), name='done_arrival_row_has_a_notice_or_a_problem')],
                    },
                ),
                migrations.CreateModel(
                    name='Doubt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.TextField(max_length=2000, verbose_name='what shows it')),
                        ('proposed_at', models.DateTimeField()),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doubts', to='registration.arrivalnotice')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('return_reason', models.TextField(blank=True, db_default='', default='', max_length=2000)),
                        ('returned_at', models.DateTimeField(null=True)),
                        ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='cancelling_takes_two_people'), models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('notice',), name='one_doubt_of_a_notice'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='doubt_one_end'), models.CheckConstraint(condition=models.Q(models.Q(('return_reason', ''), ('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('return_reason', ''), _negated=True)), _connector='OR'), name='returned_doubt_has_person_and_words')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_was_doubted_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."notice_id" IS DISTINCT FROM (NEW."notice_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='42d0b347f0aff7ad04c2f2fe4b2a4f17a8a3dfee', operation='UPDATE', pgid='pgtrigger_what_was_doubted_stays_603f7', table='registration_doubt', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='HostQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=2000, verbose_name='what you ask the host')),
                        ('asked_at', models.DateTimeField()),
                        ('asked_on', models.DateField()),
                        ('answer_by', models.DateField(verbose_name='answer by')),
                        ('answer', models.TextField(blank=True, max_length=2000)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answered_on', models.DateField(null=True)),
                        ('taken_back_at', models.DateTimeField(null=True)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='registration.arrivalnotice')),
                        ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None), ('taken_back_at', None)), fields=('notice',), name='one_open_question_of_a_notice'), models.CheckConstraint(condition=models.Q(('answer_by__gt', models.F('asked_on')), models.Q(('text', ''), _negated=True)), name='question_has_words_and_a_later_day'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_on__isnull', False), ('taken_back_at__isnull', True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_question_has_words_and_time'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='question_taken_back_says_by_whom')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_was_asked_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."notice_id" IS DISTINCT FROM (NEW."notice_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_on" IS DISTINCT FROM (NEW."asked_on") OR OLD."answer_by" IS DISTINCT FROM (NEW."answer_by"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2d31c740a2097dea6d3aca180873cd1ec45da428', operation='UPDATE', pgid='pgtrigger_what_was_asked_stays_91255', table='registration_hostquestion', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
