"""0001 to 0005 in one, for databases that have none of them (docs/operations.md)."""

import django.db.models.deletion
import pgtrigger.compiler
import portal.schema
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('waiting', '0001_waiting_list'), ('waiting', '0002_deadlines_reckoned_anew'), ('waiting', '0003_one_document_one_turn'), ('waiting', '0004_offers_closed_by_the_office'), ('waiting', '0005_turns_of_a_seen_document')]

    initial = True

    dependencies = [
        ('appointments', '0006_document_seen'),
        ('profiles', '0012_address_days'),
    ]

    operations = [
        portal.schema.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name='WaitingEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('region', models.CharField(blank=True, max_length=2, verbose_name='region')),
                        ('first_day', models.DateField(verbose_name='first day')),
                        ('last_day', models.DateField(verbose_name='last day')),
                        ('deadline', models.DateField(null=True, verbose_name='needed by')),
                        ('deadline_source', models.CharField(blank=True, max_length=20)),
                        ('state', models.CharField(choices=[('waiting', 'you are in the line'), ('offered', 'a time is offered to you'), ('booked', 'you have got a time'), ('left', 'you have left the line'), ('silent', 'two offers were left without an answer'), ('over', 'the last day has passed'), ('ended', 'ended: an officer saw the document with another person')], default='waiting', max_length=7, verbose_name='state')),
                        ('joined_at', models.DateTimeField(verbose_name='joined')),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('at', models.ManyToManyField(related_name='waiting_entries', to='appointments.serviceatoffice')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting_entries', to='profiles.person')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting_entries', to='appointments.service')),
                        ('reckonings', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('identity', models.CharField(blank=True, db_default='', default='', max_length=120)),
                        ('whose_turn', models.BigIntegerField(editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'entry of the waiting list',
                        'verbose_name_plural': 'entries of the waiting list',
                        'indexes': [models.Index(models.F('service'), models.OrderBy(models.F('deadline'), nulls_last=True), models.F('joined_at'), models.F('id'), condition=models.Q(('state', 'waiting')), name='entry_line'), models.Index(condition=models.Q(('state', 'waiting')), fields=['last_day'], name='entry_ends'), models.Index(condition=models.Q(('state__in', ['booked', 'over'])), fields=['service', 'closed_at'], name='entry_history')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=('person', 'service'), name='one_open_entry_per_service'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='entry_waits_for_a_day_at_least'), models.CheckConstraint(condition=models.Q(models.Q(('deadline__isnull', True), ('deadline_source', '')), models.Q(('deadline__isnull', False), models.Q(('deadline_source', ''), _negated=True)), _connector='OR'), name='deadline_says_where_it_is_from'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['waiting', 'offered'])), models.Q(models.Q(('state__in', ['waiting', 'offered']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_entry_has_its_moment'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=('whose_turn', 'service'), name='one_open_entry_per_family'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered']), models.Q(('identity', ''), _negated=True)), fields=('identity', 'service'), name='one_open_entry_per_document')],
                        'triggers': [pgtrigger.compiler.Trigger(name='entry_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0b518a5910e5727334256a728259832e5ce58655', operation='DELETE', pgid='pgtrigger_entry_is_not_deleted_08894', table='waiting_waitingentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='nobody_jumps_the_line', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."service_id" IS DISTINCT FROM (NEW."service_id") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='eca43153ff658db496fcda540c47d6058730ce4d', operation='UPDATE', pgid='pgtrigger_nobody_jumps_the_line_3fd3f', table='waiting_waitingentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='deadline_is_reckoned', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (\n        (OLD.deadline IS DISTINCT FROM NEW.deadline OR OLD.deadline_source IS DISTINCT FROM NEW.deadline_source)\n        AND (OLD.state NOT IN ('waiting', 'offered') OR NEW.reckonings <> OLD.reckonings + 1)\n    )", func="RAISE EXCEPTION 'deadline_is_reckoned: the deadline of an entry changes only when it is reckoned anew';", hash='0ee0a13a39d82c10ffb6353f4053c1f7f83437c3', operation='UPDATE OF "deadline", "deadline_source"', pgid='pgtrigger_deadline_is_reckoned_898d5', table='waiting_waitingentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='entry_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:offered,offered:waiting,offered:booked,offered:left,offered:silent,waiting:left,waiting:over,waiting:ended,offered:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='9d70480e10b37b58faa095abf1e6ce6424ca158b', operation='UPDATE', pgid='pgtrigger_entry_moves_as_the_table_says_bc7e5', table='waiting_waitingentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='turn_of_whom', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was TEXT;', func="\nIF NEW.state NOT IN ('waiting', 'offered') THEN\n    NEW.identity = '';\nEND IF;\nIF TG_OP = 'UPDATE' OR NEW.state NOT IN ('waiting', 'offered') THEN\n    RETURN NEW;\nEND IF;\nwas := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);\nPERFORM \n    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''\n;\nIF NOT FOUND THEN \n    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';\n END IF;\nSELECT turn.whose, turn.key INTO NEW.whose_turn, NEW.identity FROM (\n    SELECT 0 AS position, p.id AS whose, left(d.issuing_state || ' '\n    || translate(upper(regexp_replace(d.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')\n    || CASE WHEN d.kind = 'in_parents'\n       THEN '/' || to_char(p.birth_date, 'YYYYMMDD') || upper(regexp_replace(p.given_names, '[^[:alpha:]]', '', 'g'))\n       ELSE '' END, 120) AS key\n    \n    FROM profiles_person p JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE p.id = NEW.person_id AND p.birth_date IS NOT NULL AND p.family_name || p.given_names <> ''\n AND (p.user_id IS NOT NULL OR EXISTS (\n        SELECT FROM profiles_guardianship g JOIN profiles_document proof ON proof.id = g.proof_id AND proof.removed_at IS NULL\n        WHERE g.child_id = p.id AND g.ended_on IS NULL))\n    UNION ALL\n    SELECT g.id, p.id, left(d.issuing_state || ' '\n    || translate(upper(regexp_replace(d.number, '[^[:alnum:]]', '', 'g')), 'OI', '01')\n    || CASE WHEN d.kind = 'in_parents'\n       THEN '/' || to_char(p.birth_date, 'YYYYMMDD') || upper(regexp_replace(p.given_names, '[^[:alpha:]]', '', 'g'))\n       ELSE '' END, 120)\n    FROM profiles_guardianship g\n    JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_identitydocument d ON d.person_id = p.id AND d.is_current\n    WHERE g.child_id = NEW.person_id AND g.ended_on IS NULL\n) turn ORDER BY turn.position LIMIT 1;\nIF NOT FOUND THEN \n    RAISE EXCEPTION 'nobody knows who comes' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_known_comes';\n END IF;\n\nIF EXISTS (SELECT FROM appointments_documentseen seen\n           WHERE seen.identity = NEW.identity AND seen.replaced_at IS NULL AND seen.person_id <> NEW.whose_turn) THEN\n    RAISE EXCEPTION 'the document was seen with somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_of_who_comes';\nEND IF;\n\nPERFORM set_config('enable_seqscan', was, true);\nRETURN NEW;\n", hash='5fdb73a1a20f330d3cb72c8f3b4fefb412b62fc9', operation='INSERT OR UPDATE', pgid='pgtrigger_turn_of_whom_ff3a0', table='waiting_waitingentry', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Offer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('state', models.CharField(choices=[('open', 'waits for your answer'), ('accepted', 'accepted'), ('declined', 'declined'), ('lapsed', 'not answered in time'), ('closed', 'closed by the office')], default='open', max_length=8, verbose_name='state')),
                        ('offered_at', models.DateTimeField()),
                        ('accept_until', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('booking', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='appointments.booking')),
                        ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='appointments.slot')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='waiting.waitingentry')),
                    ],
                    options={
                        'verbose_name': 'offer to the waiting list',
                        'verbose_name_plural': 'offers to the waiting list',
                        'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['accept_until'], name='offer_lapses')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('slot',), name='one_open_offer_per_place'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('entry',), name='one_open_offer_per_entry'), models.CheckConstraint(condition=models.Q(('accept_until__gt', models.F('offered_at'))), name='offer_lasts'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_offer_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('booking__isnull', False), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('booking__isnull', True)), _connector='OR'), name='accepted_offer_has_its_booking')],
                        'triggers': [pgtrigger.compiler.Trigger(name='offer_keeps_its_terms', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."slot_id" IS DISTINCT FROM (NEW."slot_id") OR OLD."offered_at" IS DISTINCT FROM (NEW."offered_at") OR OLD."accept_until" IS DISTINCT FROM (NEW."accept_until"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='01dc3f7ba55d3d40556e61b930d30696d5cd1505', operation='UPDATE', pgid='pgtrigger_offer_keeps_its_terms_c20d5', table='waiting_offer', when='BEFORE')), pgtrigger.compiler.Trigger(name='offer_is_not_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d65c77f84e96e7216d5cd91074d11da3d66aba1d', operation='DELETE', pgid='pgtrigger_offer_is_not_deleted_107b6', table='waiting_offer', when='BEFORE')), pgtrigger.compiler.Trigger(name='offer_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:accepted,open:declined,open:lapsed,open:closed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c68ca0bed7066b0d33135455be79df056e00425f', operation='UPDATE', pgid='pgtrigger_offer_moves_as_the_table_says_c4162', table='waiting_offer', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
