"""0001 in fewer steps, for databases that have not taken it (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('webhooks', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('employment', '0001_employers_consents_and_checks'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Endpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('url', models.CharField(max_length=500, verbose_name='address')),
                        ('state', models.CharField(choices=[('on', 'on'), ('off', 'switched off by you'), ('failed', 'switched off after days without an answer'), ('removed', 'removed')], default='on', max_length=8, verbose_name='state')),
                        ('secret', portal.crypto.EncryptedTextField()),
                        ('previous_secret', portal.crypto.EncryptedTextField(blank=True)),
                        ('previous_until', models.DateTimeField(null=True)),
                        ('failing_since', models.DateTimeField(null=True)),
                        ('quiet_until', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to='employment.organisation')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('previous_secret', ''), ('previous_until__isnull', True)), models.Q(models.Q(('previous_secret', ''), _negated=True), ('previous_until__isnull', False)), _connector='OR'), name='old_webhook_secret_has_an_end'), models.UniqueConstraint(condition=models.Q(('state', 'removed'), _negated=True), fields=('organisation', 'url'), name='webhook_address_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='endpoint_state_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{on:off,off:on,on:failed,failed:on,failed:off,on:removed,off:removed,failed:removed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='342a1f517e9c98edec3d0f9b8560a11b1057ace8', operation='UPDATE', pgid='pgtrigger_endpoint_state_moves_as_the_table_says_446b3', table='webhooks_endpoint', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookDelivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('notice_key', models.CharField(max_length=120)),
                        ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('type', models.CharField(max_length=60, verbose_name='notice')),
                        ('payload', models.JSONField()),
                        ('status', models.CharField(choices=[('waiting', 'waiting to be sent'), ('sending', 'being sent'), ('delivered', 'delivered'), ('failed', 'not delivered')], default='waiting', max_length=10, verbose_name='state')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_attempt_at', models.DateTimeField()),
                        ('last_status', models.PositiveSmallIntegerField(null=True)),
                        ('last_error', models.CharField(blank=True, max_length=40)),
                        ('created_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.endpoint')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('status__in', ['waiting', 'sending'])), fields=['next_attempt_at', 'id'], name='webhook_due'), models.Index(fields=['endpoint', '-id'], name='webhook_of_endpoint')],
                        'constraints': [models.UniqueConstraint(fields=('endpoint', 'notice_key'), name='webhook_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('status__in', ['waiting', 'sending'])), models.Q(('finished_at__isnull', False), ('status__in', ['delivered', 'failed'])), _connector='OR'), name='finished_webhook_has_a_moment')],
                        'triggers': [pgtrigger.compiler.Trigger(name='webhook_status_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{waiting:sending,sending:waiting,sending:delivered,sending:failed,waiting:failed,failed:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='ce16aed30c19f9b8a0edd416b56e1ba593898389', operation='UPDATE', pgid='pgtrigger_webhook_status_moves_as_the_table_says_cebd8', table='webhooks_webhookdelivery', when='BEFORE')), pgtrigger.compiler.Trigger(name='webhook_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0fff339b3d1d15189f8a03cf6fd1c55efd5e9510', operation='DELETE', pgid='pgtrigger_webhook_is_not_deleted_7d2f7', table='webhooks_webhookdelivery', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
