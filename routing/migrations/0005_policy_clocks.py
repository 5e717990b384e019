from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0004_open_of_team_and_owner'),
        ('workforce', '0002_periodic_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='routingpolicy',
            name='clock_in_team_hours',
            field=models.BooleanField(default=False, help_text="Clocks of new entries run in the team's working hours only. Off: they always run."),
        ),
        migrations.AddField(
            model_name='routingpolicy',
            name='contact_needs_connection',
            field=models.BooleanField(default=False, help_text='Only a conversation stops the first-contact clock. Off: an attempt in time is enough.'),
        ),
        migrations.AddField(
            model_name='routingpolicy',
            name='reoffer_after',
            field=models.DurationField(blank=True, help_text='So long after a missed contact an untouched lead goes to somebody else: 00:10:00. Empty: never.', null=True),
        ),
        migrations.AddConstraint(
            model_name='routingpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('reoffer_after__gt', timedelta(0))), name='policy_reoffers_later'),
        ),
    ]
