"""Somebody says go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, NotFound
from events.hints import nudge
from events.publish import emit
from routing.enums import BatchState
from routing.events import BatchStarted
from routing.models import Batch
from routing.queries.batches import can_see_batch

RUN = "routing.tasks.run_batches"


@transaction.atomic
def start_batch(batch_id: UUID, *, by: Actor, at: datetime, **parameters: Any) -> Batch:
    """The draft waits for a worker, who is told; its rows will be done with the rights that `by` has now.

    parameters  JSON that was still open when it was prepared

    Emits batch.started. Refuses what somebody else prepared, and what was started already.
    """
    batch = lock_batch(batch_id, by=by)
    if batch.state != BatchState.DRAFT:
        raise DomainError(ErrorCode.INVALID_TRANSITION, _("This was started already."))
    batch.state = BatchState.QUEUED
    batch.parameters |= parameters
    batch.save(update_fields=["state", "parameters"])
    emit(
        BatchStarted(batch_id=batch.public_id, starter_id=batch.started_by["id"], kind=batch.kind, total=batch.total),
        by=by,
        at=at,
    )
    transaction.on_commit(lambda: nudge(RUN, queue="bulk"), robust=True)
    return batch


def lock_batch(batch_id: UUID, *, by: Actor) -> Batch:
    """Held until the end of the transaction. Raises NotFound, for what is not there and what is not theirs alike."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not can_see_batch(by, batch):
        raise NotFound("batch")
    return batch
