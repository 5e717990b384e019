"""The wizard's last button: the draft becomes a call, once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions import change_profile
from core.actor import Actor
from core.errors import Invalid, NotFound
from scheduling import conf
from scheduling.actions import _drafts
from scheduling.actions._limits import Asker
from scheduling.actions.hold_draft_time import is_held
from scheduling.actions.request_call import request_call
from scheduling.enums import SchedulingType
from scheduling.models import CallDraft, CallHold, CallRequest
from scheduling.rules.wizard import Step, first_open

#: taken over as they were said
_PLAIN = (
    "scheduling_type", "timezone", "contact_phone", "phone_type", "phone_extension", "backup_phone",
    "preferred_contact_method", "notes", "language_preference", "additional_attendees",
)  # fmt: skip
_OF_TYPE = {
    SchedulingType.CALENDAR: ("scheduled_date_time",),
    SchedulingType.FLEXIBLE: ("preferred_times", "urgency_level"),
}


@transaction.atomic
def submit_draft(draft_id: UUID, *, by: Actor, at: datetime) -> CallRequest:
    """The call that the draft asks for; sent twice, or from two devices at once, the same one.

    Emits what request_call does. Refuses: a question without an answer (422, with the field `step`), a draft that is
    gone (404), and whatever request_call refuses. The draft is as it was then, so that it can be corrected.
    """
    draft = _drafts.lock_draft(draft_id, live=False)
    if draft.call_id is not None:
        return CallRequest.objects.shown().get(pk=draft.call_id)
    if draft.expires_at <= at:
        raise NotFound("request in the making")
    topic = draft.topic
    open_step = first_open(draft.said, guest=draft.is_guests, has_place=bool(topic and topic.place), at=at)
    if topic is None or open_step is not Step.REVIEW:
        raise Invalid({"step": ["This question has no answer yet."]}, str(open_step))
    by = by.on(draft.journey_id)
    facts = _facts(draft) | {"topic": topic}
    call = request_call(facts, _asker(draft), hold=_usable_hold(draft, by, at), by=by, at=at)
    CallDraft.objects.filter(pk=draft.pk).update(
        call=call, hold=None, step=Step.REVIEW, updated_at=at, expires_at=at + conf.DRAFT_SHOWN
    )
    _keep_phone(draft, by, at)
    return call


def _facts(draft: CallDraft) -> dict[str, Any]:
    said = draft.said
    facts = {name: said[name] for name in (*_PLAIN, *_OF_TYPE[said["scheduling_type"]]) if said.get(name)}
    if said["topic"] == "OTHER":
        facts["custom_topic_description"] = said["custom_topic_description"]
    if "scheduled_date_time" in facts:
        facts["scheduled_date_time"] = datetime.fromisoformat(facts["scheduled_date_time"])
    return facts


def _asker(draft: CallDraft) -> Asker:
    customer = draft.customer
    if customer is not None:
        return Asker(customer.name, customer.email or (customer.user.email if customer.user else ""), customer)
    return Asker(draft.said["name"], draft.said["email"])


def _usable_hold(draft: CallDraft, by: Actor, at: datetime) -> CallHold | None:
    """The kept time while it is this call's; one that does not fit (a new length of calls) is given up."""
    chosen = draft.said.get("scheduled_date_time")
    if draft.hold is None or chosen is None or draft.said["scheduling_type"] != SchedulingType.CALENDAR:
        return None
    booking, topic = draft.hold.booking, draft.topic
    assert topic is not None
    fits = draft.hold.topic_id == topic.pk and booking.ends_at - booking.starts_at == topic.duration
    if fits and is_held(draft, datetime.fromisoformat(chosen), at):
        return draft.hold
    _drafts.let_go(draft, by=by, at=at)
    return None


def _keep_phone(draft: CallDraft, by: Actor, at: datetime) -> None:
    user = draft.customer.user if draft.customer else None
    if user is not None and draft.said.get("save_phone") and not user.phone:
        change_profile(user, {"phone": draft.said["contact_phone"]}, by=by, at=at)
