"""Set-up sessions with merchants: when they are reminded, what they go through, and the links that are told."""

import core.ids
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from events.schedules import every

AGENDAS = {
    "HARDWARE_SETUP": [
        "Configure payment terminal",
        "Set up receipt printer",
        "Run first test transaction",
        "Verify bank account for payouts",
    ],
    "DATA_IMPORT": ["Check the export file", "Import products", "Import customers", "Compare totals"],
    "INTEGRATION": ["Connect the accounts", "Send a test order", "Check what arrives"],
    "TRAINING": ["Selling and refunds", "End of day", "Reports", "Questions"],
    "TROUBLESHOOTING": ["Reproduce the problem", "Find the cause", "Mend and check"],
    "GENERAL": ["What is done so far", "What comes next", "Questions"],
}
REMINDERS = (("day_before", "EMAIL"), ("two_hours_before", "EMAIL"), ("half_hour_before", "SMS"))


def ship(apps, schema_editor):
    agenda, reminder = (apps.get_model("scheduling", name) for name in ("AgendaTemplate", "SessionReminder"))
    agenda.objects.bulk_create(agenda(session_type=kind, items=items) for kind, items in AGENDAS.items())
    reminder.objects.bulk_create(reminder(reminder=name, channel=channel) for name, channel in REMINDERS)
    task = "scheduling.tasks.settle_meetings"
    every(apps, name="Scheduling: tell providers which meetings are wanted", task=task, seconds=5, queue="fast")


class Migration(migrations.Migration):

    dependencies = [
        ("django_celery_beat", "0019_alter_periodictasks_options"),
        ('routing', '0017_merchants'),
        ('scheduling', '0006_call_words'),
        ('workforce', '0006_outside_calendars'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaTemplate',
            fields=[
                ('session_type', models.CharField(choices=[('DATA_IMPORT', 'data import'), ('HARDWARE_SETUP', 'hardware set-up'), ('INTEGRATION', 'integration'), ('TRAINING', 'training'), ('TROUBLESHOOTING', 'troubleshooting'), ('GENERAL', 'general help')], max_length=20, primary_key=True, serialize=False)),
                ('items', models.JSONField(default=list, help_text='["Configure payment terminal", "Run first test transaction"]')),
            ],
            options={
                'ordering': ['session_type'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('platform', models.CharField(choices=[('ZOOM', 'Zoom'), ('TEAMS', 'Microsoft Teams'), ('GOOGLE_MEET', 'Google Meet'), ('PHONE', 'Phone')], max_length=12)),
                ('wanted', models.JSONField()),
                ('is_wanted', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('told_version', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('NONE', 'None'), ('PENDING', 'Follows'), ('READY', 'Ready'), ('FAILED', 'Failed')], default='PENDING', max_length=8)),
                ('meeting_id', models.CharField(blank=True, default='', max_length=500)),
                ('url', models.CharField(blank=True, default='', max_length=1000)),
                ('join_id', models.CharField(blank=True, default='', max_length=60)),
                ('password', models.CharField(blank=True, default='', max_length=100)),
                ('dial_in', models.JSONField(default=list)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('asked', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='meeting_due')],
            },
        ),
        migrations.CreateModel(
            name='SessionReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_type', models.CharField(blank=True, choices=[('DATA_IMPORT', 'data import'), ('HARDWARE_SETUP', 'hardware set-up'), ('INTEGRATION', 'integration'), ('TRAINING', 'training'), ('TROUBLESHOOTING', 'troubleshooting'), ('GENERAL', 'general help')], default='', help_text='Empty: types without rows of their own.', max_length=20)),
                ('reminder', models.CharField(choices=[('day_before', 'The day before'), ('two_hours_before', 'Two hours before'), ('hour_before', 'The hour before'), ('half_hour_before', 'Half an hour before'), ('shortly_before', 'Shortly before')], max_length=20)),
                ('channel', models.CharField(choices=[('EMAIL', 'Email'), ('SMS', 'SMS')], max_length=8)),
            ],
            options={
                'ordering': ['session_type', 'reminder'],
                'constraints': [models.UniqueConstraint(fields=('session_type', 'reminder'), name='session_reminder_once')],
            },
        ),
        migrations.CreateModel(
            name='IcSession',
            fields=[
                ('id', models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('session_type', models.CharField(choices=[('DATA_IMPORT', 'data import'), ('HARDWARE_SETUP', 'hardware set-up'), ('INTEGRATION', 'integration'), ('TRAINING', 'training'), ('TROUBLESHOOTING', 'troubleshooting'), ('GENERAL', 'general help')], max_length=20)),
                ('status', models.CharField(choices=[('SCHEDULED', 'Scheduled'), ('IN_SESSION', 'In session'), ('COMPLETED', 'Completed'), ('CANCELLED', 'Cancelled'), ('NO_SHOW', 'No show')], default='SCHEDULED', max_length=12)),
                ('scheduled_for', models.DateTimeField()),
                ('duration', models.DurationField()),
                ('timezone', models.CharField(max_length=64)),
                ('agenda', models.JSONField(default=list)),
                ('notes', models.CharField(blank=True, default='', max_length=1000)),
                ('platform', models.CharField(choices=[('ZOOM', 'Zoom'), ('TEAMS', 'Microsoft Teams'), ('GOOGLE_MEET', 'Google Meet'), ('PHONE', 'Phone')], max_length=12)),
                ('send_invitations', models.BooleanField(default=True)),
                ('actual_start_at', models.DateTimeField(null=True)),
                ('actual_end_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('SUCCESS', 'all of it is done'), ('PARTIAL', 'some of it is done'), ('FAILED', 'it did not work')], default='', max_length=8)),
                ('items_completed', models.JSONField(default=list)),
                ('items_pending', models.JSONField(default=list)),
                ('satisfaction', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('requires_followup', models.BooleanField(default=False)),
                ('outcome_notes', models.CharField(blank=True, default='', max_length=2000)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('moved_times', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('links_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('booking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ic_session', to='workforce.booking')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='routing.icentry')),
                ('ic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='workforce.staff')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='routing.merchant')),
                ('meeting', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='session', to='scheduling.meeting')),
            ],
            options={
                'verbose_name': 'IC session',
                'indexes': [models.Index(fields=['ic', 'scheduled_for', 'id'], name='session_of_ic'), models.Index(fields=['merchant', '-scheduled_for', 'id'], name='session_of_merchant'), models.Index(fields=['status', 'scheduled_for', 'id'], name='session_by_hour')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('SCHEDULED', 'IN_SESSION'))), fields=('entry',), name='session_one_live_of_an_entry'), models.CheckConstraint(condition=models.Q(('satisfaction__isnull', True), ('satisfaction__range', (1, 5)), _connector='OR'), name='session_satisfaction_from_one_to_five'), models.CheckConstraint(condition=models.Q(('actual_end_at__isnull', True), ('actual_end_at__gt', models.F('actual_start_at')), _connector='OR'), name='session_ends_after_it_starts')],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
