"""Which channels a message takes: policy, edited in admin."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from notifications.enums import Channel, Kind, Priority


class NotificationRule(models.Model):
    """One field of the matrix kind × priority. An empty priority holds for those without a row of their own.

    The bell need not be named: it always rings.
    """

    kind = models.CharField(max_length=24, choices=Kind.choices)
    priority = models.CharField(
        max_length=6, choices=Priority.choices, blank=True, default="", help_text="Empty: every other priority"
    )
    channels = ArrayField(
        models.CharField(max_length=6, choices=Channel.choices),
        default=list,
        blank=True,
        help_text="The bell always rings",
    )

    class Meta:
        ordering = ["kind", "priority"]
        constraints = [models.UniqueConstraint(fields=["kind", "priority"], name="notification_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_priority_display() if self.priority else 'any priority'}"
