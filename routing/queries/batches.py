"""Long work as its page and its API show it."""

from typing import Any

from django.db.models import QuerySet

from core.actor import Actor
from core.errors import NotFound
from routing.conf import ADMIN_SCOPE
from routing.enums import BatchState
from routing.models import Batch, BatchRow


def can_see_batch(by: Actor, batch: Batch) -> bool:
    """Whoever started it, and admins."""
    return by.may(ADMIN_SCOPE) or (bool(by.id) and by.id == batch.started_by["id"])


def batch_for(batch_id: str, *, by: Actor) -> Batch:
    """Raises NotFound, for what is not there and what is not theirs alike."""
    key = Batch.parse_id(batch_id)
    batch = Batch.objects.filter(pk=key).first() if key is not None else None
    if batch is None or not can_see_batch(by, batch):
        raise NotFound("batch")
    return batch


def batches_of(by: Actor, *, everybody: bool = False) -> QuerySet[Batch]:
    """What they have started, the latest first; drafts are nobody's history yet. `everybody`: for admins."""
    started = Batch.objects.exclude(state=BatchState.DRAFT).order_by("-id")
    return started if everybody else started.filter(started_by__id=by.id)


def batch_as_json(batch: Batch) -> dict[str, Any]:
    return {
        "batch_id": batch.public_id,
        "kind": batch.kind,
        "state": batch.state,
        "total": batch.total,
        "done": batch.done,
        "failed": batch.failed,
        "started_by": {"id": batch.started_by["id"], "name": batch.started_by["name"]},
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
    }


def row_as_json(row: BatchRow) -> dict[str, Any]:
    return {"row": row.position, "state": row.state, "data": row.data, "result": row.result or None}
