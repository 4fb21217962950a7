"""0001 to 0006 in one, for databases that have none of them (docs/operations.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import portal.crypto
import portal.schema
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('draws', '0001_draws'), ('draws', '0002_words'), ('draws', '0003_documents'), ('draws', '0004_undrawn_days'), ('draws', '0005_one_document_one_turn'), ('draws', '0006_turns_of_a_seen_document')]

    initial = True

    dependencies = [
        ('appointments', '0006_document_seen'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='Draw',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('first_day', models.DateField(verbose_name='first day')),
                        ('last_day', models.DateField(verbose_name='last day')),
                        ('requests_from', models.DateTimeField(verbose_name='requests from')),
                        ('requests_until', models.DateTimeField(verbose_name='requests until')),
                        ('algorithm', models.CharField(max_length=8)),
                        ('commitment', models.CharField(max_length=64)),
                        ('sealed_seed', portal.crypto.EncryptedTextField()),
                        ('outside_source', models.CharField(blank=True, max_length=300, verbose_name='value from outside: which one, and where it is published')),
                        ('outside_value', models.CharField(blank=True, max_length=100, verbose_name='value from outside')),
                        ('state', models.CharField(choices=[('announced', 'announced'), ('open', 'requests are taken'), ('closed', 'the list is closed and published'), ('drawn', 'the lot is cast'), ('settled', 'the draw is over'), ('called_off', 'called off')], default='announced', max_length=10, verbose_name='state')),
                        ('announced_at', models.DateTimeField()),
                        ('digest', models.CharField(blank=True, max_length=64)),
                        ('seed', models.CharField(blank=True, max_length=64)),
                        ('drawn_at', models.DateTimeField(null=True)),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='appointments.serviceatoffice', verbose_name='service')),
                    ],
                    options={
                        'verbose_name': 'draw',
                        'verbose_name_plural': 'draws',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['announced', 'open', 'closed', 'drawn'])), fields=['requests_until'], name='draw_to_tend')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='draw_covers_a_day_at_least'), models.CheckConstraint(condition=models.Q(('announced_at__lte', models.F('requests_from')), ('requests_until__gt', models.F('requests_from'))), name='draw_is_announced_first'), models.CheckConstraint(condition=models.Q(('seed', ''), ('commitment', models.Func(models.Func(models.Func(models.F('seed'), models.Value('hex'), function='decode'), function='sha256'), models.Value('hex'), function='encode')), _connector='OR'), name='published_seed_is_the_committed_one'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['drawn', 'settled']), models.Q(('seed', ''), _negated=True), models.Q(('digest', ''), _negated=True), ('drawn_at__isnull', False)), models.Q(models.Q(('state__in', ['drawn', 'settled']), _negated=True), ('drawn_at__isnull', True), ('seed', '')), _connector='OR'), name='seed_is_published_when_the_lot_is_cast'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('digest', ''), _negated=True), _connector='OR'), name='closed_list_has_its_digest'), models.CheckConstraint(condition=models.Q(('outside_value', ''), models.Q(('outside_source', ''), _negated=True), _connector='OR'), name='outside_value_has_its_source')],
                        'triggers': [pgtrigger.compiler.Trigger(name='draw_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{announced:open,open:closed,closed:drawn,drawn:settled,announced:called_off,open:called_off,closed:called_off}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='277aefe52a523916f0878f32579d1da3d52d950c', operation='UPDATE', pgid='pgtrigger_draw_moves_as_the_table_says_65ce2', table='draws_draw', when='BEFORE')), pgtrigger.compiler.Trigger(name='announced_draw_keeps_its_terms', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."offered_id" IS DISTINCT FROM (NEW."offered_id") OR OLD."first_day" IS DISTINCT FROM (NEW."first_day") OR OLD."last_day" IS DISTINCT FROM (NEW."last_day") OR OLD."requests_from" IS DISTINCT FROM (NEW."requests_from") OR OLD."requests_until" IS DISTINCT FROM (NEW."requests_until") OR OLD."algorithm" IS DISTINCT FROM (NEW."algorithm") OR OLD."commitment" IS DISTINCT FROM (NEW."commitment") OR OLD."sealed_seed" IS DISTINCT FROM (NEW."sealed_seed") OR OLD."outside_source" IS DISTINCT FROM (NEW."outside_source") OR OLD."announced_at" IS DISTINCT FROM (NEW."announced_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='076d4387609614857b1e649aefc37c3e62a0edb2', operation='UPDATE', pgid='pgtrigger_announced_draw_keeps_its_terms_08b9e', table='draws_draw', when='BEFORE')), pgtrigger.compiler.Trigger(name='published_value_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."digest" IS DISTINCT FROM (NEW."digest") AND NOT (OLD."digest" = \'\')) OR (OLD."outside_value" IS DISTINCT FROM (NEW."outside_value") AND NOT (OLD."outside_value" = \'\')) OR (OLD."seed" IS DISTINCT FROM (NEW."seed") AND NOT (OLD."seed" = \'\')))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5d7c4b7ac84203b008517b8115781a5a360abb19', operation='UPDATE', pgid='pgtrigger_published_value_stays_036b4', table='draws_draw', when='BEFORE')), pgtrigger.compiler.Trigger(name='draw_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6a1e3bb90fbaad69384203be5df000deb7925411', operation='DELETE', pgid='pgtrigger_draw_is_not_deleted_0880b', table='draws_draw', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DrawPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('at', models.TimeField()),
                        ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='draws.draw')),
                        ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawn_in', to='appointments.slot')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('draw', 'slot'), name='place_once_in_a_draw')],
                        'triggers': [pgtrigger.compiler.Trigger(name='drawn_place_is_a_fact', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2f21a6836446ca495252f103852d9255af624085', operation='UPDATE OR DELETE', pgid='pgtrigger_drawn_place_is_a_fact_bb049', table='draws_drawplace', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DrawRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('code', models.CharField(max_length=9, unique=True, verbose_name='code')),
                        ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None, verbose_name='days')),
                        ('part', models.CharField(choices=[('any', 'at any time of the day'), ('morning', 'before 12:00'), ('afternoon', 'from 12:00 on')], default='any', max_length=9, verbose_name='time of the day')),
                        ('state', models.CharField(choices=[('sent', 'your request is sent'), ('withdrawn', 'your request is withdrawn'), ('won', 'a place was drawn for you'), ('lost', 'no place was left for you'), ('called_off', 'the draw was called off')], default='sent', max_length=10, verbose_name='state')),
                        ('sent_at', models.DateTimeField()),
                        ('rank', models.PositiveIntegerField(null=True)),
                        ('trouble', models.CharField(blank=True, choices=[('', ''), ('already_booked', 'you have had an appointment for this by then'), ('same_document', 'another account has had an appointment for this with the same identity document by then'), ('slot_taken', 'the office has closed this time since'), ('unknown', 'your profile had no name, date of birth or identity document'), ('of_another', 'an officer has seen the original of the document in your profile with another person')], default='', max_length=14)),
                        ('booking', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draw_requests', to='appointments.booking')),
                        ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='draws.draw')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draw_requests', to='profiles.person')),
                        ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='draws.drawplace')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.service')),
                        ('identity', models.CharField(blank=True, db_default='', default='', max_length=120)),
                        ('whose_turn', models.BigIntegerField(editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'request for a draw',
                        'verbose_name_plural': 'requests for draws',
                        'indexes': [models.Index(condition=models.Q(('state', 'sent')), fields=['draw', 'rank'], name='request_to_settle')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('person', 'service'), name='one_request_per_service'), models.UniqueConstraint(condition=models.Q(('rank__isnull', False)), fields=('draw', 'rank'), name='nobody_is_drawn_twice'), models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('place',), name='no_place_is_drawn_twice'), models.CheckConstraint(condition=models.Q(('days__len__gte', 1)), name='request_names_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'won'), _negated=True), models.Q(('booking__isnull', False), ('place__isnull', False)), models.Q(('place__isnull', False), models.Q(('trouble', ''), _negated=True)), _connector='OR'), name='winner_has_a_booking_or_a_reason'), models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('whose_turn', 'service'), name='one_request_per_family'), models.UniqueConstraint(condition=models.Q(('state', 'sent'), models.Q(('identity', ''), _negated=True)), fields=('identity', 'service'), name='one_request_per_document')],
                        'triggers': [pgtrigger.compiler.Trigger(name='request_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{sent:withdrawn,sent:won,sent:lost,sent:called_off}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='0d17d96271f199aa425cdc16c2c05dca8b9ddcbe', operation='UPDATE', pgid='pgtrigger_request_moves_as_the_table_says_0ae78', table='draws_drawrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='sent_request_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."draw_id" IS DISTINCT FROM (NEW."draw_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."service_id" IS DISTINCT FROM (NEW."service_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='38fc213b9687f9d1f678ca3212ce37aab426ae36', operation='UPDATE', pgid='pgtrigger_sent_request_stays_31029', table='draws_drawrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='result_of_the_lot_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."rank" IS NOT NULL AND (OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='06e6641ad71f0a44be8d3402c8cea904424c50f7', operation='UPDATE', pgid='pgtrigger_result_of_the_lot_stays_cb673', table='draws_drawrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='request_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6fdf2580dbcf866da5b6657c7a81b5931dd790d7', operation='DELETE', pgid='pgtrigger_request_is_not_deleted_15505', table='draws_drawrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='turn_of_whom', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was TEXT;', func="\nIF NEW.state NOT IN ('sent') THEN\n    NEW.identity = '';\nEND IF;\nIF TG_OP = 'UPDATE' OR NEW.state NOT IN ('sent') THEN\n    RETURN NEW;\nEND IF;\nwas := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);\nPERFORM \n    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''\n;\nIF NOT FOUND THEN \n    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';\n END IF;\nSELECT turn.whose, turn.key INTO NEW.whose_turn, NEW.identity FROM (\n    SELECT 0 AS position, p.id AS whose, left(d.issuing_state || ' '\n    || translate(upper(regexp_replace(d.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')\n    || CASE WHEN d.kind = 'in_parents'\n       THEN '/' || to_char(p.birth_date, 'YYYYMMDD') || upper(regexp_replace(p.given_names, '[^[:alpha:]]', '', 'g'))\n       ELSE '' END, 120) AS key\n    \n    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''\n AND (p.user_id IS NOT NULL OR EXISTS (\n        SELECT FROM profiles_guardianship g JOIN profiles_document proof ON proof.id = g.proof_id AND proof.removed_at IS NULL\n        WHERE g.child_id = p.id AND g.ended_on IS NULL))\n    UNION ALL\n    SELECT g.id, p.id, left(d.issuing_state || ' '\n    || translate(upper(regexp_replace(d.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')\n    || CASE WHEN d.kind = 'in_parents'\n       THEN '/' || to_char(p.birth_date, 'YYYYMMDD') || upper(regexp_replace(p.given_names, '[^[:alpha:]]', '', 'g'))\n       ELSE '' END, 120)\n    FROM profiles_guardianship g\n    JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE g.child_id = NEW.person_id AND g.ended_on IS NULL\n) turn ORDER BY turn.position LIMIT 1;\nIF NOT FOUND THEN \n    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';\n END IF;\n\nIF EXISTS (SELECT FROM appointments_documentseen seen\n           WHERE seen.identity = NEW.identity AND seen.replaced_at IS NULL AND seen.person_id <> NEW.whose_turn) THEN\n    RAISE EXCEPTION 'the document was seen with somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_of_who_comes';\nEND IF;\n\nPERFORM set_config('enable_seqscan', was, true);\nRETURN NEW;\n", hash='634af27bbc5e78bc4575ab8d9eb4ec7e1d3b45a9', operation='INSERT OR UPDATE', pgid='pgtrigger_turn_of_whom_a5300', table='draws_drawrequest', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DrawDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.CharField(max_length=40)),
                        ('body', models.BinaryField()),
                        ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='draws.draw')),
                    ],
                ),
                migrations.CreateModel(
                    name='UndrawnDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('told_at', models.DateTimeField()),
                        ('offered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.serviceatoffice')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('offered', 'day'), name='undrawn_day_is_told_once')],
                    },
                ),
            ],
        ),
    ]
