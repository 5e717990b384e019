"""Long work is done: a few rows a transaction, by one worker at a time, whoever dies on the way."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import SYSTEM, Actor
from core.clock import DatabaseNow
from core.errors import DomainError, ErrorCode
from core.retry import retried
from events.publish import emit
from routing.actions._row_result import RowResult
from routing.actions.auto_assign_leads import auto_assign_rows
from routing.actions.reassign_leads import reassign_rows
from routing.enums import BatchKind, BatchState, RowState
from routing.events import BatchFinished, BatchProgressed
from routing.models import Batch, BatchRow

logger = logging.getLogger(__name__)

#: longer than any transaction takes; so long work waits when its worker was killed
LEASE = timedelta(seconds=30)
#: claims after which it is given up when not one row was done: its worker dies of it
MOST_CLAIMS = 5
TELL_EVERY = timedelta(milliseconds=400)

RowAction = Callable[..., list[RowResult]]


@dataclass(frozen=True, slots=True)
class Way:
    """act  what is done with some rows, in one transaction; size  how many at a time"""

    act: RowAction
    size: int = 1


WAYS: dict[str, Way] = {
    BatchKind.REASSIGN: Way(reassign_rows),
    BatchKind.AUTO_ASSIGN: Way(auto_assign_rows),
}


def register(kind: str, way: Way) -> None:
    """A kind whose rows are read by somebody above the actions, as a file's are."""
    WAYS[kind] = way


def run_batches(*, patience: float = 60) -> int:
    """Whatever waits is done, the oldest first, for at most `patience` seconds; returns how many rows were.

    What is unfinished then waits for the next run. Any number may run at once: each batch has one worker at a time.
    """
    until, rows = time.monotonic() + patience, 0
    while time.monotonic() < until and (batch := claim_batch(at=clock.now())) is not None:
        rows += run_batch(batch, until=until)
    return rows


@transaction.atomic
def claim_batch(*, at: datetime) -> Batch | None:
    """The oldest that waits, or whose worker died, under a fresh lease; None when there is none.

    One that has been claimed several times without one row done is given up: state FAILED, emits batch.finished.
    """
    batch = Batch.objects.claimable().select_for_update(skip_locked=True).order_by("created_at", "id").first()
    while batch is not None and batch.claims >= MOST_CLAIMS:
        logger.error("batch_given_up", extra={"batch": batch.public_id})
        end_batch(batch, BatchState.FAILED, by=SYSTEM, at=at)
        batch = Batch.objects.claimable().select_for_update(skip_locked=True).order_by("created_at", "id").first()
    if batch is not None:
        batch.state, batch.lease_token = BatchState.RUNNING, uuid4()
        Batch.objects.filter(pk=batch.pk).update(
            state=batch.state,
            lease_token=batch.lease_token,
            lease_until=DatabaseNow() + LEASE,
            claims=batch.claims + 1,
        )
    return batch


def run_batch(batch: Batch, *, until: float) -> int:
    """Rows of the claimed batch are done until none is left or the time is up; returns how many were.

    The results are written in the transaction of the effects, which begins by renewing the lease: a worker that has
    lost it, or whose batch was stopped, does nothing more. So no row is done twice, and none is lost.
    Emits batch.progressed now and then, batch.finished at the end.
    """
    rows = 0
    while (done := retried(lambda: _next_rows(batch))) is not None:
        rows += done
        if time.monotonic() >= until:
            Batch.objects.filter(pk=batch.pk, lease_token=batch.lease_token).update(lease_until=DatabaseNow())
            break
    return rows


@transaction.atomic
def _next_rows(batch: Batch) -> int | None:
    """Do some; returns how many, None when there is nothing more to do for this worker."""
    mine = Batch.objects.filter(pk=batch.pk, lease_token=batch.lease_token, state=BatchState.RUNNING)
    if not mine.update(lease_until=DatabaseNow() + LEASE):
        return None
    batch.refresh_from_db(fields=["done", "failed", "told_at"])
    way, at, by = WAYS[batch.kind], clock.now(), batch.actor
    rows = list(batch.rows.filter(state=RowState.PENDING).order_by("position")[: way.size])
    if not rows:
        end_batch(batch, BatchState.DONE, by=by, at=at)
        return None
    for row, result in zip(rows, _results(way.act, rows, batch, by, at), strict=True):
        row.state, row.result = (RowState.DONE if result.done else RowState.FAILED), result.said
    BatchRow.objects.bulk_update(rows, ["state", "result"])
    _count(batch, rows, by, at)
    return len(rows)


def _results(act: RowAction, rows: Sequence[BatchRow], batch: Batch, by: Actor, at: datetime) -> list[RowResult]:
    """Rows that fail together are tried one by one: whichever cannot be done is refused and holds up no other."""
    try:
        with transaction.atomic():
            return act([row.data for row in rows], batch.parameters, by=by, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the rows'
    except DomainError as refusal:
        problem = RowResult.refused(refusal)
    except Exception:
        logger.exception("batch_row_failed", extra={"batch": batch.public_id, "row": rows[0].position})
        problem = RowResult.refused(DomainError(ErrorCode.INTERNAL_ERROR, _("Something went wrong on our side.")))
    if len(rows) == 1:
        return [problem]
    return [result for row in rows for result in _results(act, [row], batch, by, at)]


def _count(batch: Batch, rows: Sequence[BatchRow], by: Actor, at: datetime) -> None:
    batch.done += sum(row.state == RowState.DONE for row in rows)
    batch.failed += sum(row.state == RowState.FAILED for row in rows)
    batch.claims = 0
    if batch.told_at is None or at - batch.told_at >= TELL_EVERY:
        batch.told_at = at
        emit(BatchProgressed(**_so_far(batch)), by=by, at=at)
    batch.save(update_fields=["done", "failed", "claims", "told_at"])


def end_batch(batch: Batch, state: BatchState, *, by: Actor, at: datetime) -> None:
    """The locked batch is over. Emits batch.finished."""
    batch.state, batch.finished_at, batch.lease_token = state, at, None
    batch.save(update_fields=["state", "finished_at", "lease_token"])
    emit(BatchFinished(state=state, **_so_far(batch)), by=by, at=at)


def _so_far(batch: Batch) -> dict[str, Any]:
    return {
        "batch_id": batch.public_id,
        "starter_id": batch.started_by["id"],
        "kind": batch.kind,
        "total": batch.total,
        "done": batch.done,
        "failed": batch.failed,
    }
