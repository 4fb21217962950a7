import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('draws', '0002_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40)),
                ('body', models.BinaryField()),
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='draws.draw')),
            ],
        ),
    ]
