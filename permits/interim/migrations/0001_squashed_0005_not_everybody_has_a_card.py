"""0001 to 0005 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('interim', '0001_interim_certificates'), ('interim', '0002_places_in_the_status_list'), ('interim', '0003_a_stay_that_is_only_told'), ('interim', '0004_told_entries_and_contracts'), ('interim', '0005_not_everybody_has_a_card')]

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('profiles', '0001_initial'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='InterimCertificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                        ('right', models.CharField(choices=[('temporary_stay', 'to stay in Russia'), ('told_stay', 'to stay in Russia, if the migration card confirms the last day named by its holder'), ('told_entry', 'to stay in Russia, if the day of entry named by its holder is right: the migration card shows it (citizens of Belarus have none)'), ('told_contract', 'to stay in Russia, if the contract of work named by the holder confirms it'), ('temporary_residence', 'what the temporary residence permit (RVP) allowed, in its region'), ('study_residence', 'what the temporary residence permit for education (RVPO) allowed, in its region'), ('permanent_residence', 'what the residence permit (VNZh) allowed'), ('temporary_asylum', 'temporary asylum in Russia'), ('refugee_certificate', 'refugee status in Russia'), ('consideration', 'to stay in Russia while an application is considered')], max_length=24, verbose_name='right')),
                        ('region', models.CharField(max_length=2, verbose_name='region')),
                        ('begins_on', models.DateField(verbose_name='valid from')),
                        ('follows_until', models.DateField(null=True, verbose_name='last day of what it follows')),
                        ('given_at', models.DateTimeField(verbose_name='given')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                        ('outcome', models.CharField(blank=True, max_length=10, verbose_name='ended by')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interim_certificate', to='cases.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interim_certificates', to='profiles.person')),
                    ],
                    options={
                        'verbose_name': 'interim certificate',
                        'verbose_name_plural': 'interim certificates',
                        'indexes': [models.Index(fields=['person', '-id'], name='interim_of_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['granted', 'refused', 'withdrawn'])), _connector='OR'), name='ended_certificate_says_by_what'), models.CheckConstraint(condition=models.Q(('follows_until__isnull', True), ('begins_on__lte', models.F('follows_until')), _connector='OR'), name='certificate_was_asked_for_in_time')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_a_certificate_says_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."right" IS DISTINCT FROM (NEW."right") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."begins_on" IS DISTINCT FROM (NEW."begins_on") OR OLD."follows_until" IS DISTINCT FROM (NEW."follows_until"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='677d7049fec875d23d66ab236c49f7b54c412439', operation='UPDATE', pgid='pgtrigger_what_a_certificate_says_stays_ba3d6', table='interim_interimcertificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_ended_certificate_stays_ended', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ended_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='84c804929d98413f9d87fd59417b7da867cfa738', operation='UPDATE', pgid='pgtrigger_an_ended_certificate_stays_ended_a8d94', table='interim_interimcertificate', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_certificate_is_never_lost', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7b1aceb8f456e418875a47bbde3657274cd3ce35', operation='DELETE', pgid='pgtrigger_a_certificate_is_never_lost_f89da', table='interim_interimcertificate', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='InterimTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField()),
                        ('made_at', models.DateTimeField()),
                        ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='interim.interimcertificate')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('certificate', 'number'), name='each_term_once'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='term_ends_after_it_begins')],
                        'triggers': [pgtrigger.compiler.Trigger(name='a_term_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5dfd7670f8f17312e1041d449dadeec71a20b018', operation='UPDATE OR DELETE', pgid='pgtrigger_a_term_is_a_fact_d6d74', table='interim_interimterm', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='NotGiven',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('why', models.CharField(choices=[('late', 'sent after the last day of the ground of stay'), ('unknown', 'the last day of the ground of stay is not known')], max_length=8)),
                        ('sent_on', models.DateField()),
                        ('last_day', models.DateField(null=True)),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='no_interim_certificate', to='cases.case')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('last_day__isnull', True), ('why', 'unknown')), models.Q(('last_day__lt', models.F('sent_on')), ('why', 'late')), _connector='OR'), name='late_is_after_the_last_day')],
                        'triggers': [pgtrigger.compiler.Trigger(name='why_not_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10d93363d04f47b9e0ee165e83a76676c1740299', operation='UPDATE OR DELETE', pgid='pgtrigger_why_not_is_a_fact_3de3f', table='interim_notgiven', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='InterimPlace',
                    fields=[
                        ('number', models.BigAutoField(primary_key=True, serialize=False)),
                        ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='place', to='interim.interimcertificate')),
                    ],
                    options={
                        'verbose_name': 'place in the status lists',
                        'verbose_name_plural': 'places in the status lists',
                        'triggers': [pgtrigger.compiler.Trigger(name='a_place_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b5a5a641edc36307f7545b7472aab815f4c7767a', operation='DELETE', pgid='pgtrigger_a_place_is_kept_83f6e', table='interim_interimplace', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_place_is_given_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."certificate_id" IS DISTINCT FROM (NEW."certificate_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a3f02913f81aac21a01914a85919cbba8892e402', operation='UPDATE', pgid='pgtrigger_a_place_is_given_once_15b76', table='interim_interimplace', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
