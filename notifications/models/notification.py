"""One thing one person is told."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models

from core.clock import DatabaseNow
from core.models import Identified
from notifications.enums import Kind, Priority

if TYPE_CHECKING:
    from notifications.models.delivery import Delivery


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, staff_id: UUID) -> Self:
        return self.filter(recipient=staff_id)

    def standing(self) -> Self:
        """What the bell lists: not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def unread(self) -> Self:
        return self.standing().filter(read_at__isnull=True)


class Notification(Identified):
    """A message for one recipient, as it was meant when it was written; its deliveries are the ways it takes.

    `subject` is in the recipient's language. `context` holds ids and what the templates need, nothing else.
    `about_*` point up to what it is about. `dedupe` names the occurrence: the same one is told a person once.
    """

    id_prefix = "notif"

    kind = models.CharField(max_length=24, choices=Kind.choices)
    priority = models.CharField(max_length=6, choices=Priority.choices)
    recipient = models.ForeignKey("workforce.Staff", models.PROTECT, related_name="notifications")
    subject = models.CharField(max_length=300)
    context = models.JSONField(default=dict)
    overrides = models.JSONField(default=dict)  # subject and custom_message, when the caller gave them
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    journey_id = models.UUIDField()
    dedupe = models.CharField(max_length=200, null=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    #: set by notify(): what was written with it, so that an answer lists them without another query
    deliveries_: "list[Delivery]"

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "dedupe"], name="notification_once_per_occurrence"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_of_recipient"),
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at__isnull=True, withdrawn_at__isnull=True),
                name="notification_unread",
            ),
            # withdrawn ones too: a history tells what was
            models.Index(fields=["about_kind", "about_id"], name="notification_about"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    def overriding(self, name: str) -> Any:
        return self.overrides.get(name, "")
