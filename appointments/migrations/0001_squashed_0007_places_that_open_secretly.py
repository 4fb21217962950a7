"""0001 to 0007 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('appointments', '0001_initial'), ('appointments', '0002_reminders'), ('appointments', '0003_clock_changes'), ('appointments', '0004_booked_for'), ('appointments', '0005_places_given_back'), ('appointments', '0006_document_seen'), ('appointments', '0007_places_that_open_secretly')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0002_counter'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                        ('name_ru', models.CharField(max_length=120, verbose_name='name in Russian')),
                        ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                        ('bring_ru', models.TextField(blank=True, max_length=2000, verbose_name='what to bring, in Russian, a line each')),
                        ('bring_en', models.TextField(blank=True, max_length=2000, verbose_name='what to bring, in English, a line each')),
                        ('procedures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='procedures it belongs to')),
                        ('confirms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='what a finished visit proves')),
                        ('changes', models.PositiveSmallIntegerField(default=3, verbose_name='cancellations and moves allowed')),
                        ('changes_days', models.PositiveSmallIntegerField(default=30, verbose_name='within so many days')),
                    ],
                    options={
                        'verbose_name': 'service',
                        'verbose_name_plural': 'services',
                    },
                ),
                migrations.CreateModel(
                    name='Reception',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('zone', models.CharField(max_length=40, verbose_name='time zone')),
                        ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='latitude')),
                        ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='longitude')),
                        ('step_free', models.BooleanField(default=False, verbose_name='step-free entrance')),
                        ('hearing_loop', models.BooleanField(default=False, verbose_name='hearing loop')),
                        ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='languages spoken at the desks')),
                        ('way_ru', models.CharField(blank=True, max_length=300, verbose_name='how to find the entrance, in Russian')),
                        ('way_en', models.CharField(blank=True, max_length=300, verbose_name='how to find the entrance, in English')),
                        ('is_open', models.BooleanField(default=True, verbose_name='takes appointments')),
                        ('office', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reception', to='accounts.office', verbose_name='office')),
                    ],
                    options={
                        'verbose_name': 'reception',
                        'verbose_name_plural': 'receptions',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='reception_lies_on_earth'), models.CheckConstraint(condition=models.Q(('zone', ''), _negated=True), name='reception_has_a_zone')],
                    },
                ),
                migrations.CreateModel(
                    name='Desk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=20, verbose_name='name on the door')),
                        ('is_open', models.BooleanField(default=True, verbose_name='in use')),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='appointments.reception', verbose_name='reception')),
                    ],
                    options={
                        'verbose_name': 'desk',
                        'verbose_name_plural': 'desks',
                        'constraints': [models.UniqueConstraint(fields=('reception', 'name'), name='one_desk_of_a_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='desk_has_a_name')],
                    },
                ),
                migrations.CreateModel(
                    name='DayChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('closed', 'closed'), ('open', 'open')], max_length=6, verbose_name='what')),
                        ('first_day', models.DateField(verbose_name='first day')),
                        ('last_day', models.DateField(verbose_name='last day')),
                        ('as_weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], null=True, verbose_name='with the hours of')),
                        ('reason_ru', models.CharField(max_length=200, verbose_name='reason in Russian')),
                        ('reason_en', models.CharField(max_length=200, verbose_name='reason in English')),
                        ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='day_changes', to='appointments.desk', verbose_name='desk')),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_changes', to='appointments.reception', verbose_name='reception')),
                    ],
                    options={
                        'verbose_name': 'day unlike the plan',
                        'verbose_name_plural': 'days unlike the plan',
                        'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='day_change_lasts_a_day_at_least'), models.CheckConstraint(condition=models.Q(models.Q(('as_weekday__isnull', True), ('kind', 'closed')), models.Q(('as_weekday__range', (0, 6)), ('kind', 'open')), _connector='OR'), name='open_day_has_hours')],
                    },
                ),
                migrations.CreateModel(
                    name='ServiceAtOffice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(480)], verbose_name='minutes of one visit')),
                        ('lead_hours', models.PositiveSmallIntegerField(default=2, verbose_name='booked at least so many hours ahead')),
                        ('horizon_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days ahead that places open')),
                        ('opens_at', models.TimeField(verbose_name='hour at which a new day opens')),
                        ('walk_in_percent', models.PositiveSmallIntegerField(default=0, verbose_name='percent kept for walk-ins')),
                        ('urgent_percent', models.PositiveSmallIntegerField(default=0, verbose_name='percent kept for urgent deadlines')),
                        ('urgent_days', models.PositiveSmallIntegerField(default=7, verbose_name='a deadline is urgent so many days before')),
                        ('is_drawn', models.BooleanField(default=False, verbose_name='new places are drawn by lot')),
                        ('is_offered', models.BooleanField(default=True, verbose_name='can be booked')),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='appointments.reception', verbose_name='reception')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='appointments.service', verbose_name='service')),
                        ('extra_day', models.DateField(editable=False, null=True)),
                        ('extra_opens_at', models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'service at an office',
                        'verbose_name_plural': 'services at offices',
                        'constraints': [models.UniqueConstraint(fields=('reception', 'service'), name='service_once_at_an_office'), models.CheckConstraint(condition=models.Q(('minutes__range', (5, 480))), name='visit_takes_some_minutes'), models.CheckConstraint(condition=models.Q(('walk_in_percent__lte', django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('urgent_percent')))), name='shares_are_at_most_the_whole'), models.CheckConstraint(condition=models.Q(('horizon_days__range', (1, 366))), name='places_open_within_a_year')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                        ('starts', models.TimeField(verbose_name='from')),
                        ('ends', models.TimeField(verbose_name='until')),
                        ('break_starts', models.TimeField(blank=True, null=True, verbose_name='break from')),
                        ('break_ends', models.TimeField(blank=True, null=True, verbose_name='break until')),
                        ('valid_from', models.DateField(verbose_name='first day')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='appointments.desk', verbose_name='desk')),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='appointments.serviceatoffice', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'hours of a desk',
                        'verbose_name_plural': 'hours of desks',
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='line_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='line_has_a_weekday'), models.CheckConstraint(condition=models.Q(models.Q(('break_ends__isnull', True), ('break_starts__isnull', True)), models.Q(('break_ends__lte', models.F('ends')), ('break_starts__gte', models.F('starts')), ('break_starts__lt', models.F('break_ends'))), _connector='OR'), name='break_lies_inside_its_line'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='line_holds_for_a_day_at_least')],
                    },
                ),
                migrations.CreateModel(
                    name='Slot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('at', models.TimeField(verbose_name='time')),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('opens_at', models.DateTimeField(verbose_name='can be booked from')),
                        ('channel', models.CharField(choices=[('everybody', 'everybody'), ('urgent', 'urgent deadlines'), ('walk_in', 'walk-ins')], default='everybody', max_length=9, verbose_name='for')),
                        ('state', models.CharField(choices=[('free', 'free'), ('held', 'held while somebody confirms'), ('offered', 'offered to the waiting list'), ('booked', 'booked'), ('closed', 'closed')], default='free', max_length=7, verbose_name='state')),
                        ('held_until', models.DateTimeField(null=True)),
                        ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='appointments.desk')),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='appointments.serviceatoffice')),
                        ('opens_secretly', models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        'verbose_name': 'place',
                        'verbose_name_plural': 'places',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['free', 'held'])), fields=['offered', 'day', 'at', 'id'], name='slot_to_take'), models.Index(condition=models.Q(('state__in', ['held', 'offered'])), fields=['held_until'], name='slot_waits'), models.Index(condition=models.Q(('opens_secretly', True), ('state', 'free')), fields=['opens_at'], name='slot_opens_secretly')],
                        'constraints': [models.UniqueConstraint(fields=('desk', 'day', 'at'), name='one_place_at_a_desk_and_time'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='place_lasts'), models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('state__in', ['held', 'offered'])), models.Q(models.Q(('state__in', ['held', 'offered']), _negated=True), ('held_until__isnull', True)), _connector='OR'), name='waiting_place_says_until_when')],
                    },
                ),
                migrations.CreateModel(
                    name='Booking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                        ('day', models.DateField(verbose_name='day')),
                        ('at', models.TimeField(verbose_name='time')),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('party', models.UUIDField(null=True)),
                        ('state', models.CharField(choices=[('held', 'held until you confirm'), ('booked', 'booked'), ('arrived', 'you are at the office'), ('done', 'done'), ('no_show', 'missed'), ('cancelled', 'cancelled'), ('expired', 'not confirmed in time')], default='held', max_length=9, verbose_name='state')),
                        ('hold_until', models.DateTimeField(null=True)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('created_at', models.DateTimeField()),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('booked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='cases.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='profiles.person')),
                        ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='appointments.desk')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='appointments.service')),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='appointments.serviceatoffice')),
                        ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='appointments.slot')),
                        ('clock_changes', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('booked_birth_date', models.DateField(null=True)),
                        ('booked_name', models.CharField(blank=True, db_default='', default='', max_length=401)),
                        ('ground', models.CharField(blank=True, choices=[('misspelling', 'a misspelling was corrected'), ('new_document', 'a new document: after a marriage, for example'), ('other', 'something else')], db_default='', default='', max_length=12)),
                        ('ground_words', models.CharField(blank=True, db_default='', default='', max_length=300)),
                        ('identity', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ],
                    options={
                        'verbose_name': 'appointment',
                        'verbose_name_plural': 'appointments',
                        'indexes': [models.Index(fields=['person', '-starts_at'], name='booking_person'), models.Index(condition=models.Q(('state__in', ['held', 'booked', 'arrived', 'done', 'no_show'])), fields=['offered', 'day', 'at'], name='booking_day'), models.Index(condition=models.Q(('party__isnull', False)), fields=['party'], name='booking_party'), models.Index(condition=models.Q(('state', 'booked')), fields=['starts_at'], name='booking_ahead')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['held', 'booked', 'arrived', 'done', 'no_show'])), fields=('slot',), name='place_is_sold_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['held', 'booked', 'arrived'])), fields=('person', 'service'), name='one_active_booking_per_service'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['held', 'booked', 'arrived', 'done', 'no_show'])), expressions=[(models.Func(models.F('desk'), models.F('desk'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange'), '&&')], name='one_visit_at_a_desk_at_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='visit_lasts'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('hold_until__isnull', False), _connector='OR'), name='held_booking_says_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['held', 'booked', 'arrived'])), models.Q(models.Q(('state__in', ['held', 'booked', 'arrived']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_booking_has_its_moment'), models.UniqueConstraint(condition=models.Q(('state__in', ['held', 'booked', 'arrived']), models.Q(('identity', ''), _negated=True)), fields=('identity', 'service'), name='one_active_booking_per_document')],
                        'triggers': [pgtrigger.compiler.Trigger(name='booking_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{held:booked,held:expired,held:cancelled,booked:cancelled,booked:arrived,booked:no_show,arrived:done,arrived:no_show,arrived:cancelled,no_show:cancelled,cancelled:no_show}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2391fe6e3cf368d3a8680b38eea5df259c62ff1b', operation='UPDATE', pgid='pgtrigger_booking_moves_as_the_table_says_5026f', table='appointments_booking', when='BEFORE')), pgtrigger.compiler.Trigger(name='booked_for_whom', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was TEXT;', func="\nIF NEW.closed_at IS NOT NULL AND NEW.ground = '' THEN\n    NEW.booked_name = ''; NEW.booked_birth_date = NULL; NEW.identity = '';\nEND IF;\nIF TG_OP = 'UPDATE' OR NEW.closed_at IS NOT NULL THEN\n    RETURN NEW;\nEND IF;\nwas := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);\nSELECT btrim(p.family_name || ' ' || p.given_names), p.birth_date, left(d.issuing_state || ' '\n    || translate(upper(regexp_replace(d.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')\n    || CASE WHEN d.kind = 'in_parents'\n       THEN '/' || to_char(p.birth_date, 'YYYYMMDD') || upper(regexp_replace(p.given_names, '[^[:alpha:]]', '', 'g'))\n       ELSE '' END, 120) INTO NEW.booked_name, NEW.booked_birth_date, NEW.identity\n\n    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''\n;\nIF NOT FOUND THEN \n    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';\n END IF;\n\nIF EXISTS (SELECT FROM appointments_documentseen seen\n           WHERE seen.identity = NEW.identity AND seen.replaced_at IS NULL AND seen.person_id <> NEW.person_id) THEN\n    RAISE EXCEPTION 'the document was seen with somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_of_who_comes';\nEND IF;\n\nPERFORM set_config('enable_seqscan', was, true);\nRETURN NEW;\n", hash='136abe08d78ba33d5d91b3a1b34230f7ecc250ad', operation='INSERT OR UPDATE', pgid='pgtrigger_booked_for_whom_64792', table='appointments_booking', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='VisitReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField()),
                        ('hours', models.PositiveSmallIntegerField()),
                        ('sent_at', models.DateTimeField()),
                        ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='appointments.booking')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('booking', 'version', 'hours'), name='visit_reminded_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentSeen',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('identity', models.CharField(max_length=120)),
                        ('seen_at', models.DateTimeField()),
                        ('ground', models.CharField(choices=[('original', 'the document itself: name, photo and number are those of this person'), ('paper', 'a paper of the police or a consulate about this document, with a photo'), ('other', 'something else')], max_length=12)),
                        ('ground_words', models.CharField(blank=True, max_length=300)),
                        ('replaced_at', models.DateTimeField(null=True)),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.person')),
                        ('seen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('identity',), name='document_is_of_one_person'), models.CheckConstraint(condition=models.Q(('identity', ''), _negated=True), name='seen_document_is_named'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'other'), _negated=True), models.Q(('ground_words', ''), _negated=True), _connector='OR'), name='other_ground_is_said_in_words'), models.CheckConstraint(condition=models.Q(('replaced_at__isnull', True), ('replaced_at__gte', models.F('seen_at')), _connector='OR'), name='seen_before_it_is_replaced')],
                        'triggers': [pgtrigger.compiler.Trigger(name='what_was_seen_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."seen_by_id" IS DISTINCT FROM (NEW."seen_by_id") OR OLD."seen_at" IS DISTINCT FROM (NEW."seen_at") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."ground_words" IS DISTINCT FROM (NEW."ground_words"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='229d0b3be0be014f35cbd14f13025689237b891f', operation='UPDATE', pgid='pgtrigger_what_was_seen_stays_24e03', table='appointments_documentseen', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_was_seen_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='321c367e0d8c17fc4f8aef8a1c2c33a8e542a2d4', operation='DELETE', pgid='pgtrigger_what_was_seen_is_kept_ff70b', table='appointments_documentseen', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
