"""What the verbs for drafts share: holding one, and the answers that are refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.errors import DomainError, ErrorCode, NotFound
from scheduling import conf
from scheduling.actions.hold_call_slot import release_hold
from scheduling.models import CallDraft


def lock_draft(draft_id: UUID, *, live: bool = True) -> CallDraft:
    """The draft as it is, held until the end of the transaction. Raises NotFound; live: also for one that was sent."""
    drafts = CallDraft.objects.live() if live else CallDraft.objects.all()
    draft = (
        drafts.select_for_update(of=("self",)).select_related("hold__booking", "customer").filter(pk=draft_id).first()
    )
    if draft is None:
        raise NotFound("request in the making")
    return draft


def write(draft: CallDraft, *, at: datetime, **facts: Any) -> None:
    """The held draft has these values and is kept from now on as long as a new one."""
    facts |= {"updated_at": at, "expires_at": at + conf.DRAFT_LASTS}
    CallDraft.objects.filter(pk=draft.pk).update(**facts)
    for name, value in facts.items():
        setattr(draft, name, value)


def let_go(draft: CallDraft, *, by: Actor, at: datetime) -> bool:
    """The time that was kept for it is free again."""
    if draft.hold is None:
        return False
    return release_hold(draft.hold, by=by.on(draft.journey_id), at=at)


def no_topic() -> DomainError:
    return DomainError(ErrorCode.NOT_FOUND, "Choose what the call is about first.")
