"""Who was there when: what reports and replays read."""

from django.db import models

from workforce.enums import Presence
from workforce.models.staff import Staff


class PresenceSpan(models.Model):
    """A stretch of one presence; exactly one of a member's spans is open."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="presence_spans", db_index=False)
    presence = models.CharField(max_length=7, choices=Presence.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(ended_at__isnull=True), name="presence_span_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="presence_span_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["staff", "began_at"], name="presence_span_history")]

    def __str__(self) -> str:
        return f"{self.presence} since {self.began_at:%Y-%m-%d %H:%M}"
