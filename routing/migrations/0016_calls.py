"""Calls are a queue: its policy as shipped. A booked time is the room that counts, so overflow is on."""

from django.db import migrations, models
from django.utils import timezone

QUEUES = [("AE", "Leads"), ("CALL", "Calls")]
STEPS = [
    ("filter", "not_excluded"),
    ("filter", "accepts_new"),
    ("filter", "calendar_fresh"),
    ("filter", "daily_cap"),
    ("filter", "free"),
    ("prefer", "language"),
    ("prefer", "skill"),
    ("capacity", "capacity"),
    ("order", "least_open"),
    ("order", "least_recently_assigned"),
]


def ship(apps, schema_editor):
    policy = apps.get_model("routing", "RoutingPolicy").objects.create(
        queue="CALL", version=1, overflow=True, changed_by="Switchboard", created_at=timezone.now()
    )
    step = apps.get_model("routing", "PolicyStep")
    step.objects.bulk_create(
        step(policy=policy, position=position, kind=kind, name=name)
        for position, (kind, name) in enumerate(STEPS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("routing", "0015_figures_of_a_period")]
    operations = [
        *(
            migrations.AlterField(model, "queue", models.CharField(choices=QUEUES, max_length=12))
            for model in ("intakerule", "routingpolicy", "workitem")
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
