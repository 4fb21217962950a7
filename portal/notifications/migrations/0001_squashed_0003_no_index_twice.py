"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import portal.crypto
import portal.schema
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial'), ('notifications', '0002_words'), ('notifications', '0003_no_index_twice')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('events', '0003_no_index_twice'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='DemoMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', models.CharField(max_length=254)),
                        ('subject', models.CharField(max_length=200)),
                        ('body', models.TextField()),
                        ('sent_at', models.DateTimeField(auto_now_add=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='SecretMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', portal.crypto.EncryptedTextField()),
                        ('subject', models.CharField(max_length=200)),
                        ('body', portal.crypto.EncryptedTextField(blank=True)),
                        ('status', models.CharField(choices=[('queued', 'waits'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'failed')], default='queued', max_length=8)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_attempt_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'sending'])), fields=['next_attempt_at', 'id'], name='secret_mail_due')],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('channel', models.CharField(choices=[('inbox', 'on the portal'), ('email', 'by e-mail')], max_length=8, verbose_name='channel')),
                        ('language', models.CharField(max_length=8, verbose_name='language')),
                        ('subject', models.CharField(max_length=200)),
                        ('body', models.TextField()),
                        ('url', models.CharField(blank=True, max_length=200)),
                        ('status', models.CharField(choices=[('queued', 'waits'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'failed')], default='queued', max_length=8, verbose_name='state')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                        ('provider_key', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                        ('sent_at', models.DateTimeField(null=True)),
                        ('read_at', models.DateTimeField(null=True)),
                        ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='events.event')),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portal_messages', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'sending'])), fields=['next_attempt_at', 'id'], name='message_due'), models.Index(condition=models.Q(('channel', 'inbox')), fields=['recipient', '-id'], name='message_inbox')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'recipient', 'channel'), name='told_once')],
                        'verbose_name': 'message to a person',
                        'verbose_name_plural': 'messages to people',
                    },
                ),
            ],
        ),
    ]
