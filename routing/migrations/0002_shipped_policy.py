"""What Switchboard ships with: the AE policy, the cohorts, the first-contact targets. All of it editable."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

STEPS = [
    ("filter", "not_excluded"),
    ("filter", "accepts_new"),
    ("capacity", "capacity"),
    ("prefer", "within_hours"),
    ("prefer", "online"),
    ("prefer", "skill"),
    ("order", "least_open"),
    ("order", "least_recently_assigned"),
]


def ship(apps, schema_editor):
    policy = apps.get_model("routing", "RoutingPolicy").objects.create(
        queue="AE", version=1, overflow=True, changed_by="Switchboard", created_at=timezone.now()
    )
    step = apps.get_model("routing", "PolicyStep")
    step.objects.bulk_create(
        step(policy=policy, position=position, kind=kind, name=name)
        for position, (kind, name) in enumerate(STEPS, start=1)
    )
    cohort = apps.get_model("routing", "CohortRule")
    cohort.objects.create(position=1, cohort="MANAGED", revenue=2_000_000, locations=10)
    cohort.objects.create(position=2, cohort="ASSISTED", revenue=500_000, locations=3)
    target = apps.get_model("routing", "FirstContactTarget")
    target.objects.create(cohort="MANAGED", target=timedelta(minutes=15))
    target.objects.create(cohort="ASSISTED", target=timedelta(minutes=30))
    target.objects.create(cohort="SELF_SERVE", target=None)


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
