"""What a provider says later about a message that it took."""

from django.db import models

from notifications.enums import ReportedState
from notifications.models.delivery import Delivery


class DeliveryReport(models.Model):
    """One report, kept once however often it comes. It may come before our own record of the send."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="reports")
    round = models.PositiveSmallIntegerField()
    provider_id = models.CharField(max_length=200)
    word = models.CharField(max_length=40)  # the provider's own
    state = models.CharField(max_length=9, choices=ReportedState.choices)
    error = models.CharField(max_length=200, blank=True, default="")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "provider_id", "word"], name="delivery_report_once")]

    def __str__(self) -> str:
        return f"{self.word} {self.error}".strip()
