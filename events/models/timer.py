"""Later has one home."""

from typing import ClassVar

from django.db import models

from core.models import Identified


class Timer(Identified):
    """Something that must happen at an instant: a clock's warning, a reminder, a wake-up.

    One row per (name, about). Scheduling again moves it and raises `generation`, so that a sweep that read the
    old due time cannot fire it. `fired_at` is set in the transaction of the handler's own work.
    """

    id_prefix: ClassVar[str] = "timer"

    name = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    due_at = models.DateTimeField()
    generation = models.PositiveIntegerField(default=1)
    payload = models.JSONField(default=dict)
    journey_id = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)  # after a failure: not before
    fired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "name"], name="timer_once_per_subject")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(fired_at__isnull=True, cancelled_at__isnull=True, parked_at__isnull=True),
                name="timer_waiting",
            ),
            models.Index(fields=["parked_at"], condition=models.Q(parked_at__isnull=False), name="timer_parked"),
            models.Index(fields=["fired_at"], condition=models.Q(fired_at__isnull=False), name="timer_fired"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.about_kind} {self.due_at:%Y-%m-%d %H:%M:%S}"
