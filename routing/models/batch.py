"""Long work with progress: many rows, each done once, each with a result of its own."""

from dataclasses import fields
from typing import ClassVar, Self
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.actor import Actor
from core.clock import DatabaseNow
from core.models import Identified
from routing.enums import ENDED, BatchKind, BatchState, RowState


class BatchQuerySet(models.QuerySet["Batch"]):
    def claimable(self) -> Self:
        """Waiting for a worker, or left behind by one that died: its lease has run out."""
        left_behind = Q(state=BatchState.RUNNING, lease_until__lt=DatabaseNow())
        return self.filter(Q(state=BatchState.QUEUED) | left_behind)


class Batch(Identified):
    """`done` rows had their effect, `failed` ones were refused. Changed only by the worker that holds the lease."""

    id_prefix: ClassVar[str] = "batch"

    kind = models.CharField(max_length=12, choices=BatchKind)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.DRAFT)
    parameters = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    started_by = models.JSONField()  # the actor: its rows are done in this name and with these rights
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.PositiveSmallIntegerField(default=0)  # since a row was last done: a worker may die of a row
    told_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(name="batch_counts_its_rows", condition=Q(total__gte=F("done") + F("failed"))),
            models.CheckConstraint(
                name="batch_finished_at_matches",
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(finished_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                condition=Q(state__in=[BatchState.QUEUED, BatchState.RUNNING]),
                name="batch_to_run",
            ),
            models.Index(F("started_by__id"), F("id").desc(), name="batch_of_starter"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def actor(self) -> Actor:
        """Who started it, with the rights of that moment."""
        held = dict(self.started_by)
        user_id = held["user_id"]
        return Actor(**held | {"scopes": frozenset(held["scopes"]), "user_id": UUID(user_id) if user_id else None})

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


def actor_as_json(by: Actor) -> dict[str, object]:
    """What `Batch.actor` is made of again."""
    held = {field.name: getattr(by, field.name) for field in fields(by) if field.name != "journey_id"}
    return held | {"scopes": sorted(by.scopes), "user_id": str(by.user_id) if by.user_id else None}


class BatchRow(models.Model):
    """data  what is to be done; result  what came of it, in the words of its kind, or the refusal"""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    data = models.JSONField()
    state = models.CharField(max_length=8, choices=RowState, default=RowState.PENDING)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="batch_row_place_once")]
        indexes = [
            models.Index(fields=["batch", "position"], condition=Q(state="PENDING"), name="batch_row_pending"),
            models.Index(fields=["batch", "position"], condition=Q(state="FAILED"), name="batch_row_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} row {self.position}"
