"""One question of the wizard is answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from scheduling.actions import _drafts
from scheduling.models import CallDraft, Topic
from scheduling.rules.wizard import Said, Step, after, first_open, may_open, with_answer


@transaction.atomic
def save_step(
    draft_id: UUID, step: Step, answer: Mapping[str, Any], *, to_review: bool = False, by: Actor, at: datetime
) -> CallDraft:
    """The draft knows the answer, and `step` says which question is next. A time that no longer fits, since the topic
    or the way is another, is given up.

    to_review  the reader came from the review, and goes back there as soon as nothing is open

    Refuses a draft that is gone or was sent (404).
    """
    draft = _drafts.lock_draft(draft_id)
    said = with_answer(draft.said, step, answer)
    hold = draft.hold
    if hold is not None and said.get("scheduled_date_time") != draft.said.get("scheduled_date_time"):
        _drafts.let_go(draft, by=by, at=at)
        hold = None
    _drafts.write(draft, at=at, said=said, hold=hold, step=next_step(draft, said, step, to_review=to_review, at=at))
    return draft


def next_step(draft: CallDraft, said: Said, step: Step, *, to_review: bool, at: datetime) -> Step:
    topic = Topic.objects.filter(code=said.get("topic")).first() if said.get("topic") else None
    furthest = first_open(said, guest=draft.is_guests, has_place=bool(topic and topic.place), at=at)
    if to_review or not may_open(step, said, guest=draft.is_guests, has_place=bool(topic and topic.place), at=at):
        return furthest
    following = after(step, said, guest=draft.is_guests)
    if following is Step.CODE and said.get("email_confirmed"):
        following = after(following, said, guest=draft.is_guests)
    return following
