from django.db import migrations

from events.schedules import every


def add_jobs(apps, schema_editor):
    every(
        apps, name="Routing: scores that waiting changes", task="routing.tasks.sweep_scores", seconds=1, queue="timers"
    )
    every(apps, name="Routing: assign what waits", task="routing.tasks.sweep_waiting", seconds=15, queue="timers")
    every(apps, name="Routing: suggestions", task="routing.tasks.sweep_suggestions", seconds=30, queue="bulk")


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0002_shipped_policy"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_jobs, migrations.RunPython.noop)]
