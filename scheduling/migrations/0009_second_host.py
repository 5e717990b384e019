import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0017_merchants'),
        ('scheduling', '0008_session_links'),
        ('workforce', '0007_second_host'),
    ]

    operations = [
        migrations.AddField(
            model_name='icsession',
            name='second_booking',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ic_session_along', to='workforce.booking'),
        ),
        migrations.AddField(
            model_name='icsession',
            name='second_host',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions_along', to='workforce.staff'),
        ),
        migrations.AddIndex(
            model_name='icsession',
            index=models.Index(condition=models.Q(('second_host__isnull', False)), fields=['second_host', 'scheduled_for'], name='session_of_second_host'),
        ),
        migrations.AddConstraint(
            model_name='icsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('second_booking__isnull', True), ('second_host__isnull', True)), models.Q(('second_booking__isnull', False), ('second_host__isnull', False)), _connector='OR'), name='session_second_host_has_a_booking'),
        ),
        migrations.AddConstraint(
            model_name='icsession',
            constraint=models.CheckConstraint(condition=models.Q(('second_host__isnull', True), models.Q(('second_host', models.F('ic')), _negated=True), _connector='OR'), name='session_second_host_is_somebody_else'),
        ),
    ]
