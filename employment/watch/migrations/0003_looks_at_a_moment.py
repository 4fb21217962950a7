from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """A day begins in Kamchatka nine hours before Moscow and in Kaliningrad an hour after it. Every watch that is there is due at once."""

    dependencies = [("watch", "0002_professions_are_compared")]

    operations = [
        migrations.RemoveIndex(model_name="watch", name="watch_due"),
        migrations.RemoveField(model_name="watch", name="look_on"),
        migrations.AddField(model_name="watch", name="look_at", field=models.DateTimeField(db_default=Now())),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(condition=models.Q(("status", "active")), fields=["look_at", "id"], name="watch_due"),
        ),
    ]
