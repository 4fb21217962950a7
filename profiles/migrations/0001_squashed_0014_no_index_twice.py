"""0001 to 0014 in one, for databases that have none of them (docs/operations.md)."""

import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import pgtrigger.compiler
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('profiles', '0001_initial'), ('profiles', '0002_people_are_found_by_a_word_of_their_name'), ('profiles', '0003_inn_of_a_person'), ('profiles', '0004_stays'), ('profiles', '0005_guardianship'), ('profiles', '0006_officers_end_a_guardianship'), ('profiles', '0007_hand_over_at_18'), ('profiles', '0008_a_child_is_younger'), ('profiles', '0009_a_second_guardian'), ('profiles', '0010_identity_compared'), ('profiles', '0011_money_is_searched_by_inn'), ('profiles', '0012_address_days'), ('profiles', '0013_documents_are_found_however_written'), ('profiles', '0014_no_index_twice')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('family_name', models.CharField(blank=True, max_length=200, verbose_name='family name')),
                        ('given_names', models.CharField(blank=True, max_length=200, verbose_name='given names')),
                        ('patronymic', models.CharField(blank=True, max_length=200, verbose_name='patronymic')),
                        ('family_name_ru', models.CharField(blank=True, max_length=200, verbose_name='family name in Russian letters')),
                        ('given_names_ru', models.CharField(blank=True, max_length=200, verbose_name='given names in Russian letters')),
                        ('patronymic_ru', models.CharField(blank=True, max_length=200, verbose_name='patronymic in Russian letters')),
                        ('birth_date', models.DateField(null=True, verbose_name='date of birth')),
                        ('birth_place', models.CharField(blank=True, max_length=200, verbose_name='place of birth')),
                        ('sex', models.CharField(blank=True, choices=[('F', 'female'), ('M', 'male'), ('X', 'not specified in the document')], max_length=1, verbose_name='sex')),
                        ('citizenship', models.CharField(blank=True, max_length=3, verbose_name='citizenship')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
                        ('inn', models.CharField(blank=True, db_default='', default='', max_length=12, verbose_name='INN')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'indexes': [models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('family_name'), name='varchar_pattern_ops'), name='person_family_name'), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('family_name_ru'), name='varchar_pattern_ops'), name='person_family_name_ru'), django.contrib.postgres.indexes.GinIndex(models.Func(models.Func(django.db.models.functions.text.Upper(models.Func(models.F('family_name'), models.Value(' '), models.F('family_name_ru'), arg_joiner=' || ', output_field=models.TextField(), template='(%(expressions)s)')), models.Value('Ё'), models.Value('Е'), function='translate', output_field=models.TextField()), models.Value('[^[:alpha:]]+'), function='regexp_split_to_array', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)), name='person_family_name_words'), models.Index(fields=['inn'], name='person_inn')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('inn', ''), ('inn__regex', '^[0-9]{12}$'), _connector='OR'), name='inn_of_a_person_has_twelve_digits')],
                        'triggers': [pgtrigger.compiler.Trigger(name='birth_date_keeps_a_child_younger', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM profiles_guardianship g JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_person c ON c.id = g.child_id\n    WHERE g.ended_on IS NULL AND (g.guardian_id = NEW.id OR g.child_id = NEW.id) AND p.birth_date >= c.birth_date\n) THEN\n    RAISE EXCEPTION 'a child is younger than who acts for it' USING ERRCODE = 'check_violation', CONSTRAINT = 'child_is_younger';\nEND IF;\nRETURN NULL;\n", hash='6a601f0d8b026f99f3c49847519913b90add072b', operation='UPDATE OF "birth_date"', pgid='pgtrigger_birth_date_keeps_a_child_younger_6392a', table='profiles_person', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='IdentityDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('passport', 'passport'), ('id_card', 'identity card'), ('other', 'another identity document'), ('birth_cert', 'birth certificate'), ('in_parents', 'entry in the parent’s passport')], max_length=10)),
                        ('number', models.CharField(max_length=20, verbose_name='number')),
                        ('issuing_state', models.CharField(max_length=3, verbose_name='issuing state')),
                        ('issued_on', models.DateField(null=True, verbose_name='date of issue')),
                        ('expires_on', models.DateField(null=True, verbose_name='date of expiry')),
                        ('mrz', models.CharField(blank=True, max_length=92)),
                        ('is_current', models.BooleanField(default=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_documents', to='profiles.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['issuing_state', 'number'], name='identity_document_number'), models.Index(models.F('issuing_state'), models.Func(django.db.models.functions.text.Upper(models.Func('number', models.Value('[^[:alnum:]]'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.TextField())), models.Value('OI'), models.Value('01'), function='translate', output_field=models.TextField()), condition=models.Q(('is_current', True)), name='identity_document_as_read')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('person',), name='one_current_identity_document'), models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('expires_on__isnull', True), ('issued_on__lt', models.F('expires_on')), _connector='OR'), name='document_issued_before_expiry')],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entered_on', models.DateField(verbose_name='date of entry')),
                        ('purpose', models.CharField(choices=[('work', 'work'), ('study', 'study'), ('private', 'private visit'), ('tourism', 'tourism'), ('business', 'business'), ('service', 'official visit'), ('transit', 'transit')], max_length=10, verbose_name='purpose on the migration card')),
                        ('card_series', models.CharField(max_length=4, verbose_name='series of the migration card')),
                        ('card_number', models.CharField(max_length=7, verbose_name='number of the migration card')),
                        ('stay_until', models.DateField(blank=True, null=True, verbose_name='stay until, as the card says')),
                        ('is_current', models.BooleanField(default=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='profiles.person')),
                    ],
                    options={
                        'verbose_name_plural': 'entries',
                        'constraints': [models.UniqueConstraint(fields=('person', 'entered_on', 'card_series', 'card_number'), name='entry_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('person',), name='one_current_entry'), models.CheckConstraint(condition=models.Q(('card_series__regex', '^[0-9]{4}$'), ('card_number__regex', '^[0-9]{7}$')), name='migration_card_format')],
                    },
                ),
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('kind', models.CharField(max_length=40)),
                        ('file', models.FileField(max_length=200, upload_to='-')),
                        ('shown_name', models.CharField(max_length=120)),
                        ('content_type', models.CharField(max_length=40)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('pages', models.PositiveSmallIntegerField(default=1)),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='profiles.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', 'kind'], name='document_person_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Address',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('text', models.CharField(max_length=300, verbose_name='address')),
                        ('registered_until', models.DateField(blank=True, null=True, verbose_name='registered until')),
                        ('is_current', models.BooleanField(default=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='profiles.person')),
                        ('end_reason', models.CharField(blank=True, choices=[('left', 'the person left it'), ('moved', 'registered elsewhere'), ('cancelled', 'never valid: the registration was cancelled')], db_default='', default='', max_length=10)),
                        ('ended_on', models.DateField(blank=True, null=True)),
                        ('starts_on', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'addresses',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('person',), name='one_current_address'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), ('is_current', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='ended_address_says_why_and_is_not_current'), models.CheckConstraint(condition=models.Q(('ended_on__gte', django.db.models.expressions.CombinedExpression(models.F('starts_on'), '-', models.Value(datetime.timedelta(days=1))))), name='address_ends_no_earlier_than_before_its_first_day')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reader_role', models.CharField(max_length=12)),
                        ('office_name', models.CharField(blank=True, max_length=200)),
                        ('what', models.CharField(max_length=40)),
                        ('reason', models.CharField(max_length=120)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='access_records', to='profiles.person')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', '-id'], name='access_of_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Stay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entered_on', models.DateField(blank=True, null=True, verbose_name='date of entry')),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name='date of exit')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('retired_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='profiles.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('entered_on__isnull', False), ('left_on__isnull', False), _connector='OR'), name='stay_has_a_day'), models.CheckConstraint(condition=models.Q(('entered_on__isnull', True), ('left_on__isnull', True), ('left_on__gte', models.F('entered_on')), _connector='OR'), name='stay_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('person', 'entered_on', 'left_on'), name='stay_told_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='Guardianship',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kinship', models.CharField(choices=[('parent', 'parent'), ('guardian', 'guardian appointed by an authority')], max_length=8, verbose_name='who acts for the child')),
                        ('child_born', models.DateField()),
                        ('since', models.DateField(verbose_name='since')),
                        ('majority_at', models.DateTimeField()),
                        ('warned_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='first day without it')),
                        ('end_reason', models.CharField(blank=True, choices=[('majority', 'the child turned 18'), ('guardian', 'the parent or guardian ended it'), ('officers', 'officers ended it')], max_length=8)),
                        ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardians', to='profiles.person')),
                        ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardianships', to='profiles.person')),
                        ('proof', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='guardianships', to='profiles.document')),
                        ('near_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['majority_at'], name='guardianship_majority')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('guardian', 'child'), name='one_open_guardianship_of_a_pair'), models.CheckConstraint(condition=models.Q(('guardian', models.F('child')), _negated=True), name='nobody_is_their_own_guardian'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='ended_guardianship_says_why')],
                        'triggers': [pgtrigger.compiler.Trigger(name='child_is_younger', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM profiles_guardianship g JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_person c ON c.id = g.child_id\n    WHERE g.ended_on IS NULL AND g.id = NEW.id AND p.birth_date >= c.birth_date\n) THEN\n    RAISE EXCEPTION 'a child is younger than who acts for it' USING ERRCODE = 'check_violation', CONSTRAINT = 'child_is_younger';\nEND IF;\nRETURN NULL;\n", hash='6a809618acb63c1e21b0aa43c15966f5051174d3', operation='INSERT OR UPDATE OF "guardian_id", "child_id", "ended_on"', pgid='pgtrigger_child_is_younger_1a5ed', table='profiles_guardianship', when='AFTER')), pgtrigger.compiler.Trigger(name='two_act_for_a_child', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.ended_on IS NOT NULL THEN\n    RETURN NULL;\nEND IF;\nPERFORM FROM profiles_person WHERE id = NEW.child_id FOR NO KEY UPDATE;\nIF (SELECT count(*) FROM profiles_guardianship WHERE child_id = NEW.child_id AND ended_on IS NULL) > 2 THEN\n    RAISE EXCEPTION 'two act for a child, never three' USING ERRCODE = 'check_violation', CONSTRAINT = 'two_act_for_a_child';\nEND IF;\nRETURN NULL;\n", hash='853211a186c0dc17b1d932772328013f97f1c554', operation='INSERT OR UPDATE OF "child_id", "ended_on"', pgid='pgtrigger_two_act_for_a_child_1e17b', table='profiles_guardianship', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='HandOver',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('parent', 'a code from the parent or guardian'), ('officer', 'an officer who compared the identity document')], max_length=7)),
                        ('made_at', models.DateTimeField()),
                        ('code_hash', models.CharField(max_length=64, unique=True)),
                        ('expires_at', models.DateTimeField()),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('near_told_at', models.DateTimeField(blank=True, null=True)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='profiles.person')),
                        ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('guardianship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='profiles.guardianship')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('compared_at', models.DateTimeField(blank=True, null=True)),
                        ('compared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('child',), name='one_hand_over_of_a_child'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', True), ('claimed_by__isnull', True)), models.Q(('claimed_at__isnull', False), ('claimed_by__isnull', False)), _connector='OR'), name='claimed_hand_over_has_account_and_time'), models.CheckConstraint(condition=models.Q(('done_at', None), ('claimed_at__isnull', False), _connector='OR'), name='done_hand_over_was_claimed'), models.CheckConstraint(condition=models.Q(('done_at', None), ('revoked_at', None), _connector='OR'), name='done_hand_over_stays'), models.CheckConstraint(condition=models.Q(models.Q(('compared_at__isnull', True), ('compared_by__isnull', True)), models.Q(('compared_at__isnull', False), ('compared_by__isnull', False), ('done_at__isnull', False)), _connector='OR'), name='compared_hand_over_is_done_and_says_by_whom')],
                    },
                ),
                migrations.CreateModel(
                    name='GuardianInvitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('invited_born', models.DateField(blank=True, null=True)),
                        ('made_at', models.DateTimeField()),
                        ('code_hash', models.CharField(max_length=64, unique=True)),
                        ('expires_at', models.DateTimeField()),
                        ('wrong_dates', models.PositiveSmallIntegerField(default=0)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('end_reason', models.CharField(blank=True, choices=[('joined', 'who was invited joined'), ('taken_back', 'taken back'), ('over', 'nobody named it in time'), ('wrong', 'named with a wrong date too often')], max_length=10)),
                        ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardian_invitations', to='profiles.person')),
                        ('guardianship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='profiles.guardianship')),
                        ('joined', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined_by', to='profiles.guardianship')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('child',), name='one_open_invitation_of_a_child'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True), ('invited_born__isnull', False)), models.Q(('ended_at__isnull', False), ('invited_born__isnull', True), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='ended_invitation_says_why_and_forgets_whom'), models.CheckConstraint(condition=models.Q(models.Q(('joined__isnull', True), models.Q(('end_reason', 'joined'), _negated=True)), models.Q(('end_reason', 'joined'), ('joined__isnull', False)), _connector='OR'), name='joined_invitation_names_the_guardianship'), models.CheckConstraint(condition=models.Q(models.Q(('wrong_dates__lt', 5), models.Q(('end_reason', 'wrong'), _negated=True)), models.Q(('end_reason', 'wrong'), ('wrong_dates', 5)), _connector='OR'), name='invitation_ends_at_five_wrong_dates')],
                    },
                ),
            ],
        ),
    ]
