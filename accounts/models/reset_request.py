"""A new password was asked for, and nothing has been done about it yet."""

from typing import Any, Self

from django.db import models

from core.actor import Actor
from core.clock import DatabaseNow


class ResetRequestQuerySet(models.QuerySet["ResetRequest"]):
    def due(self) -> Self:
        return self.filter(due_at__lte=DatabaseNow())


class ResetRequest(models.Model):
    """Written for any email, known here or not, so that asking takes as long for either. Gone when it is dealt with.

    `due_at` lies ahead while somebody sends the mail, and after a try that failed.
    """

    email = models.CharField(max_length=254)  # as it was typed, in lower case
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=DatabaseNow())

    objects = ResetRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at", "id"], name="reset_request_due")]

    def __str__(self) -> str:
        return f"{self.email} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def actor(self) -> Actor:
        """Who asked, without what they may do."""
        return Actor(**self.asked_by)

    @staticmethod
    def written(by: Actor) -> dict[str, Any]:
        told = ("kind", "id", "name", "ip", "trace_id")
        return {field: getattr(by, field) for field in told}
