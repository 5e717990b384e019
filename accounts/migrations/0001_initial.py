import core.clock
import core.ids
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("external_ids", models.JSONField(blank=True, default=dict, help_text="system → id there")),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
            ],
            options={
                "verbose_name_plural": "companies",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", help_text="International form, +15551234567", max_length=20
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("AE", "Account executive"),
                                ("IC", "Implementation consultant"),
                                ("AGENT", "Support agent"),
                                ("SUPERVISOR", "Supervisor"),
                                ("MECHANIC", "Mechanic"),
                                ("CUSTOMER", "Customer"),
                                ("ADMIN", "Administrator"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("fr", "Français")], default="en", max_length=5
                    ),
                ),
                ("timezone", models.CharField(default="UTC", max_length=64)),
                (
                    "theme",
                    models.CharField(
                        choices=[("auto", "Like my device"), ("light", "Light"), ("dark", "Dark")],
                        default="auto",
                        max_length=5,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("token_version", models.PositiveIntegerField(default=1)),
                ("last_login_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["roles"], name="user_roles")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_in_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("rate_per_minute", models.PositiveIntegerField(default=2000)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=254)),
                ("address", models.CharField(blank=True, default="", max_length=45)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["account", "-at"], name="login_failure_by_account"),
                    models.Index(fields=["address", "-at"], name="login_failure_by_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", help_text="International form, +15551234567", max_length=20
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[("STANDARD", "Standard"), ("PLUS", "Plus"), ("VIP", "VIP")],
                        default="STANDARD",
                        max_length=10,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Español"), ("fr", "Français")], default="en", max_length=5
                    ),
                ),
                ("timezone", models.CharField(default="UTC", max_length=64)),
                ("external_ids", models.JSONField(blank=True, default=dict, help_text="system → id there")),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="customers", to="accounts.company"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="customer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(fields=["company", "email"], name="customer_by_email"),
                    models.Index(fields=["phone"], name="customer_by_phone"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginSession",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("medium", models.CharField(choices=[("API", "API tokens"), ("PAGES", "Browser")], max_length=5)),
                ("refresh_id", models.UUIDField(blank=True, null=True)),
                ("browser_session_key", models.CharField(blank=True, default="", max_length=40)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("user_agent", models.CharField(blank=True, default="", max_length=200)),
                ("expires_at", models.DateTimeField()),
                ("refreshed_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LOGGED_OUT", "Signed out"),
                            ("ENDED_BY_OWNER", "Ended by its owner"),
                            ("ENDED_BY_ADMIN", "Ended by an administrator"),
                            ("REFRESH_REUSED", "An old refresh token was used again"),
                            ("PASSWORD_CHANGED", "Password changed"),
                            ("USER_DEACTIVATED", "User deactivated"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=core.clock.DatabaseNow())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="login_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="login_session_of_user"),
                    models.Index(fields=["expires_at"], name="login_session_age"),
                    models.Index(
                        condition=models.Q(("browser_session_key", ""), _negated=True),
                        fields=["browser_session_key"],
                        name="login_session_browser",
                    ),
                ],
            },
        ),
    ]
