"""What the customer said about the call is corrected; and what they say after it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.versions import refuse_stale
from notifications.enums import Kind
from scheduling.actions import _calls, _telling
from scheduling.enums import CallStatus
from scheduling.events import CallChanged, CallRated
from scheduling.models import CallRequest
from scheduling.policies import can_rate, is_customer_side
from scheduling.rules.request import problems_of

#: what can be corrected while the call is to come
CHANGEABLE = (
    "custom_topic_description", "preferred_times", "contact_phone", "phone_type", "phone_extension", "backup_phone",
    "preferred_contact_method", "notes", "language_preference", "additional_attendees", "timezone",
    "meeting_url",
)  # fmt: skip

#: how those concerned come together
MEETING = {"preferred_contact_method", "contact_phone", "meeting_url"}


@transaction.atomic
def change_call(
    call_id: UUID, changes: Mapping[str, Any], *, asked: frozenset[int] | None = None, by: Actor, at: datetime
) -> CallRequest:
    """The call has these values of CHANGEABLE; what follows from them (reminders, invitations of new attendees) too.

    asked  versions that the change is meant for; None: any

    Emits call.changed with before and after. Nothing happens when nothing differs. Refuses: a call that has begun or
    is over (INVALID_TRANSITION), fields that contradict each other (422), another version (STALE_VERSION).
    """
    call = _calls.lock_call(call_id)
    refuse_stale(call.version, asked)
    if call.status not in (CallStatus.PENDING, CallStatus.CONFIRMED):
        raise _calls.illegal(call, "CHANGED")
    before = {
        name: getattr(call, name) for name in CHANGEABLE if name in changes and getattr(call, name) != changes[name]
    }
    if not before:
        return call
    after = {name: changes[name] for name in before}
    if "meeting_url" in after and is_customer_side(by):
        raise Invalid({"meeting_url": ["The team gives the link of a video call. Leave it out."]})
    _check(call, after)
    if "preferred_contact_method" in after:
        after["place"] = call.topic.place if after["preferred_contact_method"] == "IN_PERSON" else ""
    _calls.write(call, at=at, **after)
    _calls.tell(
        CallChanged,
        call,
        by=by,
        at=at,
        fields=sorted(before),
        before=before,
        after={name: after[name] for name in before},
    )
    if call.status == CallStatus.CONFIRMED:
        _telling.plan_reminders(call, others_join="additional_attendees" in after, by=by, at=at)
        _tell(call, before, after, by=by, at=at)
    return call


def _tell(call: CallRequest, before: Mapping[str, Any], after: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Who joins is invited, who is dropped has it struck out; another way to meet is a new invitation for all."""
    was, now = set(before.get("additional_attendees", ())), set(after.get("additional_attendees", ()))
    occasion = f"changed:{call.version}"
    if was - now:
        _telling.tell_attendees(Kind.CALL_CANCELLED, call, by=by, at=at, occasion=occasion, only=sorted(was - now))
    if MEETING & after.keys():
        _telling.tell_customer(Kind.CALL_CONFIRMED, call, by=by, at=at, occasion=occasion)
        _telling.tell_attendees(Kind.CALL_INVITED, call, by=by, at=at, occasion=occasion)
    elif now - was:
        _telling.tell_attendees(Kind.CALL_INVITED, call, by=by, at=at, occasion=occasion, only=sorted(now - was))


def _check(call: CallRequest, after: Mapping[str, Any]) -> None:
    """The same rule as for a new request, the time aside: that is moved by rescheduling."""
    facts = {name: getattr(call, name) for name in (*CHANGEABLE, "scheduling_type", "urgency_level")} | dict(after)
    facts |= {"topic_code": call.topic.code, "scheduled_date_time": None}
    problems = problems_of(facts, has_place=bool(call.topic.place), at=call.created_at)
    problems.pop("scheduled_date_time", None)
    if problems:
        raise Invalid(problems)


@transaction.atomic
def rate_call(call_id: UUID, *, score: int, comment: str = "", by: Actor, at: datetime) -> CallRequest:
    """The customer has said how it was, once. Emits call.rated.

    score  1 to 5

    Refuses: a call that did not take place, a second time (INVALID_TRANSITION).
    """
    if not can_rate(by):
        raise Forbidden("How a call was is for the customer to say.")
    call = _calls.lock_call(call_id)
    if call.status != CallStatus.COMPLETED:
        raise _calls.illegal(call, "RATED")
    if call.surveyed_at is not None:
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "You have told us already how it was. Thank you.",
            {"status": call.status, "allowed": []},
        )
    if not 1 <= score <= 5:
        raise Invalid({"score": ["Must be from 1 to 5."]})
    _calls.write(
        call,
        at=at,
        survey_score=score,
        survey_comment=comment[:1000],
        surveyed_at=at,
        links_version=call.links_version + 1,
    )
    _calls.tell(CallRated, call, by=by, at=at, score=score, comment=comment)
    return call
