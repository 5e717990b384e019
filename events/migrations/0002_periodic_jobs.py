from django.db import migrations

from events.schedules import every


def add_jobs(apps, schema_editor):
    every(apps, name="Events: relay what is left", task="events.tasks.sweep_events", seconds=2, queue="fast")
    every(apps, name="Events: fire due timers", task="events.tasks.sweep_timers", seconds=1, queue="timers")
    every(apps, name="Events: purge permits", task="events.tasks.purge", seconds=600, queue="bulk")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("django_celery_beat", "0019_alter_periodictasks_options")]
    operations = [migrations.RunPython(add_jobs, migrations.RunPython.noop)]
