"""Long work is written down, row by row. It begins when somebody says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from routing.models import Batch, BatchRow
from routing.models.batch import actor_as_json


@transaction.atomic
def prepare_batch(
    kind: str, rows: Iterable[Any], *, by: Actor, at: datetime, parameters: dict[str, Any] | None = None
) -> Batch:
    """A draft with these rows, in their order: nothing is done yet, and a draft that nobody starts is forgotten.

    rows        JSON for each, as the action of that kind reads it
    parameters  JSON for all of them

    Emits nothing.
    """
    listed = list(rows)
    batch = Batch.objects.create(
        kind=kind, total=len(listed), parameters=parameters or {}, started_by=actor_as_json(by), created_at=at
    )
    BatchRow.objects.bulk_create(
        (BatchRow(batch=batch, position=position, data=data) for position, data in enumerate(listed, start=1)),
        batch_size=2000,
    )
    return batch
