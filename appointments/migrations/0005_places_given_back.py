import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0004_booked_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='opens_secretly',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='serviceatoffice',
            name='extra_day',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='serviceatoffice',
            name='extra_opens_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='booking_moves_as_the_table_says',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='booking_moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{held:booked,held:expired,held:cancelled,booked:cancelled,booked:arrived,booked:no_show,arrived:done,arrived:no_show,arrived:cancelled,no_show:cancelled,cancelled:no_show}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2391fe6e3cf368d3a8680b38eea5df259c62ff1b', operation='UPDATE', pgid='pgtrigger_booking_moves_as_the_table_says_5026f', table='appointments_booking', when='BEFORE')),
        ),
    ]
