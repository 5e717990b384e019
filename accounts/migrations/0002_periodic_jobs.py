from django.db import migrations

from events.schedules import every


def add_jobs(apps, schema_editor):
    every(apps, name="Accounts: purge old logins", task="accounts.tasks.purge_old_logins", seconds=86_400, queue="bulk")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("django_celery_beat", "0019_alter_periodictasks_options")]
    operations = [migrations.RunPython(add_jobs, migrations.RunPython.noop)]
