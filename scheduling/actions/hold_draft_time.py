"""A time is chosen in the wizard, and kept while the rest is filled in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from scheduling.actions import _drafts
from scheduling.actions.hold_call_slot import hold_call_slot
from scheduling.models import CallDraft
from scheduling.rules.wizard import Step, with_answer
from workforce.enums import BookingState


@transaction.atomic
def hold_draft_time(
    draft_id: UUID, starts_at: datetime, *, zone: str, language: str, by: Actor, at: datetime
) -> CallDraft:
    """The draft's time is this one, nobody else's for five minutes; the one before it is free again. The same time
    again: nothing, while it is kept.

    Emits booking.held. Refuses as hold_call_slot does, with what was chosen before left as it was.
    """
    draft = _drafts.lock_draft(draft_id)
    topic = draft.topic
    if topic is None:
        raise _drafts.no_topic()
    if is_held(draft, starts_at, at):
        _drafts.write(draft, at=at, said=draft.said | {"timezone": zone})
        return draft
    by = by.on(draft.journey_id)
    _drafts.let_go(draft, by=by, at=at)
    hold = hold_call_slot(
        topic,
        starts_at=starts_at,
        language=draft.said.get("language_preference") or language,
        holder=draft.public_id,
        customer=draft.customer,
        by=by,
        at=at,
    )
    answer = {"scheduled_date_time": starts_at.isoformat(), "timezone": zone}
    _drafts.write(draft, at=at, said=with_answer(draft.said, Step.TIME, answer), hold=hold)
    return draft


@transaction.atomic
def release_draft_time(draft_id: UUID, *, by: Actor, at: datetime) -> bool:
    """The reader has left: the time is free again, and the draft still remembers it."""
    draft = _drafts.lock_draft(draft_id)
    released = _drafts.let_go(draft, by=by, at=at)
    _drafts.write(draft, at=at, hold=None)
    return released


def is_held(draft: CallDraft, starts_at: datetime, at: datetime) -> bool:
    """Whether that time is kept for this draft at that instant."""
    booking = draft.hold.booking if draft.hold is not None else None
    return (
        booking is not None
        and booking.state == BookingState.HELD
        and booking.starts_at == starts_at
        and booking.expires_at is not None
        and booking.expires_at > at
    )
