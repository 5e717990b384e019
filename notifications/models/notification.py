"""One thing one person is told."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from core.actor import staff_public_id
from core.clock import DatabaseNow
from core.models import Identified
from notifications.enums import Kind, Priority
from notifications.people import Outsider, Reader

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

    Its reader is a member (`recipient`) or somebody outside, as known then (`outsider`, see people.Outsider).
    `subject` is in the recipient's language. `context` holds ids and what the templates need, nothing else.
    `about_*` point up to what it is about. `dedupe` names the occurrence: the same one is told a person once.
    """

    id_prefix = "notif"

    kind = models.CharField(max_length=24, choices=Kind.choices)
    priority = models.CharField(max_length=6, choices=Priority.choices)
    recipient = models.ForeignKey("workforce.Staff", models.PROTECT, null=True, related_name="notifications")
    outsider = models.JSONField(null=True)
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
            models.UniqueConstraint(
                Lower(KT("outsider__email")),
                "kind",
                "dedupe",
                condition=models.Q(recipient__isnull=True),
                name="notification_once_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, outsider__isnull=True)
                | models.Q(recipient__isnull=True, outsider__isnull=False),
                name="notification_has_one_reader",
            ),
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
    def reader(self) -> Reader:
        """Whose words it is written in; of a member as they are now."""
        if self.recipient is None:
            return self.stranger.reader
        user = self.recipient.user
        return Reader(user.name, user.language, user.timezone)

    @property
    def stranger(self) -> Outsider:
        """The reader, when it is nobody of ours."""
        assert self.outsider is not None
        return Outsider.from_json(self.outsider)

    @property
    def recipient_public_id(self) -> str:
        """Of a member; empty for somebody outside."""
        return staff_public_id(self.recipient_id) if self.recipient_id else ""

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    def overriding(self, name: str) -> Any:
        return self.overrides.get(name, "")
