from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workforce', '0006_outside_calendars'),
    ]

    operations = [
        migrations.AlterField(
            model_name='booking',
            name='purpose',
            field=models.CharField(choices=[('CALL', 'Call'), ('SESSION', 'Set-up session'), ('SECOND', 'Set-up session, as second host'), ('CALLBACK', 'Callback'), ('NEXT_STEP', 'Next step'), ('HOLD', 'Hold')], max_length=9),
        ),
    ]
