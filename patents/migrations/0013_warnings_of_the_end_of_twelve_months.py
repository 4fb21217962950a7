from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patents', '0012_messages_of_the_payment_system'),
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
