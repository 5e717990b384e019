from django.db import migrations

from events.schedules import every


def add_jobs(apps, schema_editor):
    every(apps, name="Workforce: who is there", task="workforce.tasks.sweep_presence", seconds=15, queue="timers")


class Migration(migrations.Migration):
    dependencies = [
        ("workforce", "0001_initial"),
        ("events", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_jobs, migrations.RunPython.noop)]
