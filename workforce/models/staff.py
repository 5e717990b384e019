"""A person who takes work."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from core.clock import DatabaseNow
from core.models import Identified
from workforce.enums import Presence, Seniority
from workforce.models.validators import validate_country, validate_skill


class StaffQuerySet(models.QuerySet["Staff"]):
    def active(self) -> Self:
        """Who has not left."""
        return self.filter(retired_at__isnull=True)

    def with_person(self) -> Self:
        """Name, email, phone and zone come along."""
        return self.select_related("user")

    def in_teams(self, team_ids: Iterable[UUID]) -> Self:
        return self.filter(pk__in=self.model.teams.through.objects.filter(team__in=team_ids).values("staff"))


class Staff(Identified):
    """Shares its key with the user, so that one id names the person everywhere.

    `presence` is what colleagues see; `presence_chosen` keeps a choice against heartbeats and idleness until the
    person changes it or their connection is gone.
    """

    id_prefix = "staff"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="staff")
    title = models.CharField(max_length=120, blank=True, default="")
    seniority = models.CharField(max_length=8, choices=Seniority.choices, default=Seniority.REGULAR)
    languages = ArrayField(
        models.CharField(max_length=5, validators=[RegexValidator(r"^[a-z]{2,3}$")]),
        default=list,
        blank=True,
        help_text="Codes such as en, es",
    )
    skills = ArrayField(
        models.CharField(max_length=60, validators=[validate_skill]),
        default=list,
        blank=True,
        help_text="Business categories, support types, topics: RESTAURANT, HARDWARE_SETUP",
    )
    country = models.CharField(
        max_length=2, blank=True, default="", validators=[validate_country], help_text="Whose holidays apply: US, ES"
    )
    subdivision = models.CharField(max_length=3, blank=True, default="", help_text="State or region: CA, CT")
    accepts_new = models.BooleanField("accepts new work", default=True)
    presence = models.CharField(max_length=7, choices=Presence.choices, default=Presence.OFFLINE)
    presence_chosen = models.BooleanField(default=False)
    presence_since = models.DateTimeField(db_default=DatabaseNow())
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "staff member"
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retired_at__isnull=True) | models.Q(accepts_new=False),
                name="staff_retired_accepts_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def id(self) -> UUID:  # type: ignore[override]  # the user's key is the member's key
        return self.user_id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def phone(self) -> str:
        return self.user.phone

    @property
    def timezone(self) -> str:
        return self.user.timezone

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
