from django.db import migrations, models


class Migration(migrations.Migration):
    """How many months a patent has is a row of the law: the service knows it, a constraint that says twelve would refuse a bill."""

    dependencies = [
        ('patents', '0019_money_that_waits_for_a_price'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='charge',
            name='only_a_tax_advance_has_a_period',
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('period__gte', 1), ('purpose', 'tax_advance')), models.Q(models.Q(('purpose', 'tax_advance'), _negated=True), ('period__isnull', True)), _connector='OR'), name='only_a_tax_advance_has_a_period'),
        ),
    ]
