"""0001 to 0004 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import portal.crypto
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('employment', '0001_employers_consents_and_checks'), ('employment', '0002_api_tokens'), ('employment', '0003_papers_and_looks'), ('employment', '0004_words_for_the_days_of_employers')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('patents', '0002_patents_begin_on_a_day_of_their_own'),
        ('profiles', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=15, unique=True, verbose_name='number')),
                        ('kind', models.CharField(choices=[('company', 'company or organisation'), ('sole_trader', 'sole trader'), ('person', 'person who hires for a household')], max_length=12, verbose_name='kind')),
                        ('inn', models.CharField(max_length=12, verbose_name='INN')),
                        ('kpp', models.CharField(blank=True, max_length=9, verbose_name='KPP')),
                        ('ogrn', models.CharField(blank=True, max_length=15, verbose_name='OGRN or OGRNIP')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                        ('phone', models.CharField(max_length=20, verbose_name='phone')),
                        ('status', models.CharField(choices=[('pending', 'waiting for an officer'), ('confirmed', 'confirmed'), ('refused', 'refused'), ('suspended', 'suspended')], default='pending', max_length=10, verbose_name='state')),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('created_at', models.DateTimeField(verbose_name='applied at')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                        ('reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'employer',
                        'verbose_name_plural': 'employers',
                        'indexes': [models.Index(condition=models.Q(('status', 'pending')), fields=['created_at', 'id'], name='organisation_queue')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'refused'), _negated=True), fields=('inn', 'kpp'), name='organisation_once'), models.CheckConstraint(condition=models.Q(models.Q(('inn__regex', '^[0-9]{10}$'), ('kind', 'company'), ('kpp__regex', '^[0-9]{4}[0-9A-Z]{2}[0-9]{3}$'), ('ogrn__regex', '^[0-9]{13}$')), models.Q(('inn__regex', '^[0-9]{12}$'), ('kind', 'sole_trader'), ('kpp', ''), ('ogrn__regex', '^[0-9]{15}$')), models.Q(('inn__regex', '^[0-9]{12}$'), ('kind', 'person'), ('kpp', ''), ('ogrn', '')), _connector='OR'), name='organisation_has_its_numbers'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('status', 'pending')), models.Q(models.Q(('status', 'pending'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='decided_organisation_has_an_officer'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['refused', 'suspended']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refused_organisation_has_words')],
                        'triggers': [pgtrigger.compiler.Trigger(name='organisation_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{pending:confirmed,pending:refused,confirmed:suspended,suspended:confirmed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='efd719b47b7b18d073afe92dc369cfed1baea20b', operation='UPDATE', pgid='pgtrigger_organisation_status_moves_as_the_table_says_78ecd', table='employment_organisation', when='BEFORE')), pgtrigger.compiler.Trigger(name='organisation_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3c1ea85afc5538560abfdf5e3ee0822ac5b7f3ca', operation='DELETE', pgid='pgtrigger_organisation_is_not_deleted_a2df3', table='employment_organisation', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('owner', 'owner: everything, people too'), ('hr', 'personnel: checks workers'), ('viewer', 'viewer: reads results')], max_length=8, verbose_name='role')),
                        ('joined_at', models.DateTimeField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='employment.organisation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'user'), name='member_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254)),
                        ('role', models.CharField(choices=[('owner', 'owner: everything, people too'), ('hr', 'personnel: checks workers'), ('viewer', 'viewer: reads results')], max_length=8)),
                        ('token_hash', models.CharField(max_length=64, unique=True)),
                        ('created_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('accepted_at', models.DateTimeField(null=True)),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='employment.organisation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('organisation', 'email'), name='one_open_invitation'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='invitation_accepted_or_revoked')],
                    },
                ),
                migrations.CreateModel(
                    name='ShareCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=15, unique=True, verbose_name='number')),
                        ('inn', models.CharField(max_length=12, verbose_name='INN of the employer')),
                        ('purpose', models.CharField(choices=[('hiring', 'to be hired'), ('current', 'I work there already')], max_length=8, verbose_name='what for')),
                        ('code_hash', models.CharField(max_length=64, unique=True)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('begins_on', models.DateField()),
                        ('ends_on', models.DateField(verbose_name='last day')),
                        ('created_at', models.DateTimeField()),
                        ('wrong_dates', models.PositiveSmallIntegerField(default=0)),
                        ('died_at', models.DateTimeField(null=True)),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='share_codes', to='employment.organisation')),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='share_codes', to='patents.patent')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='share_codes', to='profiles.person')),
                    ],
                    options={
                        'verbose_name': 'consent',
                        'indexes': [models.Index(fields=['person', '-id'], name='consent_of_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='consent_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('died_at__isnull', True), ('wrong_dates__lt', 5)), models.Q(('died_at__isnull', False), ('wrong_dates', 5)), _connector='OR'), name='code_dies_at_five')],
                        'triggers': [pgtrigger.compiler.Trigger(name='consent_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7470360d11ca5aca0ff7d33b3c5dc70d89e45dd8', operation='DELETE', pgid='pgtrigger_consent_is_not_deleted_87f1f', table='employment_sharecode', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ApiToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('checks:read', 'read checks'), ('checks:write', 'check workers')], max_length=20), size=None, verbose_name='allows')),
                        ('secret_hash', models.CharField(max_length=64, unique=True)),
                        ('submission_key', models.UUIDField(unique=True)),
                        ('made_at', models.DateTimeField()),
                        ('begins_on', models.DateField()),
                        ('ends_on', models.DateField(verbose_name='last day')),
                        ('last_used_on', models.DateField(null=True)),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='employment.organisation')),
                    ],
                    options={
                        'verbose_name': 'API token',
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on')), ('ends_on__lte', django.db.models.expressions.CombinedExpression(models.F('begins_on'), '+', models.Value(365)))), name='token_ends_within_a_year'), models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0), ('scopes__contained_by', ['checks:read', 'checks:write'])), name='token_has_known_scopes'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='token_has_a_name')],
                        'triggers': [pgtrigger.compiler.Trigger(name='token_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9a4dbea6267ee35455d1bbe086fa8dd0455ed3dd', operation='DELETE', pgid='pgtrigger_token_is_not_deleted_f1895', table='employment_apitoken', when='BEFORE')), pgtrigger.compiler.Trigger(name='token_ends_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."revoked_at" IS DISTINCT FROM (OLD."revoked_at") AND OLD."revoked_at" IS NOT NULL)', func="RAISE EXCEPTION 'a revoked token stays revoked';", hash='f00337e6db6b6b54d7b0944f35fe628a4486bd34', operation='UPDATE', pgid='pgtrigger_token_ends_for_good_f34e9', table='employment_apitoken', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PatentCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=15, unique=True, verbose_name='number')),
                        ('asked_at', models.DateTimeField(verbose_name='asked at')),
                        ('on', models.DateField()),
                        ('way', models.CharField(choices=[('number', 'by series and number'), ('code', 'by the worker’s code')], max_length=8, verbose_name='how')),
                        ('result', models.CharField(choices=[('valid', 'valid'), ('not_valid', 'not valid'), ('not_found', 'no such patent')], max_length=10, verbose_name='result')),
                        ('valid_through', models.DateField(null=True, verbose_name='valid through')),
                        ('submission_key', models.UUIDField()),
                        ('document', portal.crypto.EncryptedTextField()),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='employment.organisation')),
                        ('patent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patents.patent')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='patent_checks', to='profiles.person')),
                        ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='employment.sharecode')),
                        ('token', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='employment.apitoken')),
                    ],
                    options={
                        'verbose_name': 'check',
                        'verbose_name_plural': 'checks',
                        'indexes': [models.Index(fields=['organisation', '-id'], name='check_of_organisation'), models.Index(fields=['person', '-id'], name='check_of_person')],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'submission_key'), name='check_once_per_form'), models.CheckConstraint(condition=models.Q(models.Q(('consent__isnull', False), ('person__isnull', False), ('way', 'code')), models.Q(('consent__isnull', True), ('valid_through__isnull', True), ('way', 'number')), _connector='OR'), name='more_than_valid_needs_consent')],
                        'triggers': [pgtrigger.compiler.Trigger(name='check_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dddd744aafc38a1f4852278e182ad6538f615272', operation='UPDATE OR DELETE', pgid='pgtrigger_check_is_a_fact_c3afd', table='employment_patentcheck', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='AuthorityProof',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('file', models.FileField(max_length=200, upload_to='')),
                        ('shown_name', models.CharField(max_length=120)),
                        ('content_type', models.CharField(max_length=60)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('kind', models.CharField(choices=[('extract', 'extract from the register of companies or sole traders'), ('power', 'power of attorney'), ('order', 'order of appointment of the head'), ('other', 'another paper')], max_length=8, verbose_name='what it is')),
                        ('sent_at', models.DateTimeField()),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='employment.organisation')),
                        ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('organisation', 'sha256'), name='proof_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OrganisationLook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reader_role', models.CharField(max_length=12)),
                        ('office_name', models.CharField(blank=True, max_length=200)),
                        ('what', models.CharField(max_length=40)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='employment.organisation')),
                        ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['organisation', '-id'], name='look_of_organisation')],
                    },
                ),
            ],
        ),
    ]
