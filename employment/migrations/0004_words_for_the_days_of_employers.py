from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('employment', '0003_papers_and_looks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='organisation',
            name='created_at',
            field=models.DateTimeField(verbose_name='applied at'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='decided_at',
            field=models.DateTimeField(null=True, verbose_name='decided at'),
        ),
    ]
