from django.db import migrations, models

import core.clock
from events.schedules import every


def add_jobs(apps, schema_editor):
    every(
        apps,
        name="Accounts: send links to choose a new password",
        task="accounts.tasks.sweep_reset_mails",
        seconds=2,
        queue="fast",
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_periodic_jobs")]
    operations = [
        migrations.CreateModel(
            name="ResetRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
            ],
            options={
                "ordering": ["due_at", "id"],
                "indexes": [models.Index(fields=["due_at", "id"], name="reset_request_due")],
            },
        ),
        migrations.RunPython(add_jobs, migrations.RunPython.noop),
    ]
