"""0001 in fewer steps, for databases that have not taken it (docs/operations.md)."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('quota', '0001_quotas')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Quota',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('places', models.PositiveIntegerField(verbose_name='places')),
                        ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved by applications')),
                        ('used', models.PositiveIntegerField(default=0, verbose_name='used by permits')),
                        ('citation', models.CharField(max_length=300, verbose_name='act')),
                        ('entered_at', models.DateTimeField(auto_now=True, verbose_name='entered')),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'quota',
                        'verbose_name_plural': 'quotas',
                        'constraints': [models.UniqueConstraint(fields=('region', 'year'), name='one_quota_per_region_and_year'), models.CheckConstraint(condition=models.Q(('places__gte', django.db.models.expressions.CombinedExpression(models.F('reserved'), '+', models.F('used')))), name='quota_holds_what_is_taken'), models.CheckConstraint(condition=models.Q(('citation', ''), _negated=True), name='quota_names_its_act')],
                    },
                ),
                migrations.CreateModel(
                    name='QuotaPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('reserved', 'reserved until the decision'), ('used', 'used by a permit'), ('released', 'free again')], default='reserved', max_length=8, verbose_name='state')),
                        ('reserved_at', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='quota_place', to='cases.case')),
                        ('quota', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held', to='quota.quota')),
                    ],
                    options={
                        'verbose_name': 'place of a quota',
                        'verbose_name_plural': 'places of quotas',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'reserved')), models.Q(models.Q(('state', 'reserved'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_place_has_its_moment')],
                        'triggers': [pgtrigger.compiler.Trigger(name='place_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{reserved:used,reserved:released}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2308125123e21a67fae08f27a07a0374e3fcd7d7', operation='UPDATE', pgid='pgtrigger_place_moves_as_the_table_says_a3db7', table='quota_quotaplace', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
