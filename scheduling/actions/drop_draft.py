"""The reader gives up."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from scheduling.actions import _drafts


@transaction.atomic
def drop_draft(draft_id: UUID, *, by: Actor, at: datetime) -> None:
    """Nothing of it is kept, and its time is free again. Emits booking.cancelled when one was held."""
    draft = _drafts.lock_draft(draft_id)
    _drafts.let_go(draft, by=by, at=at)
    draft.delete()
