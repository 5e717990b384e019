"""What was said to a lead, and what came of it."""

from typing import ClassVar

from django.db import models

from core.models import Identified
from routing.enums import CommunicationType, Outcome, Sentiment


class Communication(Identified):
    """One contact or attempt, logged by the owner. Never changed."""

    id_prefix: ClassVar[str] = "comm"

    entry = models.ForeignKey("routing.QueueEntry", models.PROTECT, related_name="communications")
    type = models.CharField(max_length=12, choices=CommunicationType)
    outcome = models.CharField(max_length=20, choices=Outcome)
    duration_minutes = models.PositiveSmallIntegerField(null=True)
    notes = models.CharField(max_length=2000)
    sentiment = models.CharField(max_length=16, choices=Sentiment, blank=True)
    probability_to_close = models.PositiveSmallIntegerField(null=True)
    estimated_close_date = models.DateTimeField(null=True)
    logged_by = models.ForeignKey("workforce.Staff", models.PROTECT, null=True, related_name="communications")
    logged_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["entry", "logged_at"], name="communication_of_entry"),
            models.Index(fields=["logged_at"], name="communication_logged"),  # the figures of a period
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.outcome}"
