from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patents', '0011_last_day_when_an_annulment_was_proposed'),
    ]

    operations = [
        migrations.AddField(
            model_name='patentwarning',
            name='about',
            field=models.CharField(choices=[('payment', 'Payment'), ('term', 'Term')], db_default='payment', default='payment', max_length=7),
        ),
        migrations.RemoveConstraint(
            model_name='patentwarning',
            name='warned_once_of_a_day',
        ),
        migrations.AddConstraint(
            model_name='patentwarning',
            constraint=models.UniqueConstraint(fields=('patent', 'paid_through', 'about', 'days'), name='warned_once_of_a_day'),
        ),
    ]
