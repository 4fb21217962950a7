"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('edge', '0001_initial'), ('edge', '0002_a_caller_may_be_a_program')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='LimitWindow',
                    fields=[
                        ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('ends_at', models.DateTimeField(db_index=True)),
                        ('count', models.PositiveIntegerField(default=1)),
                    ],
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'session',
                        'verbose_name_plural': 'sessions',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='IdempotentRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=80)),
                        ('body_hash', models.CharField(max_length=64)),
                        ('status', models.PositiveSmallIntegerField(null=True)),
                        ('answer', models.JSONField(null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('caller', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('program', models.CharField(max_length=60, null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('caller', 'key'), name='one_answer_per_caller_and_key'), models.UniqueConstraint(fields=('program', 'key'), name='one_answer_per_program_and_key'), models.CheckConstraint(condition=models.Q(models.Q(('caller__isnull', False), ('program__isnull', True)), models.Q(('caller__isnull', True), ('program__isnull', False), models.Q(('program', ''), _negated=True)), _connector='OR'), name='one_caller_and_no_other')],
                    },
                ),
            ],
        ),
    ]
