import core.clock
import core.ids
import datetime as dt
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import workforce.models.booking
import workforce.models.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # lets an exclusion constraint compare members without an extension
        migrations.RunSQL("CREATE TYPE uuidrange AS RANGE (subtype = uuid)", "DROP TYPE uuidrange"),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("AE", "Leads (account executive)"),
                            ("IC", "Set-up (implementation consultant)"),
                            ("AGENT", "Support (agent)"),
                            ("MECHANIC", "Service sessions (mechanic)"),
                            ("CALL", "Calls"),
                        ],
                        max_length=8,
                    ),
                ),
                ("auto_assign", models.BooleanField(default=False)),
                ("timezone", models.CharField(default="UTC", max_length=64)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BlackoutDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("name", models.CharField(max_length=120)),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Empty: everywhere",
                        max_length=2,
                        validators=[workforce.models.validators.validate_country],
                    ),
                ),
            ],
            options={
                "ordering": ["date", "country"],
                "constraints": [models.UniqueConstraint(fields=("date", "country"), name="blackout_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="staff",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=120)),
                (
                    "seniority",
                    models.CharField(
                        choices=[("JUNIOR", "Junior"), ("REGULAR", "Regular"), ("SENIOR", "Senior")],
                        default="REGULAR",
                        max_length=8,
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=5, validators=[django.core.validators.RegexValidator("^[a-z]{2,3}$")]
                        ),
                        blank=True,
                        default=list,
                        help_text="Codes such as en, es",
                        size=None,
                    ),
                ),
                (
                    "skills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=60, validators=[workforce.models.validators.validate_skill]
                        ),
                        blank=True,
                        default=list,
                        help_text="Business categories, support types, topics: RESTAURANT, HARDWARE_SETUP",
                        size=None,
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Whose holidays apply: US, ES",
                        max_length=2,
                        validators=[workforce.models.validators.validate_country],
                    ),
                ),
                (
                    "subdivision",
                    models.CharField(blank=True, default="", help_text="State or region: CA, CT", max_length=3),
                ),
                ("accepts_new", models.BooleanField(default=True, verbose_name="accepts new work")),
                (
                    "presence",
                    models.CharField(
                        choices=[("ONLINE", "Online"), ("BUSY", "Busy"), ("AWAY", "Away"), ("OFFLINE", "Offline")],
                        default="OFFLINE",
                        max_length=7,
                    ),
                ),
                ("presence_chosen", models.BooleanField(default=False)),
                ("presence_since", models.DateTimeField(db_default=core.clock.DatabaseNow())),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("last_active_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "staff member",
                "verbose_name_plural": "staff",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("retired_at__isnull", True), ("accepts_new", False), _connector="OR"),
                        name="staff_retired_accepts_nothing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_duty_rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="workforce.staff"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="workforce.team",
                    ),
                ),
            ],
            options={
                "ordering": ["team", "on_duty_rank", "staff"],
            },
        ),
        migrations.AddField(
            model_name="team",
            name="members",
            field=models.ManyToManyField(
                related_name="teams", through="workforce.TeamMembership", to="workforce.staff"
            ),
        ),
        migrations.CreateModel(
            name="TimeOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_off",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "time off",
                "ordering": ["staff", "-starts_on", "-starts_at"],
            },
        ),
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ]
                    ),
                ),
                (
                    "starts",
                    models.CharField(
                        help_text="09:00", max_length=5, validators=[workforce.models.validators.validate_starts]
                    ),
                ),
                (
                    "ends",
                    models.CharField(
                        help_text="17:00; 24:00 is midnight",
                        max_length=5,
                        validators=[workforce.models.validators.validate_ends],
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_hours",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "working hours",
                "ordering": ["staff", "weekday", "starts"],
            },
        ),
        migrations.CreateModel(
            name="PresenceSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "presence",
                    models.CharField(
                        choices=[("ONLINE", "Online"), ("BUSY", "Busy"), ("AWAY", "Away"), ("OFFLINE", "Offline")],
                        max_length=7,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presence_spans",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at", "-id"],
                "indexes": [models.Index(fields=["staff", "began_at"], name="presence_span_history")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("staff",), name="presence_span_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("began_at")), _connector="OR"
                        ),
                        name="presence_span_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                (
                    "spans",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='[["09:00", "12:00"]]; [] closes the day',
                        validators=[workforce.models.validators.validate_spans],
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours_overrides",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["staff", "date"],
                "constraints": [models.UniqueConstraint(fields=("staff", "date"), name="hours_override_once")],
            },
        ),
        migrations.CreateModel(
            name="CapacitySlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("AE", "Leads (account executive)"),
                            ("IC", "Set-up (implementation consultant)"),
                            ("AGENT", "Support (agent)"),
                            ("MECHANIC", "Service sessions (mechanic)"),
                            ("CALL", "Calls"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("taken", models.BooleanField(default=False)),
                ("surplus", models.BooleanField(default=False)),
                ("paused", models.BooleanField(default=False)),
                ("last_taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capacity_slots",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["staff", "work", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "work", "number"), name="capacity_slot_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="capacity_slot_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken", False), ("last_taken_at__isnull", False), _connector="OR"),
                        name="capacity_slot_taken_at_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("buffer_before", models.DurationField(default=dt.timedelta)),
                ("buffer_after", models.DurationField(default=dt.timedelta)),
                (
                    "span",
                    models.GeneratedField(
                        db_persist=True,
                        expression=workforce.models.booking.PaddedSpan(
                            "starts_at", "buffer_before", "ends_at", "buffer_after"
                        ),
                        output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("CALL", "Call"),
                            ("SESSION", "Set-up session"),
                            ("CALLBACK", "Callback"),
                            ("NEXT_STEP", "Next step"),
                            ("HOLD", "Hold"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("HELD", "Held"),
                            ("PENDING", "Pending"),
                            ("CONFIRMED", "Confirmed"),
                            ("IN_PROGRESS", "In progress"),
                            ("DONE", "Done"),
                            ("CANCELLED", "Cancelled"),
                            ("NO_SHOW", "No show"),
                        ],
                        default="CONFIRMED",
                        max_length=11,
                    ),
                ),
                ("blocking", models.BooleanField(default=True)),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("about_kind", models.CharField(blank=True, default="", max_length=40)),
                ("about_id", models.UUIDField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["HELD", "PENDING", "CONFIRMED", "IN_PROGRESS"])),
                        fields=["staff", "ends_at"],
                        name="booking_of_member",
                    ),
                    models.Index(fields=["about_kind", "about_id"], name="booking_about"),
                    models.Index(
                        condition=models.Q(("state", "HELD")), fields=["expires_at"], name="booking_hold_expiry"
                    ),
                ],
                "constraints": [
                    workforce.models.booking.OneAtATime(
                        condition=models.Q(
                            ("blocking", True),
                            ("staff__isnull", False),
                            ("state__in", ["HELD", "PENDING", "CONFIRMED", "IN_PROGRESS"]),
                        ),
                        expressions=[(workforce.models.booking.OneMember(models.F("staff")), "&&"), ("span", "&&")],
                        name="booking_one_at_a_time",
                        violation_error_message="The member is taken at that time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("buffer_after__range", (dt.timedelta(0), dt.timedelta(seconds=43200))),
                            ("buffer_before__range", (dt.timedelta(0), dt.timedelta(seconds=43200))),
                        ),
                        name="booking_buffers_within_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "HELD"), _negated=True), ("expires_at__isnull", False), _connector="OR"
                        ),
                        name="booking_hold_expires",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="teammembership",
            constraint=models.UniqueConstraint(fields=("team", "staff"), name="team_membership_once"),
        ),
        migrations.AddIndex(
            model_name="timeoff",
            index=models.Index(fields=["staff", "ends_on", "ends_at"], name="time_off_by_end"),
        ),
        migrations.AddConstraint(
            model_name="timeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ends_at__isnull", True),
                        ("ends_on__gte", models.F("starts_on")),
                        ("ends_on__isnull", False),
                        ("starts_at__isnull", True),
                        ("starts_on__isnull", False),
                    ),
                    models.Q(
                        ("ends_at__gt", models.F("starts_at")),
                        ("ends_at__isnull", False),
                        ("ends_on__isnull", True),
                        ("starts_at__isnull", False),
                        ("starts_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="time_off_days_or_instants",
                violation_error_message="Give two dates, or two times, the second not before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.UniqueConstraint(fields=("staff", "weekday", "starts"), name="working_hours_once"),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))), name="working_hours_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts__regex", "^([01][0-9]|2[0-3]):[0-5][0-9]$")), name="working_hours_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__regex", "^([01][0-9]|2[0-3]):[0-5][0-9]$"), ("ends", "24:00"), _connector="OR"
                ),
                name="working_hours_ends",
            ),
        ),
    ]
