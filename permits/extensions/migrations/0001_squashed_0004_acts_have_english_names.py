"""0001 to 0004 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import permits.extensions.rules.terms
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('permit_extensions', '0001_orders'), ('permit_extensions', '0002_orders_alone_in_force'), ('permit_extensions', '0003_overlaps_are_said'), ('permit_extensions', '0004_acts_have_english_names')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('jobs', '0001_initial'),
        ('permits', '0001_permits'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='ExtensionOrder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=12, unique=True, verbose_name='number')),
                        ('example', models.CharField(blank=True, max_length=40, null=True, unique=True)),
                        ('act', models.CharField(max_length=300, verbose_name='act')),
                        ('citation', models.CharField(blank=True, max_length=300, verbose_name='article or paragraph')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='link to the text')),
                        ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), size=None, verbose_name='kinds of documents')),
                        ('citizenships', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name='citizenships')),
                        ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='regions')),
                        ('window_from', models.DateField(verbose_name='stated last day: from')),
                        ('window_to', models.DateField(blank=True, null=True, verbose_name='stated last day: to')),
                        ('is_open_ended', models.BooleanField(default=False, verbose_name='the window has no end')),
                        ('mode', models.CharField(choices=[('fixed', 'valid through a fixed day'), ('plus_days', 'a number of days from the stated last day'), ('suspended', 'the term is suspended between two days')], max_length=10, verbose_name='what it does')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='valid through')),
                        ('days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days from the stated last day')),
                        ('suspended_from', models.DateField(blank=True, null=True, verbose_name='term suspended from')),
                        ('suspended_to', models.DateField(blank=True, null=True, verbose_name='term suspended to')),
                        ('effective_from', models.DateField(verbose_name='in force from')),
                        ('last_issue_day', models.DateField(blank=True, null=True, verbose_name='only documents issued on or before')),
                        ('only_in_country', models.BooleanField(default=False, verbose_name='speaks of people who are in Russia')),
                        ('note', models.TextField(blank=True, max_length=4000, verbose_name='how the text is read, and what is doubtful')),
                        ('status', models.CharField(choices=[('draft', 'draft'), ('dry_run', 'dry run is going on'), ('ready', 'waits for approval'), ('approved', 'approved'), ('applying', 'is being applied'), ('paused', 'paused'), ('applied', 'applied'), ('repealing', 'is being taken back'), ('repealed', 'repealed')], default='draft', max_length=10, verbose_name='status')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('drafted_at', models.DateTimeField()),
                        ('content_hash', models.CharField(blank=True, max_length=64)),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('repeal_act', models.CharField(blank=True, max_length=300, verbose_name='act that repeals it')),
                        ('repeal_proposed_at', models.DateTimeField(blank=True, null=True)),
                        ('repealed_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('repeal_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('repeal_proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('adds_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='adds to orders')),
                        ('act_en', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='act, in English')),
                        ('citation_en', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='article or paragraph, in English')),
                        ('repeal_act_en', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='act that repeals it, in English')),
                    ],
                    options={
                        'verbose_name': 'extension order',
                        'verbose_name_plural': 'extension orders',
                        'constraints': [models.CheckConstraint(condition=models.Q(('kinds__len__gt', 0)), name='order_names_a_kind'), models.CheckConstraint(condition=models.Q(models.Q(('is_open_ended', True), ('window_to__isnull', True)), models.Q(('is_open_ended', False), ('window_to__gte', models.F('window_from')), ('window_to__isnull', False)), _connector='OR'), name='order_window_stands_upright'), models.CheckConstraint(condition=models.Q(models.Q(('days__isnull', True), ('mode', permits.extensions.rules.terms.Mode['FIXED']), ('suspended_from__isnull', True), ('suspended_to__isnull', True), ('until__isnull', False)), models.Q(('days__isnull', False), ('mode', permits.extensions.rules.terms.Mode['PLUS_DAYS']), ('suspended_from__isnull', True), ('suspended_to__isnull', True), ('until__isnull', True)), models.Q(('days__isnull', True), ('mode', permits.extensions.rules.terms.Mode['SUSPENDED']), ('suspended_from__isnull', False), ('suspended_to__isnull', False), ('until__isnull', True)), _connector='OR'), name='order_has_the_fields_of_its_mode'), models.CheckConstraint(condition=models.Q(('days__isnull', True), ('days__range', (1, 3660)), _connector='OR'), name='order_days_make_sense'), models.CheckConstraint(condition=models.Q(('suspended_from__isnull', True), ('suspended_to__gte', models.F('suspended_from')), _connector='OR'), name='order_suspension_stands_upright'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('window_from')), _connector='OR'), name='order_until_is_after_its_window'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='order_approval_takes_two_people'), models.CheckConstraint(condition=models.Q(('repeal_confirmed_by__isnull', True), models.Q(('repeal_confirmed_by', models.F('repeal_proposed_by')), _negated=True), _connector='OR'), name='order_repeal_takes_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True), ('status__in', ['draft', 'dry_run', 'ready'])), models.Q(models.Q(('status__in', ['draft', 'dry_run', 'ready']), _negated=True), ('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='order_in_force_was_approved'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['repealing', 'repealed']), _negated=True), models.Q(('repeal_confirmed_by__isnull', False), models.Q(('repeal_act', ''), _negated=True)), _connector='OR'), name='order_repeal_has_act_and_people')],
                        'triggers': [pgtrigger.compiler.Trigger(name='order_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:dry_run,dry_run:ready,dry_run:draft,ready:draft,ready:dry_run,ready:approved,approved:draft,approved:applying,applying:paused,paused:applying,applying:applied,paused:repealing,applied:repealing,repealing:repealed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='55cf8f94f48b0dc9e9febfa2bd63d4f0031ccf43', operation='UPDATE', pgid='pgtrigger_order_moves_as_the_table_says_b46df', table='permit_extensions_extensionorder', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_order_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bd9c62fc4e2c09f79f93be23bf7f5de74845072a', operation='DELETE', pgid='pgtrigger_an_order_is_kept_52198', table='permit_extensions_extensionorder', when='BEFORE')), pgtrigger.compiler.Trigger(name='order_is_alone_in_force', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.status IN ('approved', 'applying', 'paused', 'applied'))", func="\nIF TG_OP = 'UPDATE' AND (OLD.status = NEW.status OR OLD.status IN ('applying', 'paused', 'applied')) THEN\n    RETURN NEW;\nEND IF;\nPERFORM pg_advisory_xact_lock(hashtext('permits.extensions: orders come into force'));\nIF EXISTS (\n    SELECT FROM permit_extensions_extensionorder o\n    WHERE o.id <> NEW.id AND o.status IN ('approved', 'applying', 'paused', 'applied')\n      AND o.window_from = NEW.window_from AND o.mode = NEW.mode\n      AND (o.window_to, o.until, o.days, o.suspended_from, o.suspended_to)\n          IS NOT DISTINCT FROM (NEW.window_to, NEW.until, NEW.days, NEW.suspended_from, NEW.suspended_to)\n      AND o.kinds && NEW.kinds\n      AND (o.citizenships = '{}' OR NEW.citizenships = '{}' OR o.citizenships && NEW.citizenships)\n      AND (o.regions = '{}' OR NEW.regions = '{}' OR o.regions && NEW.regions)\n) THEN\n    RAISE EXCEPTION 'an order in force does the same' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'orders_in_force_differ';\nEND IF;\nIF EXISTS (\n    SELECT FROM permit_extensions_extensionorder o\n    WHERE o.id <> NEW.id AND o.status IN ('approved', 'applying', 'paused', 'applied')\n      AND o.window_from <= COALESCE(NEW.window_to, 'infinity') AND NEW.window_from <= COALESCE(o.window_to, 'infinity')\n      AND o.kinds && NEW.kinds\n      AND (o.citizenships = '{}' OR NEW.citizenships = '{}' OR o.citizenships && NEW.citizenships)\n      AND (o.regions = '{}' OR NEW.regions = '{}' OR o.regions && NEW.regions)\n      AND o.number <> ALL (NEW.adds_to) AND NEW.number <> ALL (o.adds_to)\n) THEN\n    RAISE EXCEPTION 'it overlaps an order in force and does not say so'\n        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'orders_in_force_overlap_knowingly';\nEND IF;\nIF EXISTS (\n    SELECT FROM permit_extensions_extensionorder o\n    WHERE o.id <> NEW.id AND o.status IN ('repealing', 'repealed') AND o.act = NEW.act AND o.citation = NEW.citation\n) THEN\n    RAISE EXCEPTION 'the act was repealed' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'order_in_force_names_no_repealed_act';\nEND IF;\nRETURN NEW;\n", hash='3ca5482157fb3cfd481154c70c481c4e722a8de7', operation='INSERT OR UPDATE', pgid='pgtrigger_order_is_alone_in_force_48bf4', table='permit_extensions_extensionorder', when='BEFORE')), pgtrigger.compiler.Trigger(name='only_a_draft_is_edited', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.status <> \'draft\' AND (OLD."act" IS DISTINCT FROM NEW."act" OR OLD."citation" IS DISTINCT FROM NEW."citation" OR OLD."act_en" IS DISTINCT FROM NEW."act_en" OR OLD."citation_en" IS DISTINCT FROM NEW."citation_en" OR OLD."link" IS DISTINCT FROM NEW."link" OR OLD."kinds" IS DISTINCT FROM NEW."kinds" OR OLD."citizenships" IS DISTINCT FROM NEW."citizenships" OR OLD."regions" IS DISTINCT FROM NEW."regions" OR OLD."window_from" IS DISTINCT FROM NEW."window_from" OR OLD."window_to" IS DISTINCT FROM NEW."window_to" OR OLD."is_open_ended" IS DISTINCT FROM NEW."is_open_ended" OR OLD."mode" IS DISTINCT FROM NEW."mode" OR OLD."until" IS DISTINCT FROM NEW."until" OR OLD."days" IS DISTINCT FROM NEW."days" OR OLD."suspended_from" IS DISTINCT FROM NEW."suspended_from" OR OLD."suspended_to" IS DISTINCT FROM NEW."suspended_to" OR OLD."effective_from" IS DISTINCT FROM NEW."effective_from" OR OLD."last_issue_day" IS DISTINCT FROM NEW."last_issue_day" OR OLD."only_in_country" IS DISTINCT FROM NEW."only_in_country" OR OLD."note" IS DISTINCT FROM NEW."note" OR OLD."adds_to" IS DISTINCT FROM NEW."adds_to"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='318243299c9e9f007c1c88545b5648abe423a341', operation='UPDATE', pgid='pgtrigger_only_a_draft_is_edited_17894', table='permit_extensions_extensionorder', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='OrderRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('dry_run', 'Dry Run'), ('apply', 'Apply'), ('repeal', 'Repeal')], max_length=8)),
                        ('content_hash', models.CharField(max_length=64)),
                        ('tables', models.JSONField(default=list)),
                        ('place', models.PositiveSmallIntegerField(default=0)),
                        ('after', models.BigIntegerField(default=0)),
                        ('step', models.PositiveIntegerField(default=5000)),
                        ('is_checking', models.BooleanField(default=False)),
                        ('counts', models.JSONField(default=dict)),
                        ('found', models.JSONField(default=dict)),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='permit_extensions.extensionorder')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('order',), name='one_run_at_a_time_per_order'), models.UniqueConstraint(condition=models.Q(('purpose', 'dry_run'), _negated=True), fields=('order', 'purpose'), name='an_order_is_applied_and_repealed_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PermitExtension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stated', models.DateField()),
                        ('before', models.DateField()),
                        ('gives', models.DateField()),
                        ('after', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('rule_version', models.PositiveSmallIntegerField()),
                        ('applied_at', models.DateTimeField()),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='permits.permit')),
                        ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='permit_extensions.extensionorder')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('order', 'document'), name='one_extension_per_order_and_permit'), models.CheckConstraint(condition=models.Q(('before__gte', models.F('stated')), ('days__gt', 0), ('gives__gt', models.F('stated')), ('after__gte', models.F('before')), ('after__gte', models.F('gives'))), name='extension_of_a_permit_extends')],
                        'triggers': [pgtrigger.compiler.Trigger(name='extension_of_a_permit_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2c91944e69e1f5c2bf4b69852f2c9871d06cbdef', operation='UPDATE OR DELETE', pgid='pgtrigger_extension_of_a_permit_is_a_fact_e41d0', table='permit_extensions_permitextension', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PermitTakeBack',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('before', models.DateField()),
                        ('after', models.DateField()),
                        ('taken_back_at', models.DateTimeField()),
                        ('extension', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='permit_extensions.permitextension')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('after__lte', models.F('before'))), name='take_back_of_a_permit_shortens')],
                        'triggers': [pgtrigger.compiler.Trigger(name='take_back_of_a_permit_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='87601f7107daa0ae4ffc270edf2530e789433398', operation='UPDATE OR DELETE', pgid='pgtrigger_take_back_of_a_permit_is_a_fact_fa37e', table='permit_extensions_permittakeback', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
