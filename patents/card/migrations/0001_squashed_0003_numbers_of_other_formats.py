"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('patent_cards', '0001_cards'), ('patent_cards', '0002_the_code_of_a_card_and_its_recall'), ('patent_cards', '0003_numbers_of_other_formats')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('credential', '0003_lists_move_to_the_codes_of_all_kinds'),
        ('jobs', '0001_initial'),
        ('patents', '0016_payments_told_by_two_doors'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='BlankSequence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=6, unique=True)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='CardBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='card_batch', to='jobs.job')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                    ],
                    options={
                        'verbose_name': 'batch of cards',
                        'verbose_name_plural': 'batches of cards',
                    },
                ),
                migrations.CreateModel(
                    name='Card',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('queued', 'to be personalised'), ('personalised', 'personalised'), ('handed_out', 'handed out'), ('spoiled', 'spoiled'), ('recalled', 'to be collected'), ('collected', 'collected')], default='queued', max_length=12, verbose_name='state')),
                        ('blank_series', models.CharField(blank=True, max_length=6, verbose_name='series of the blank')),
                        ('blank_number', models.CharField(blank=True, max_length=10, verbose_name='number of the blank')),
                        ('sod', models.BinaryField(null=True)),
                        ('sod_sha256', models.CharField(blank=True, max_length=64)),
                        ('signer_serial', models.CharField(blank=True, max_length=40, verbose_name='certificate of the signer')),
                        ('personalised_at', models.DateTimeField(null=True, verbose_name='personalised at')),
                        ('handed_out_at', models.DateTimeField(null=True, verbose_name='handed out at')),
                        ('spoiled_at', models.DateTimeField(null=True)),
                        ('problem', models.CharField(blank=True, max_length=200, verbose_name='why it is spoiled')),
                        ('patent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='patents.patent', verbose_name='patent')),
                        ('personalised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='patent_cards.cardbatch')),
                        ('code', portal.crypto.EncryptedTextField(blank=True)),
                        ('code_kid', models.CharField(blank=True, max_length=43)),
                        ('collected_at', models.DateTimeField(null=True, verbose_name='collected at')),
                        ('place', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='card', to='credential.credentialindex')),
                        ('recall', models.CharField(blank=True, choices=[('annulled', 'The patent was annulled.'), ('new_sheet', 'A duplicate or changed data: another card takes its place.'), ('key_withdrawn', 'A key that signed it was withdrawn.')], max_length=15, verbose_name='why it is recalled')),
                        ('recalled_at', models.DateTimeField(null=True, verbose_name='recalled at')),
                        ('sheet', models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        'verbose_name': 'card',
                        'verbose_name_plural': 'cards',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'personalised', 'handed_out'])), fields=('patent',), name='one_live_card_per_patent'), models.UniqueConstraint(condition=models.Q(('blank_number', ''), _negated=True), fields=('blank_series', 'blank_number'), name='a_blank_is_used_once'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'spoiled']), models.Q(('personalised_at__isnull', False), ('sod__isnull', False), models.Q(('blank_number', ''), _negated=True), models.Q(('sod_sha256', ''), _negated=True), models.Q(('signer_serial', ''), _negated=True)), _connector='OR'), name='personalised_card_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'spoiled'), _negated=True), models.Q(('spoiled_at__isnull', False), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='spoiled_card_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('code_kid', ''), ('place', None)), models.Q(models.Q(('code', ''), _negated=True), models.Q(('code_kid', ''), _negated=True), ('place__isnull', False)), _connector='OR'), name='the_code_of_a_card_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['recalled', 'collected']), _negated=True), models.Q(('recalled_at__isnull', False), models.Q(('recall', ''), _negated=True)), _connector='OR'), name='recalled_card_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'collected'), _negated=True), ('collected_at__isnull', False), _connector='OR'), name='collected_card_has_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('blank_number', ''), ('blank_series', '')), models.Q(('blank_number__regex', '^[0-9]{5,10}$'), ('blank_series__regex', '^[0-9A-ZА-ЯЁ]{1,6}$')), _connector='OR'), name='card_blank_format')],
                        'triggers': [pgtrigger.compiler.Trigger(name='a_card_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c236c3c1f88cca9d46f118e6bd8a9c99e1ffd2d8', operation='DELETE', pgid='pgtrigger_a_card_is_kept_33aeb', table='patent_cards_card', when='BEFORE')), pgtrigger.compiler.Trigger(name='card_state_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:personalised,queued:spoiled,personalised:handed_out,personalised:spoiled,handed_out:spoiled,personalised:recalled,handed_out:recalled,recalled:collected,recalled:spoiled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='1b6cca992c54a27941be0ae878f6dd85f13a6be5', operation='UPDATE', pgid='pgtrigger_card_state_moves_as_the_table_says_250fb', table='patent_cards_card', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
