"""Each try of a delivery, with what the provider said."""

from django.db import models

from notifications.enums import AttemptOutcome
from notifications.models.delivery import Delivery


class DeliveryAttempt(models.Model):
    """Written when the try is claimed, so that a sender that dies leaves a trace; its outcome comes later."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    token = models.UUIDField(unique=True)  # the lease's
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=AttemptOutcome.choices, blank=True, default="")
    answer = models.TextField(blank=True, default="")  # the provider's words, cut

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.outcome or '…'}"
