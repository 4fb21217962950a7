"""0001 to 0002 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_words')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('display_name', models.CharField(blank=True, max_length=120, verbose_name='name shown to colleagues')),
                        ('language', models.CharField(default='ru', max_length=8, verbose_name='language')),
                        ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
                        ('is_staff', models.BooleanField(default=False)),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='account opened on')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'user',
                        'verbose_name_plural': 'users',
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_per_email')],
                    },
                ),
                migrations.CreateModel(
                    name='Office',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=7, unique=True, verbose_name='code')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('name_ru', models.CharField(max_length=200, verbose_name='name in Russian')),
                        ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                        ('address_ru', models.CharField(max_length=300, verbose_name='address in Russian')),
                        ('address_en', models.CharField(max_length=300, verbose_name='address in English')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                        ('receives_applications', models.BooleanField(default=True, verbose_name='receives the applications of its region')),
                    ],
                    options={
                        'verbose_name': 'office',
                        'verbose_name_plural': 'offices',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('receives_applications', True)), fields=('region',), name='one_receiving_office_per_region'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{3}-[0-9]{3}$')), name='office_code_format')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleAssignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('officer', 'officer'), ('supervisor', 'supervisor'), ('analyst', 'analyst'), ('operator', 'operator'), ('employer', 'employer')], max_length=12, verbose_name='role')),
                        ('granted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='role given on')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='accounts.office', verbose_name='office')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'role',
                        'verbose_name_plural': 'roles',
                        'constraints': [models.UniqueConstraint(fields=('user', 'role', 'office'), name='role_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('role__in', ['officer', 'supervisor'])), models.Q(models.Q(('role__in', ['officer', 'supervisor']), _negated=True), ('office__isnull', True)), _connector='OR'), name='officers_and_supervisors_have_an_office')],
                    },
                ),
            ],
        ),
    ]
