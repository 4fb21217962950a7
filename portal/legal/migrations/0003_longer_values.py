from django.db import migrations, models


class Migration(migrations.Migration):
    """A region's list of activities closed to patents has more than 33 codes. PostgreSQL only changes the catalogue."""

    dependencies = [("legal", "0002_rows_that_a_correction_replaced")]

    operations = [
        migrations.AlterField(
            model_name="legalvalue", name="value", field=models.CharField(max_length=1000, null=True, verbose_name="value")
        ),
    ]
