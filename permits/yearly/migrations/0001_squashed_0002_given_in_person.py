"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('yearly', '0001_yearly_notices'), ('yearly', '0002_given_in_person')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('permits', '0001_permits'),
    ]

    operations = [
        migrations.CreateModel(
            name='YearlyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.CharField(max_length=20, unique=True)),
                ('address', models.CharField(max_length=300)),
                ('received_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('permit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='yearly_notices', to='permits.permit')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'yearly notice of residence',
                'verbose_name_plural': 'yearly notices of residence',
                'constraints': [models.UniqueConstraint(fields=('permit', 'year'), name='one_notice_per_year_of_a_permit'), models.CheckConstraint(condition=models.Q(('year__gte', 1)), name='years_of_a_permit_begin_with_one')],
                'triggers': [pgtrigger.compiler.Trigger(name='yearly_notice_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2bb3368976ce437ac7c00df3c48b9e0760de7a99', operation='UPDATE OR DELETE', pgid='pgtrigger_yearly_notice_is_a_fact_19492', table='yearly_yearlynotice', when='BEFORE'))],
            },
        ),
    ]
