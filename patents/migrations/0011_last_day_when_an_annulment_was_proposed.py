from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patents', '0010_patents_that_orders_extend'),
    ]

    operations = [
        migrations.AddField(
            model_name='annulment',
            name='seen_through',
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name='patent',
            name='annulled_on',
            field=models.DateField(null=True, verbose_name='annulled from'),
        ),
    ]
