import django.db.models.deletion
from django.db import migrations, models

# What waits for an officer, by the regions of the patents that its payer's INN names, unless an officer has decided about it before. For
# which of these days a price is missing the worker knows; about the others it asks once more.
WAITING = """
INSERT INTO patents_awaitedprice (payment_id, region, paid_on)
SELECT DISTINCT payment.id, patent.region, payment.paid_on
FROM patents_payment AS payment
JOIN LATERAL (
    SELECT own.region FROM patents_patent AS own JOIN profiles_person AS person ON person.id = own.person_id
    WHERE person.inn = payment.payer_inn AND own.status <> 'annulled'
    UNION
    SELECT paid.region FROM patents_allocation AS counted
    JOIN patents_payment AS before ON before.id = counted.payment_id
    JOIN patents_patent AS paid ON counted.patent_id IN (paid.id, paid.predecessor_id)
    WHERE before.payer_inn = payment.payer_inn AND counted.released_at IS NULL AND paid.status <> 'annulled'
) AS patent ON true
WHERE length(payment.payer_inn) = 12
  AND NOT EXISTS (SELECT FROM patents_allocation AS counted WHERE counted.payment_id = payment.id)
  AND NOT EXISTS (
    SELECT FROM patents_comparison AS told
    WHERE told.payment_id = payment.id AND told.released_at IS NULL AND told.same_as_id IS NOT NULL)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('patents', '0020_bills_of_as_many_months_as_the_law_gives'),
        ('profiles', '0011_money_is_searched_by_inn'),
    ]

    operations = [
        migrations.CreateModel(
            name='AwaitedPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=2)),
                ('paid_on', models.DateField()),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awaited_prices', to='patents.payment')),
            ],
            options={
                'indexes': [models.Index(fields=['paid_on', 'region'], name='awaited_price_of_a_day')],
                'constraints': [models.UniqueConstraint(fields=('payment', 'region'), name='price_is_awaited_once')],
            },
        ),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
    ]
