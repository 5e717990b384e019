from django.db import migrations

from events.schedules import every

#: kind → priority ("" = every other) → channels; the bell always rings. Routing API specification, notification rules;
#: from LEAD_ACTIVITY on our own.
RULES = {
    "NEW_LEAD_ASSIGNED": {
        "URGENT": ["EMAIL", "SMS", "PUSH"],
        "HIGH": ["EMAIL", "PUSH"],
        "MEDIUM": ["EMAIL"],
        "LOW": ["EMAIL"],
    },
    "SLA_WARNING": {"": ["EMAIL", "PUSH"]},
    "SLA_BREACH": {"": ["EMAIL", "SMS", "PUSH"]},
    "LEAD_ACTIVITY": {"": [], "URGENT": ["EMAIL"], "HIGH": ["EMAIL"]},
    "QUOTE_APPROVED": {"": ["EMAIL", "PUSH"]},
    "PAYMENT_COMPLETED": {"": ["EMAIL", "PUSH"]},
    "ESCALATION": {"": ["EMAIL", "SMS", "PUSH"]},
    "CALLBACK_REMINDER": {"": ["EMAIL", "PUSH"]},
}


def ship(rule):
    for kind, by_priority in RULES.items():
        for priority, channels in by_priority.items():
            rule.objects.get_or_create(kind=kind, priority=priority, defaults={"channels": channels})


def add_rules(apps, schema_editor):
    ship(apps.get_model("notifications", "NotificationRule"))


def add_jobs(apps, schema_editor):
    every(
        apps,
        name="Notifications: send what is due",
        task="notifications.tasks.sweep_deliveries",
        seconds=2,
        queue="fast",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(add_jobs, migrations.RunPython.noop),
    ]
