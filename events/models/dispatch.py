"""An event on its way to those who hear it."""

from django.db import models

from core.clock import DatabaseNow


class Dispatch(models.Model):
    """One event for one subscriber; retried alone, parked after too many failures until somebody looks."""

    event = models.ForeignKey("events.DomainEvent", models.CASCADE, related_name="dispatches")
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    due_at = models.DateTimeField(db_default=DatabaseNow())
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, db_default="")

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="dispatch_once_per_subscriber")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
                name="dispatch_waiting",
            ),
            models.Index(fields=["parked_at"], condition=models.Q(parked_at__isnull=False), name="dispatch_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"
