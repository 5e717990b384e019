"""What Switchboard ships with: when to try again, and why leads end. All of it editable."""

from datetime import timedelta

from django.db import migrations

CADENCE = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=2))
LOST = (
    ("PRICE", "too expensive"),
    ("COMPETITOR", "chose a competitor"),
    ("NO_BUDGET", "no budget"),
    ("TIMING", "not now"),
    ("NO_ANSWER", "never answered"),
    ("MISSING_FEATURE", "something is missing"),
    ("OTHER", "another reason"),
)
DISQUALIFIED = (
    ("NOT_A_FIT", "not a fit"),
    ("NO_BUDGET", "no budget"),
    ("NO_ANSWER", "never answered"),
    ("WRONG_CONTACT", "wrong contact details"),
    ("OUT_OF_BUSINESS", "out of business"),
    ("DUPLICATE", "duplicate"),
    ("SPAM", "spam"),
    ("TEST", "test entry"),
    ("OTHER", "another reason"),
)
NEVER_REAL = {"SPAM", "TEST"}


def ship(apps, schema_editor):
    step = apps.get_model("routing", "CadenceStep")
    step.objects.bulk_create(step(attempt=attempt, wait=wait) for attempt, wait in enumerate(CADENCE, start=1))
    reason = apps.get_model("routing", "CloseReason")
    reason.objects.bulk_create(
        reason(outcome=outcome, code=code, label=label, position=10 * n, leaves_sla_figures=code in NEVER_REAL)
        for outcome, rows in (("CLOSED_LOST", LOST), ("DISQUALIFIED", DISQUALIFIED))
        for n, (code, label) in enumerate(rows, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("routing", "0007_promises")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
