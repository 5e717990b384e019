"""The figures of a period by an index, and the job that forgets."""

from django.db import migrations, models

from events.schedules import every


def add_jobs(apps, schema_editor):
    every(
        apps,
        name="Calls: forget what was said in old ones",
        task="scheduling.tasks.sweep_old_calls",
        seconds=6 * 3600,
        queue="bulk",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0003_calendar_feed"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.AddIndex("callrequest", models.Index(fields=["created_at", "id"], name="call_by_arrival")),
        migrations.RunPython(add_jobs, migrations.RunPython.noop),
    ]
