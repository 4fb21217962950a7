from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('board', '0001_visits'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='submission_key',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('reception', 'submission_key'), name='one_ticket_of_a_form'),
        ),
    ]
