from django.db import migrations, models


class Migration(migrations.Migration):
    """Words only: the key of patents signs interim certificates too."""

    dependencies = [("signing", "0003_a_key_for_permits")]

    operations = [
        migrations.AlterField(
            model_name="signingkey",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("credential", "patents and interim certificates"),
                    ("status", "status lists"),
                    ("receipt", "receipts of checks"),
                    ("permit", "documents about stay and residence"),
                    ("card-csca", "card: issuing authority"),
                    ("card-ds", "card: contents of the chip"),
                ],
                max_length=12,
                verbose_name="purpose",
            ),
        ),
    ]
