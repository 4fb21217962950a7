from django.db import migrations, models


class Migration(migrations.Migration):
    """Ends that were announced before say no reason."""

    dependencies = [("watch", "0003_looks_at_a_moment")]

    operations = [
        migrations.AddField(
            model_name="watchnotice",
            name="reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
    ]
