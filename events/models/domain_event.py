"""History, audit, outbox and feed are one row."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.clock import DatabaseNow
from core.models import Identified


class DomainEvent(Identified):
    """One thing that happened, written in the transaction that made it happen. Never changed, but for `position`."""

    id_prefix: ClassVar[str] = "evt"

    name = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    subject_version = models.PositiveIntegerField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    ip = models.GenericIPAddressField(null=True)
    trace_id = models.CharField(max_length=64, blank=True)
    journey_id = models.UUIDField()
    payload = models.JSONField(default=dict)
    personal = models.JSONField(default=dict)  # personal data of the payload: erasure blanks this column
    topics = ArrayField(models.CharField(max_length=80), default=list)
    occurred_at = models.DateTimeField(db_default=DatabaseNow())
    position = models.BigIntegerField(null=True, unique=True)  # place in the feed, stamped after commit

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind", "subject_version"],  # the id first: it is searched alone
                name="event_version_once_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="event_unstamped"),
            models.Index(fields=["journey_id", "id"], name="event_journey"),
            models.Index(fields=["name", "id"], name="event_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id}"


class SubjectHead(models.Model):
    """The latest version of each subject: what numbers its events without gaps, one writer at a time."""

    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="subject_head_once")]
