"""Merchants, their onboarding, and the IC queue with its policy as shipped."""

import core.ids
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models
from django.utils import timezone


STEPS = [
    "Sign-up",
    "Account Creation",
    "Business Verification",
    "Software Requirements",
    "Quote",
    "Contract and Payment",
    "Configuration",
    "Data Import",
    "Hardware Setup",
    "Go-live",
]
POLICY = [
    ("filter", "not_excluded"),
    ("filter", "accepts_new"),
    ("filter", "free"),
    ("capacity", "capacity"),
    ("prefer", "within_hours"),
    ("prefer", "skill"),
    ("prefer", "senior_for_vip"),
    ("prefer", "language"),
    ("order", "least_open"),
    ("order", "least_recently_assigned"),
]


def ship(apps, schema_editor):
    step = apps.get_model("routing", "OnboardingStep")
    step.objects.bulk_create(step(number=number, name=name, share=10) for number, name in enumerate(STEPS, start=1))
    policy = apps.get_model("routing", "RoutingPolicy").objects.create(
        queue="IC", version=1, overflow=False, changed_by="Switchboard", created_at=timezone.now()
    )
    line = apps.get_model("routing", "PolicyStep")
    line.objects.bulk_create(
        line(policy=policy, position=position, kind=kind, name=name)
        for position, (kind, name) in enumerate(POLICY, start=1)
    )


def grow_from_the_wait(apps, schema_editor):
    item = apps.get_model("routing", "WorkItem")
    item.objects.update(grows_from=models.F("queued_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0016_calls"),
        ("workforce", "0006_outside_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="IcEntry",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("is_open", models.BooleanField(default=True)),
                (
                    "support_type",
                    models.CharField(
                        choices=[
                            ("DATA_IMPORT", "data import"),
                            ("HARDWARE_SETUP", "hardware set-up"),
                            ("INTEGRATION", "integration"),
                            ("TRAINING", "training"),
                            ("TROUBLESHOOTING", "troubleshooting"),
                            ("GENERAL", "general help"),
                        ],
                        max_length=20,
                    ),
                ),
                ("requested_services", models.JSONField(default=list)),
                ("duration_minutes", models.PositiveSmallIntegerField()),
                (
                    "complexity",
                    models.CharField(choices=[("LOW", "low"), ("MEDIUM", "medium"), ("HIGH", "high")], max_length=8),
                ),
                ("needs_specialist", models.BooleanField(default=False)),
                ("hardware", models.JSONField(null=True)),
                ("blockers", models.JSONField(default=list)),
                ("preferred_schedule", models.JSONField(null=True)),
                ("session", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "IC entry",
                "verbose_name_plural": "IC entries",
            },
        ),
        migrations.CreateModel(
            name="Merchant",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("external_id", models.CharField(max_length=120, null=True, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("business_name", models.CharField(max_length=200)),
                ("business_category", models.CharField(blank=True, max_length=60)),
                ("contact_name", models.CharField(max_length=200)),
                ("contact_phone", models.CharField(blank=True, max_length=20)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                (
                    "preferred_contact_method",
                    models.CharField(
                        blank=True,
                        choices=[("PHONE", "phone"), ("EMAIL", "email"), ("SMS", "text message")],
                        max_length=8,
                    ),
                ),
                (
                    "cohort",
                    models.CharField(
                        choices=[("MANAGED", "managed"), ("ASSISTED", "assisted"), ("SELF_SERVE", "self-serve")],
                        max_length=12,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("zone", models.CharField(blank=True, max_length=64)),
                (
                    "journey_status",
                    models.CharField(
                        choices=[("SETTING_UP", "setting up"), ("LIVE", "live")], default="SETTING_UP", max_length=12
                    ),
                ),
                ("step_started_at", models.DateTimeField()),
                ("completion", models.PositiveSmallIntegerField(default=0)),
                ("journey_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="MerchantStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NOT_STARTED", "not started"),
                            ("IN_PROGRESS", "under way"),
                            ("COMPLETED", "completed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OnboardingStep",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        help_text="Percent of the whole. All steps together should be 100."
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="workitem",
            name="grows_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(grow_from_the_wait, migrations.RunPython.noop),
        migrations.AlterField(model_name="workitem", name="grows_from", field=models.DateTimeField()),
        migrations.AddField(
            model_name="workitem",
            name="need",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="workitem",
            name="scheduled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="workitem",
            name="step",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="intakerule",
            name="queue",
            field=models.CharField(choices=[("AE", "Leads"), ("IC", "Merchants"), ("CALL", "Calls")], max_length=12),
        ),
        migrations.AlterField(
            model_name="routingpolicy",
            name="queue",
            field=models.CharField(choices=[("AE", "Leads"), ("IC", "Merchants"), ("CALL", "Calls")], max_length=12),
        ),
        migrations.AlterField(
            model_name="workitem",
            name="queue",
            field=models.CharField(choices=[("AE", "Leads"), ("IC", "Merchants"), ("CALL", "Calls")], max_length=12),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(models.Q(("state", "CLOSED"), _negated=True), ("scheduled_at__isnull", False)),
                fields=["queue", "scheduled_at", "id"],
                name="work_open_by_hour",
            ),
        ),
        migrations.AddField(
            model_name="icentry",
            name="work_item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="ic_entry", to="routing.workitem"
            ),
        ),
        migrations.AddField(
            model_name="merchant",
            name="lead",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merchants", to="routing.lead"
            ),
        ),
        migrations.AddField(
            model_name="icentry",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="routing.merchant"
            ),
        ),
        migrations.AddField(
            model_name="merchantstep",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="routing.merchant"
            ),
        ),
        migrations.AddField(
            model_name="merchantstep",
            name="step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.onboardingstep"
            ),
        ),
        migrations.AddField(
            model_name="merchant",
            name="current_step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.onboardingstep"
            ),
        ),
        migrations.AddConstraint(
            model_name="icentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("merchant", "support_type"),
                name="merchant_one_open_need_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="merchantstep",
            constraint=models.UniqueConstraint(fields=("merchant", "step"), name="merchant_step_once"),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(fields=["updated_at", "id"], name="merchant_updated"),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="merchant_one_of_an_email"
            ),
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
