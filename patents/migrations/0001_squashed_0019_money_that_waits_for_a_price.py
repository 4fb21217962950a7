"""0001 to 0019 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import portal.crypto
import portal.schema
from django.conf import settings
from django.db import migrations, models


# The application's role may not delete from the table. This runs with the owner's rights and deletes what is due, nothing else.
FORGET = """
    CREATE FUNCTION patents_forget_questions(at_most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH due AS (
            SELECT id FROM public.patents_question
            WHERE keep_until < (now() AT TIME ZONE 'Europe/Moscow')::date ORDER BY id LIMIT at_most FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM public.patents_question WHERE id IN (SELECT id FROM due) RETURNING 1
        )
        SELECT count(*) FROM gone
    $$
"""


class Migration(migrations.Migration):

    replaces = [('patents', '0001_initial'), ('patents', '0002_patents_begin_on_a_day_of_their_own'), ('patents', '0003_money_told_by_banks_and_asked_for'), ('patents', '0004_warnings_that_were_sent'), ('patents', '0005_questions_of_the_public_check'), ('patents', '0006_files_of_banks'), ('patents', '0007_the_later_life_of_patents'), ('patents', '0008_money_that_may_save_a_patent'), ('patents', '0009_patents_that_follow_an_annulled_one'), ('patents', '0010_patents_that_orders_extend'), ('patents', '0011_last_day_when_an_annulment_was_proposed'), ('patents', '0012_messages_of_the_payment_system'), ('patents', '0013_warnings_of_the_end_of_twelve_months'), ('patents', '0014_refused_lines_keep_their_text'), ('patents', '0015_money_left_over'), ('patents', '0016_payments_told_by_two_doors'), ('patents', '0017_numbers_of_other_formats'), ('patents', '0018_no_index_twice'), ('patents', '0019_money_that_waits_for_a_price')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0002_counter'),
        ('jobs', '0001_initial'),
        ('permit_extensions', '0001_orders'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='NumberSequence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('region', models.CharField(max_length=2)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('region', 'year'), name='one_sequence_per_region_and_year')],
                    },
                ),
                migrations.CreateModel(
                    name='Patent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=6, verbose_name='series')),
                        ('number', models.CharField(max_length=20, verbose_name='number')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('profession', models.CharField(max_length=120, verbose_name='profession')),
                        ('granted_on', models.DateField(verbose_name='granted on')),
                        ('issued_on', models.DateField(null=True, verbose_name='issued on')),
                        ('expires_on', models.DateField(null=True, verbose_name='last possible day')),
                        ('paid_through', models.DateField(null=True, verbose_name='paid through')),
                        ('annulled_on', models.DateField(null=True, verbose_name='annulled from')),
                        ('status', models.CharField(choices=[('granted', 'granted, waiting for the first payment'), ('issued', 'issued'), ('annulled', 'annulled')], default='granted', max_length=10, verbose_name='status')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='patent', to='cases.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patents', to='profiles.person')),
                        ('begins_on', models.DateField(null=True, verbose_name='valid from')),
                        ('predecessor', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='patents.patent')),
                        ('extended_through', models.DateField(null=True)),
                        ('valid_through', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Greatest('paid_through', 'extended_through'), output_field=models.DateField())),
                        ('unspent', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='money left over')),
                        ('unpriced_since', models.DateField(null=True)),
                    ],
                    options={
                        'verbose_name': 'patent',
                        'verbose_name_plural': 'patents',
                        'indexes': [models.Index(condition=models.Q(('unspent__gt', 0)), fields=['id'], name='patent_with_money_left'), models.Index(condition=models.Q(('unpriced_since__isnull', False)), fields=['id'], name='patent_waits_for_price')],
                        'constraints': [models.UniqueConstraint(fields=('series', 'number'), name='patent_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'issued'), _negated=True), ('paid_through__isnull', False), _connector='OR'), name='issued_patent_is_paid'), models.CheckConstraint(condition=models.Q(('paid_through__isnull', True), ('paid_through__lte', models.F('expires_on')), _connector='OR'), name='paid_within_twelve_months'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'issued'), _negated=True), models.Q(('begins_on__isnull', False), ('expires_on__isnull', False), ('issued_on__isnull', False)), _connector='OR'), name='issued_patent_has_dates'), models.CheckConstraint(condition=models.Q(models.Q(('begins_on__isnull', True), ('issued_on__isnull', True)), ('begins_on__gte', models.F('issued_on')), _connector='OR'), name='patent_begins_once_issued'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'annulled'), _negated=True), ('annulled_on__isnull', False), _connector='OR'), name='annulled_patent_has_its_day'), models.CheckConstraint(condition=models.Q(('series__regex', '^[0-9A-ZА-ЯЁ]{1,6}$'), ('number__regex', '^[0-9A-ZА-ЯЁ]{1,20}$')), name='patent_number_format')],
                        'triggers': [pgtrigger.compiler.Trigger(name='patent_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{granted:issued,issued:annulled,granted:annulled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a2e0f2ddd4665481d40baaa15797fda86f709933', operation='UPDATE', pgid='pgtrigger_patent_status_moves_as_the_table_says_82a3a', table='patents_patent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Payment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                        ('paid_on', models.DateField()),
                        ('received_at', models.DateTimeField()),
                        ('source', models.CharField(choices=[('demo', 'demonstration'), ('notice', 'notice of the payment system'), ('registry', 'file of a bank')], max_length=12)),
                        ('external_id', models.CharField(max_length=80, unique=True)),
                        ('fingerprint', models.CharField(max_length=64, null=True, unique=True)),
                        ('payer_inn', models.CharField(blank=True, db_index=True, max_length=12)),
                        ('payer_name', portal.crypto.EncryptedTextField(blank=True)),
                        ('purpose_text', portal.crypto.EncryptedTextField(blank=True)),
                        ('uin', models.CharField(blank=True, db_index=True, max_length=25)),
                        ('uin_told', portal.crypto.EncryptedTextField(blank=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['paid_on', 'amount'], name='payment_told_twice')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_is_positive')],
                        'triggers': [pgtrigger.compiler.Trigger(name='payment_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d3c5ec577eb652a31398d5e5338735df75443a5', operation='UPDATE OR DELETE', pgid='pgtrigger_payment_is_a_fact_47b55', table='patents_payment', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Charge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('state_fee', 'state fee'), ('tax_advance', 'monthly advance payment of income tax'), ('change_fee', 'state fee for a duplicate or a change of data')], max_length=12)),
                        ('period', models.PositiveSmallIntegerField(null=True)),
                        ('uin', models.CharField(max_length=20, unique=True)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                        ('priced_on', models.DateField()),
                        ('pay_by', models.DateField(null=True)),
                        ('figures', models.JSONField(default=list)),
                        ('created_at', models.DateTimeField()),
                        ('covered_on', models.DateField(null=True)),
                        ('announced_at', models.DateTimeField(null=True)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='cases.case')),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='patents.patent')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('patent', 'purpose', 'period', 'case'), name='one_charge_in_force', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='charge_is_positive'), models.CheckConstraint(condition=models.Q(('uin__regex', '^[0-9]{20}$')), name='charge_uin_format'), models.CheckConstraint(condition=models.Q(models.Q(('period__range', (1, 12)), ('purpose', 'tax_advance')), models.Q(models.Q(('purpose', 'tax_advance'), _negated=True), ('period__isnull', True)), _connector='OR'), name='only_a_tax_advance_has_a_period')],
                    },
                ),
                migrations.CreateModel(
                    name='Allocation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('state_fee', 'state fee'), ('tax_advance', 'monthly advance payment of income tax'), ('change_fee', 'state fee for a duplicate or a change of data')], max_length=12)),
                        ('why', models.CharField(max_length=12)),
                        ('made_at', models.DateTimeField()),
                        ('released_at', models.DateTimeField(null=True)),
                        ('release_reason', models.CharField(blank=True, max_length=500)),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='patents.patent')),
                        ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='patents.payment')),
                        ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('charge', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='patents.charge')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('payment',), name='payment_counts_once'), models.CheckConstraint(condition=models.Q(models.Q(('release_reason', ''), ('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False), models.Q(('release_reason', ''), _negated=True)), _connector='OR'), name='release_has_author_and_reason')],
                        'triggers': [pgtrigger.compiler.Trigger(name='allocation_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f66170e0c3a4fcaea025584671a6c8974a617ec0', operation='DELETE', pgid='pgtrigger_allocation_is_not_deleted_9d761', table='patents_allocation', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RefusedTwin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('demo', 'demonstration'), ('notice', 'notice of the payment system'), ('registry', 'file of a bank')], max_length=12)),
                        ('external_id', models.CharField(max_length=80)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                        ('paid_on', models.DateField()),
                        ('received_at', models.DateTimeField()),
                        ('known', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='twins', to='patents.payment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('known', 'external_id', 'amount', 'paid_on'), name='twin_is_shown_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='twin_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1e1fbe17f847ffd4ca46c066507d57d23a23fc22', operation='UPDATE OR DELETE', pgid='pgtrigger_twin_is_a_fact_c876d', table='patents_refusedtwin', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='UinSequence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('prefix', models.CharField(max_length=3, unique=True)),
                        ('last', models.PositiveBigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='PatentWarning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('paid_through', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('made_at', models.DateTimeField()),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='patents.patent')),
                        ('about', models.CharField(choices=[('payment', 'Payment'), ('term', 'Term')], db_default='payment', default='payment', max_length=7)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('patent', 'paid_through', 'about', 'days'), name='warned_once_of_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField()),
                        ('network', models.BinaryField(max_length=16)),
                        ('account_id', models.BigIntegerField(null=True)),
                        ('asked', models.BinaryField(max_length=16)),
                        ('result', models.CharField(choices=[('valid', 'Valid'), ('not_valid', 'Not Valid'), ('not_found', 'Not Found'), ('unreadable', 'Unreadable'), ('refused', 'Refused')], max_length=10)),
                        ('keep_until', models.DateField()),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['keep_until'], name='question_keep_until'), django.contrib.postgres.indexes.BrinIndex(fields=['asked_at'], name='question_asked_at')],
                        'triggers': [pgtrigger.compiler.Trigger(name='question_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bf5c369e9bccb7760c5a0a17e7809b8847c832d8', operation='UPDATE', pgid='pgtrigger_question_is_a_fact_73dab', table='patents_question', when='BEFORE')), pgtrigger.compiler.Trigger(name='question_is_kept_for_its_term', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.keep_until >= (now() AT TIME ZONE 'Europe/Moscow')::date)", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5d0e05467bba3e2ad3bb1274dc01a85cf681374b', operation='DELETE', pgid='pgtrigger_question_is_kept_for_its_term_44c4f', table='patents_question', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RegistryImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uploaded_at', models.DateTimeField()),
                        ('format', models.CharField(max_length=4)),
                        ('sha256', models.CharField(max_length=64)),
                        ('job', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registry_import', to='jobs.job')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('heading', portal.crypto.EncryptedTextField(blank=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='RegistryLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('problem', models.CharField(blank=True, max_length=40)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('paid_on', models.DateField(null=True)),
                        ('uin', models.CharField(blank=True, max_length=25)),
                        ('details', portal.crypto.EncryptedTextField(blank=True)),
                        ('outcome', models.CharField(blank=True, choices=[('counted', 'counted for a patent'), ('unmatched', 'waiting for an officer'), ('known', 'known already'), ('twin', 'refused: the same payment with another sum'), ('unreadable', 'unreadable')], max_length=12)),
                        ('registry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='patents.registryimport')),
                        ('faults', models.CharField(blank=True, max_length=200)),
                        ('raw', portal.crypto.EncryptedTextField(blank=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('registry', 'number'), name='line_of_a_file_once')],
                        'indexes': [models.Index(condition=models.Q(('outcome', 'unreadable')), fields=['id'], name='refused_line')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20, unique=True)),
                        ('employer_name', models.CharField(max_length=200)),
                        ('employer_inn', models.CharField(blank=True, max_length=12)),
                        ('received_at', models.DateTimeField()),
                        ('received_on', models.DateField()),
                        ('due_on', models.DateField()),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.document')),
                        ('patent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contract_notice', to='patents.patent')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='contract_notice_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8cd8a7a739cd64450530d388719b9b70427efd40', operation='UPDATE OR DELETE', pgid='pgtrigger_contract_notice_is_a_fact_78962', table='patents_contractnotice', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ContractReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('days', models.PositiveSmallIntegerField()),
                        ('sent_at', models.DateTimeField()),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contract_reminders', to='patents.patent')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('patent', 'days'), name='one_contract_reminder_per_patent_and_days')],
                        'triggers': [pgtrigger.compiler.Trigger(name='contract_reminder_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ca20401392c6a4e93dc6fcde044f24933d8e68f0', operation='UPDATE OR DELETE', pgid='pgtrigger_contract_reminder_is_a_fact_f7499', table='patents_contractreminder', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PatentReprint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('duplicate', 'duplicate'), ('data_change', 'change of data')], max_length=12)),
                        ('blank', models.PositiveSmallIntegerField()),
                        ('holder', models.JSONField()),
                        ('profession', models.CharField(max_length=120)),
                        ('granted_on', models.DateField()),
                        ('handed_out_on', models.DateField(null=True)),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reprint', to='cases.case')),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reprints', to='patents.patent')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('handed_out_on__isnull', True)), fields=('patent',), name='one_reprint_waits_for_its_fee'), models.UniqueConstraint(fields=('patent', 'blank'), name='each_sheet_of_a_patent_once'), models.CheckConstraint(condition=models.Q(('blank__gte', 2)), name='the_first_sheet_is_the_patent_itself')],
                    },
                ),
                migrations.CreateModel(
                    name='Annulment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ground', models.CharField(max_length=40)),
                        ('article', models.CharField(max_length=200)),
                        ('reason', models.TextField(max_length=4000)),
                        ('proposed_at', models.DateTimeField()),
                        ('content_hash', models.CharField(max_length=64)),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('annulled_on', models.DateField(null=True)),
                        ('appeal_by', models.DateField(null=True)),
                        ('returned_at', models.DateTimeField(null=True)),
                        ('return_reason', models.TextField(blank=True, max_length=2000)),
                        ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annulment', to='cases.case')),
                        ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annulments', to='patents.patent')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_along', to='patents.annulment')),
                        ('later', models.CharField(blank=True, choices=[('ended', 'it is annulled too'), ('kept', 'it stays')], max_length=5)),
                        ('later_reason', models.TextField(blank=True, max_length=2000)),
                        ('seen_through', models.DateField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True)), fields=['id'], name='annulment_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='annulment_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('annulled_on__isnull', True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('annulled_on__isnull', False), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='confirmed_annulment_has_person_time_and_day'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='annulment_confirmed_or_returned'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('case__isnull', False), ('appeal_by__isnull', False), _connector='OR'), name='annulment_against_the_holder_can_be_appealed'), models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('patent',), name='one_annulment_per_patent'), models.CheckConstraint(condition=models.Q(models.Q(('later', 'kept'), models.Q(('later_reason', ''), _negated=True)), models.Q(models.Q(('later', 'kept'), _negated=True), ('later_reason', '')), _connector='OR'), name='a_later_patent_stays_for_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='QueueWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.BinaryField(max_length=16)),
                        ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queue_words', to='patents.payment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('word', 'payment'), name='word_of_a_payment_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Rescue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('paid_through', models.DateField()),
                        ('asked_at', models.DateTimeField()),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescues', to='patents.patent')),
                        ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescues', to='patents.payment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('payment', 'patent', 'paid_through'), name='asked_once_about_a_payment')],
                        'triggers': [pgtrigger.compiler.Trigger(name='rescue_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='20628db18c6538bcd3b415796714a00bab8d5a14', operation='UPDATE OR DELETE', pgid='pgtrigger_rescue_is_a_fact_09aaf', table='patents_rescue', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ReprintReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('days', models.PositiveSmallIntegerField()),
                        ('sent_at', models.DateTimeField()),
                        ('reprint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='patents.patentreprint')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('reprint', 'days'), name='one_reminder_per_sheet_and_days')],
                        'triggers': [pgtrigger.compiler.Trigger(name='reprint_reminder_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='05c2edabdb10f96a207a0ea2faebd64da2a277d3', operation='UPDATE OR DELETE', pgid='pgtrigger_reprint_reminder_is_a_fact_2e1fa', table='patents_reprintreminder', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PatentExtension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stated', models.DateField()),
                        ('before', models.DateField()),
                        ('gives', models.DateField()),
                        ('after', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('rule_version', models.PositiveSmallIntegerField()),
                        ('applied_at', models.DateTimeField()),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='patents.patent')),
                        ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='permit_extensions.extensionorder')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('order', 'document'), name='one_extension_per_order_and_patent'), models.CheckConstraint(condition=models.Q(('before__gte', models.F('stated')), ('days__gt', 0), ('gives__gt', models.F('stated')), ('after__gte', models.F('before')), ('after__gte', models.F('gives'))), name='extension_of_a_patent_extends')],
                        'triggers': [pgtrigger.compiler.Trigger(name='extension_of_a_patent_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1570c0c6cc097c45ac5075b58153f07047b66484', operation='UPDATE OR DELETE', pgid='pgtrigger_extension_of_a_patent_is_a_fact_865b5', table='patents_patentextension', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PatentTakeBack',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('before', models.DateField()),
                        ('after', models.DateField()),
                        ('taken_back_at', models.DateTimeField()),
                        ('extension', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='patents.patentextension')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('after__lte', models.F('before'))), name='take_back_of_a_patent_shortens')],
                        'triggers': [pgtrigger.compiler.Trigger(name='take_back_of_a_patent_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='257e63eb4890e2cb124b2ec40c1381e631b04dd2', operation='UPDATE OR DELETE', pgid='pgtrigger_take_back_of_a_patent_is_a_fact_fc53e', table='patents_patenttakeback', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='NoticeMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message', models.BinaryField(max_length=32, unique=True)),
                        ('body', models.BinaryField(max_length=32)),
                        ('keep_until', models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='LineDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64)),
                        ('number', models.PositiveIntegerField()),
                        ('reason', models.CharField(blank=True, max_length=500)),
                        ('decided_at', models.DateTimeField()),
                        ('keep_until', models.DateField()),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patents.payment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('sha256', 'number'), name='refused_line_is_decided_once'), models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('reason', '')), models.Q(('payment__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='refused_line_is_a_payment_or_none')],
                        'triggers': [pgtrigger.compiler.Trigger(name='line_decision_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4cc759fc0c2b1047e84695c741654df67e94e890', operation='UPDATE OR DELETE', pgid='pgtrigger_line_decision_is_a_fact_05717', table='patents_linedecision', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Comparison',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('made_at', models.DateTimeField()),
                        ('released_at', models.DateTimeField(null=True)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='patents.payment')),
                        ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('same_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told_again', to='patents.payment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('payment',), name='payment_is_compared_once'), models.CheckConstraint(condition=models.Q(('same_as', models.F('payment')), _negated=True), name='payment_is_not_its_own_double'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='release_of_a_comparison_has_an_author')],
                        'triggers': [pgtrigger.compiler.Trigger(name='comparison_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3e0edafba958f73e72a7ee97f0c7de409d71e328', operation='DELETE', pgid='pgtrigger_comparison_is_not_deleted_50e1d', table='patents_comparison', when='BEFORE'))],
                    },
                ),
            ],
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION patents_forget_questions(integer)"),
    ]
