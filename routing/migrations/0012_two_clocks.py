"""First contact and quote delivery each have their clock. Shipped quote targets: managed 120 minutes, assisted 240."""

from datetime import timedelta
from decimal import Decimal

import django.core.validators
from django.db import migrations, models
from django.db.models import F

QUOTE_TARGETS = {"MANAGED": timedelta(minutes=120), "ASSISTED": timedelta(minutes=240), "SELF_SERVE": None}
COHORTS = [("MANAGED", "managed"), ("ASSISTED", "assisted"), ("SELF_SERVE", "self-serve")]
CLOCKS = [("FIRST_CONTACT", "first contact"), ("QUOTE_DELIVERY", "quote delivery")]


def ship(apps, schema_editor):
    # an index of the same table follows: no check of a key may wait for the end; a long history takes its time
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET LOCAL statement_timeout = 0")
    target = apps.get_model("routing", "ClockTarget")
    for cohort, span in QUOTE_TARGETS.items():
        target.objects.create(clock="QUOTE_DELIVERY", cohort=cohort, target=span)
    items = apps.get_model("routing", "WorkItem").objects
    items.filter(first_attempt_at__isnull=False).update(contact_met_at=F("first_attempt_at"))
    items.filter(due_at__isnull=False).update(contact_target=F("due_at") - F("queued_at"))


class Migration(migrations.Migration):
    dependencies = [("routing", "0011_lead_version")]
    operations = [
        migrations.RenameModel("FirstContactTarget", "ClockTarget"),
        migrations.AddField(
            "clocktarget",
            "clock",
            models.CharField(choices=CLOCKS, default="FIRST_CONTACT", max_length=16),
        ),
        migrations.AlterField("clocktarget", "cohort", models.CharField(choices=COHORTS, max_length=12)),
        migrations.AlterField(
            "clocktarget",
            "target",
            models.DurationField(blank=True, help_text="Hours:minutes:seconds. Empty: no deadline.", null=True),
        ),
        migrations.AlterField(
            "clocktarget",
            "warn_share",
            models.DecimalField(
                decimal_places=2,
                default=0.8,
                help_text="At risk from this share of the span: 0.80 is four fifths.",
                max_digits=3,
                validators=[
                    django.core.validators.MinValueValidator(Decimal("0.01")),
                    django.core.validators.MaxValueValidator(1),
                ],
            ),
        ),
        migrations.AddConstraint(
            "clocktarget", models.UniqueConstraint(fields=("clock", "cohort"), name="clock_target_once")
        ),
        migrations.AddField("workitem", "contact_met_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "workitem", "contact_needs_connection", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("workitem", "contact_target", models.DurationField(null=True)),
        migrations.AddField("workitem", "quote_due_at", models.DateTimeField(null=True)),
        migrations.AddField("workitem", "quote_met_at", models.DateTimeField(null=True)),
        migrations.AddField("workitem", "quote_warn_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "workitem",
            models.CheckConstraint(
                condition=models.Q(quote_warn_at__lte=models.F("quote_due_at")), name="work_item_warns_of_quote_first"
            ),
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RemoveIndex("workitem", "work_clock_runs"),
        migrations.AddIndex(
            "workitem",
            models.Index(
                fields=["queue", "due_at"],
                condition=~models.Q(state="CLOSED") & models.Q(contact_met_at__isnull=True, due_at__isnull=False),
                name="work_clock_runs",
            ),
        ),
    ]
