"""0001 to 0003 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('permit_desk', '0001_papers_entered'), ('permit_desk', '0002_early_ends'), ('permit_desk', '0003_mistaken_entries')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('permits', '0003_mistaken_entries'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='PaperEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('issued_by', models.CharField(max_length=200, verbose_name='issued by')),
                        ('seen', models.CharField(choices=[('original', 'the document itself, compared with the person and the identity document'), ('file', 'the personal file of the office'), ('register', 'an extract from the register of the Ministry')], max_length=8, verbose_name='what was before the officer')),
                        ('seen_number', models.CharField(blank=True, max_length=80, verbose_name='number of the file or the extract')),
                        ('entered_at', models.DateTimeField()),
                        ('entered_on', models.DateField()),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                        ('permit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper_entry', to='permits.permit')),
                    ],
                    options={
                        'verbose_name': 'document entered from paper',
                        'verbose_name_plural': 'documents entered from paper',
                        'constraints': [models.CheckConstraint(condition=models.Q(('issued_by', ''), _negated=True), name='paper_was_issued_by_somebody'), models.CheckConstraint(condition=models.Q(('seen', 'original'), models.Q(('seen_number', ''), _negated=True), _connector='OR'), name='file_or_extract_has_its_number')],
                        'triggers': [pgtrigger.compiler.Trigger(name='paper_entry_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='03f95c6dc7aadd6c19864d8bae0a795c3f61f2a4', operation='UPDATE OR DELETE', pgid='pgtrigger_paper_entry_is_a_fact_f4954', table='permit_desk_paperentry', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PermitEnding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ground', models.CharField(max_length=40)),
                        ('article', models.CharField(max_length=200)),
                        ('reason', models.TextField(max_length=4000)),
                        ('proposed_at', models.DateTimeField()),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('ends_on', models.DateField(null=True)),
                        ('appeal_by', models.DateField(null=True)),
                        ('leave_by', models.DateField(null=True)),
                        ('returned_at', models.DateTimeField(null=True)),
                        ('return_reason', models.TextField(blank=True, max_length=2000)),
                        ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('permit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endings', to='permits.permit')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'early end of a permit',
                        'verbose_name_plural': 'early ends of permits',
                        'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True)), fields=['id'], name='ending_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='ending_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('appeal_by__isnull', True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('ends_on__isnull', True)), models.Q(('appeal_by__isnull', False), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('ends_on__isnull', False)), _connector='OR'), name='confirmed_ending_has_person_time_and_days'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('returned_at__isnull', True), _connector='OR'), name='ending_confirmed_or_returned'), models.CheckConstraint(condition=models.Q(models.Q(('return_reason', ''), ('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('return_reason', ''), _negated=True)), _connector='OR'), name='returned_ending_has_person_and_words'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ending_has_words'), models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('permit',), name='one_ending_of_a_permit')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_was_proposed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."permit_id" IS DISTINCT FROM (NEW."permit_id") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."article" IS DISTINCT FROM (NEW."article") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7e916e3b694b9146af7eb1e403e52e09703ef818', operation='UPDATE', pgid='pgtrigger_what_was_proposed_stays_9da6b', table='permit_desk_permitending', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
