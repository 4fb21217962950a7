"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('guardianship', '0001_officers_end_a_guardianship'), ('guardianship', '0002_who_left_is_removed')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('profiles', '0006_officers_end_a_guardianship'),
    ]

    operations = [
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(max_length=40)),
                ('article', models.CharField(max_length=200)),
                ('act', models.CharField(max_length=300)),
                ('reason', models.TextField(max_length=4000)),
                ('proposed_at', models.DateTimeField()),
                ('content_hash', models.CharField(max_length=64)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('appeal_by', models.DateField(null=True)),
                ('returned_at', models.DateTimeField(null=True)),
                ('return_reason', models.TextField(blank=True, max_length=2000)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guardianship', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='profiles.guardianship')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('left_on', models.DateField(null=True)),
                ('ended_too', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='removal_takes_two'), models.CheckConstraint(condition=models.Q(models.Q(('appeal_by__isnull', True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('ended_on__isnull', True)), models.Q(('appeal_by__isnull', False), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('ended_on__isnull', False)), _connector='OR'), name='confirmed_removal_has_person_time_days'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='removal_one_end'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('act', ''), _negated=True)), name='removal_has_words_and_act'), models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('guardianship',), name='one_removal_of_a_guardianship')],
            },
        ),
    ]
