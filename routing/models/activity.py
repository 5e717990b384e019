"""What a lead did on its way, as other systems report it."""

from typing import ClassVar

from django.db import models

from core.models import Identified
from routing.enums import ActivityType, KybStatus


class LeadActivity(Identified):
    """One report, kept once for each `external_id` of its type. Never changed; which fields it has depends on it."""

    id_prefix: ClassVar[str] = "activity"

    lead = models.ForeignKey("routing.Lead", models.PROTECT, related_name="activities", db_index=False)
    type = models.CharField(max_length=20, choices=ActivityType)
    external_id = models.CharField(max_length=120, null=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    step = models.PositiveSmallIntegerField(null=True)
    forced = models.BooleanField(default=False)
    kyb_status = models.CharField(max_length=12, choices=KybStatus, blank=True)

    class Meta:
        verbose_name_plural = "lead activities"
        constraints = [models.UniqueConstraint(fields=["lead", "type", "external_id"], name="lead_activity_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.occurred_at:%Y-%m-%d %H:%M} UTC"
