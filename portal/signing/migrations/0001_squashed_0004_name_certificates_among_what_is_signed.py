"""0001 to 0004 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('signing', '0001_signing_keys'), ('signing', '0002_lists_of_revoked_certificates'), ('signing', '0003_a_key_for_permits'), ('signing', '0004_name_certificates_among_what_is_signed')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(max_length=43, unique=True, verbose_name='key')),
                ('purpose', models.CharField(choices=[('credential', 'patents and interim certificates'), ('status', 'status lists'), ('receipt', 'receipts of checks'), ('permit', 'documents about stay and residence'), ('card-csca', 'card: issuing authority'), ('card-ds', 'card: contents of the chip')], max_length=12, verbose_name='purpose')),
                ('algorithm', models.CharField(max_length=12, verbose_name='algorithm')),
                ('private_key', portal.crypto.EncryptedTextField()),
                ('public_jwk', models.JSONField()),
                ('certificate', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('active', 'signs'), ('retired', 'only verifies'), ('withdrawn', 'withdrawn')], default='active', max_length=10, verbose_name='state')),
                ('active_from', models.DateTimeField(verbose_name='signs from')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='retired at')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'signing key',
                'verbose_name_plural': 'signing keys',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('purpose',), name='one_active_key_per_purpose'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('state', 'active'), ('withdrawn_at__isnull', True)), models.Q(('retired_at__isnull', False), ('state', 'retired'), ('withdrawn_at__isnull', True)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='signing_key_state_has_its_moment')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_withdrawn_key_never_comes_back', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{active:retired,active:withdrawn,retired:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a95efe296e472d73b7e5a688ef8259de08974109', operation='UPDATE', pgid='pgtrigger_a_withdrawn_key_never_comes_back_08891', table='signing_signingkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_key_stays_what_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kid" IS DISTINCT FROM (NEW."kid") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."algorithm" IS DISTINCT FROM (NEW."algorithm") OR OLD."public_jwk" IS DISTINCT FROM (NEW."public_jwk") OR OLD."active_from" IS DISTINCT FROM (NEW."active_from"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4c1e7dd73b833db2bbd29feee9b99c61fea313a2', operation='UPDATE', pgid='pgtrigger_a_key_stays_what_it_is_4aa08', table='signing_signingkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_key_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bf32c20488c241c7f46b5ad4b451ecbbe9d139c9', operation='DELETE', pgid='pgtrigger_a_key_is_kept_d57c8', table='signing_signingkey', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RevocationList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('revoked', models.PositiveIntegerField()),
                ('signed_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('der', models.BinaryField()),
                ('authority', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocations', to='signing.signingkey')),
            ],
            options={
                'verbose_name': 'list of revoked certificates',
                'verbose_name_plural': 'lists of revoked certificates',
                'triggers': [pgtrigger.compiler.Trigger(name='the_number_of_a_revocation_list_grows', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."number" <= (OLD."number") OR NEW."revoked" < (OLD."revoked"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b1810f8b7ffa27573bf8f123293ec9b7267f00cb', operation='UPDATE', pgid='pgtrigger_the_number_of_a_revocation_list_grows_38ebe', table='signing_revocationlist', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_revocation_list_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e00f1e5e699620e814822107e5789e7e3fe2cac7', operation='DELETE', pgid='pgtrigger_a_revocation_list_is_kept_f2a42', table='signing_revocationlist', when='BEFORE'))],
            },
        ),
    ]
