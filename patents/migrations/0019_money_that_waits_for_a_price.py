from django.db import migrations, models

# Who has money that bought nothing may have waited for a price: the worker reckons these few and clears the mark of the others.
MARK = """
UPDATE patents_patent AS marked SET unpriced_since = (
    SELECT min(payment.paid_on) FROM patents_allocation AS counted JOIN patents_payment AS payment ON payment.id = counted.payment_id
    WHERE counted.patent_id = marked.id AND counted.released_at IS NULL AND counted.purpose = 'tax_advance')
WHERE marked.unspent > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('patents', '0018_no_index_twice'),
    ]

    operations = [
        migrations.AddField(
            model_name='patent',
            name='unpriced_since',
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name='patent',
            index=models.Index(condition=models.Q(('unpriced_since__isnull', False)), fields=['id'], name='patent_waits_for_price'),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
