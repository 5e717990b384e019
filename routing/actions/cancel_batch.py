"""Somebody says stop."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from routing.actions.run_batch import end_batch
from routing.actions.start_batch import lock_batch
from routing.enums import BatchState
from routing.models import Batch


@transaction.atomic
def cancel_batch(batch_id: UUID, *, by: Actor, at: datetime) -> Batch:
    """No further row is done; what was done stays. The worker finds out before its next rows.

    Emits batch.finished. Refuses somebody else's, unless `by` is an admin, and one that is over.
    """
    batch = lock_batch(batch_id, by=by)
    if batch.is_over:
        raise DomainError(ErrorCode.INVALID_TRANSITION, _("This is over already."))
    end_batch(batch, BatchState.CANCELLED, by=by, at=at)
    return batch
