"""0001 to 0005 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('board', '0001_visits'), ('board', '0002_ticket_of_a_form'), ('board', '0003_days_without_arrivals'), ('board', '0004_first_call'), ('board', '0005_a_booked_place_is_no_walk_ins')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('appointments', '0005_places_given_back'),
        ('cases', '0002_counter'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Screen',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40, unique=True)),
                        ('reception', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='screen', to='appointments.reception')),
                    ],
                ),
                migrations.CreateModel(
                    name='TicketRoll',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('last', models.PositiveIntegerField(default=0)),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.reception')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('reception', 'day'), name='one_roll_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('ticket', models.CharField(max_length=6, verbose_name='ticket')),
                        ('is_urgent', models.BooleanField(default=False, verbose_name='urgent')),
                        ('turn', models.PositiveSmallIntegerField()),
                        ('turn_at', models.DateTimeField()),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('called', 'called'), ('in_service', 'at the desk'), ('done', 'done'), ('no_show', 'did not come to the desk'), ('unserved', 'the office did not get to it')], default='waiting', max_length=10, verbose_name='state')),
                        ('calls', models.PositiveSmallIntegerField(default=0)),
                        ('arrived_at', models.DateTimeField()),
                        ('called_at', models.DateTimeField(null=True)),
                        ('started_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('booking', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='appointments.booking')),
                        ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='cases.case')),
                        ('checked_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='appointments.desk')),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='appointments.serviceatoffice')),
                        ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='appointments.reception')),
                        ('slot', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='appointments.slot')),
                        ('submission_key', models.UUIDField(null=True)),
                        ('first_called_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name': 'visit',
                        'verbose_name_plural': 'visits',
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['reception', 'day', 'turn', 'turn_at', 'id'], name='visit_queue'), models.Index(fields=['offered', 'day'], name='visit_day')],
                        'constraints': [models.UniqueConstraint(fields=('reception', 'day', 'ticket'), name='one_ticket_of_a_number_a_day'), models.UniqueConstraint(condition=models.Q(('state__in', ['called', 'in_service'])), fields=('desk',), name='one_visit_at_a_desk'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['called', 'in_service', 'done', 'no_show']), _negated=True), models.Q(('called_at__isnull', False), ('desk__isnull', False), ('officer__isnull', False)), _connector='OR'), name='called_visit_has_desk_and_officer'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['in_service', 'done']), ('started_at__isnull', False)), models.Q(models.Q(('state__in', ['in_service', 'done']), _negated=True), ('started_at__isnull', True)), _connector='OR'), name='visit_started_as_its_state_says'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'no_show', 'unserved']), ('ended_at__isnull', False)), models.Q(models.Q(('state__in', ['done', 'no_show', 'unserved']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='visit_ended_as_its_state_says'), models.CheckConstraint(condition=models.Q(('called_at__isnull', True), ('called_at__gte', models.F('arrived_at')), _connector='OR'), name='visit_called_after_arrival'), models.CheckConstraint(condition=models.Q(('started_at__isnull', True), ('started_at__gte', models.F('called_at')), _connector='OR'), name='visit_started_after_call'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_at__gte', models.F('arrived_at')), models.Q(('started_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR')), _connector='OR'), name='visit_ended_last'), models.UniqueConstraint(fields=('reception', 'submission_key'), name='one_ticket_of_a_form')],
                        'triggers': [pgtrigger.compiler.Trigger(name='visit_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:called,waiting:unserved,called:in_service,called:waiting,called:no_show,called:unserved,in_service:done,in_service:waiting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='4c9f7a4aa4183b30fb3ba98e5c14ca235f14a811', operation='UPDATE', pgid='pgtrigger_visit_moves_as_the_table_says_07eb5', table='board_visit', when='BEFORE')), pgtrigger.compiler.Trigger(name='place_of_a_walk_in_is_nobodys', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was TEXT;', func="\nIF NEW.slot_id IS NULL OR TG_OP = 'UPDATE' AND NEW.slot_id IS NOT DISTINCT FROM OLD.slot_id THEN\n    RETURN NEW;\nEND IF;\nPERFORM FROM appointments_slot WHERE id = NEW.slot_id FOR NO KEY UPDATE;\nwas := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);\nIF EXISTS (SELECT FROM appointments_booking\n           WHERE slot_id = NEW.slot_id AND state IN ('arrived', 'booked', 'done', 'held', 'no_show')) THEN\n    RAISE EXCEPTION 'somebody has booked this place' USING ERRCODE = 'unique_violation', CONSTRAINT = 'place_is_sold_once';\nEND IF;\nPERFORM set_config('enable_seqscan', was, true);\nRETURN NEW;\n", hash='7abbaf77320e2a953bf53403b15709340f15b9a2', operation='INSERT OR UPDATE', pgid='pgtrigger_place_of_a_walk_in_is_nobodys_dce0c', table='board_visit', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='UnmarkedDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('visits', models.PositiveIntegerField(verbose_name='appointments')),
                        ('was_open', models.BooleanField(null=True, verbose_name='the office was open')),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unmarked_days', to='appointments.reception')),
                    ],
                    options={
                        'verbose_name': 'day without any arrival',
                        'verbose_name_plural': 'days without any arrival',
                        'constraints': [models.UniqueConstraint(fields=('reception', 'day'), name='asked_once_about_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('was_open__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('was_open__isnull', False)), _connector='OR'), name='answer_about_a_day_has_its_author')],
                    },
                ),
            ],
        ),
    ]
