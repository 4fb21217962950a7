from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guardianship", "0001_officers_end_a_guardianship")]

    operations = [
        migrations.AddField(model_name="removal", name="left_on", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="removal",
            name="ended_too",
            field=ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
    ]
