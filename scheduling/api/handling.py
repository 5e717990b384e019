"""What the team does with a call: claims, proposes, hands over, starts, ends."""

from typing import Any, ClassVar
from uuid import UUID

from core import clock
from core.api.schema import endpoint
from core.errors import ErrorCode, Invalid
from scheduling.actions import (
    claim_call,
    complete_call,
    hand_over_call,
    miss_call,
    propose_times,
    start_call,
)
from scheduling.api.asking import HANDLERS, TAGS
from scheduling.api.changes import CallWrite
from scheduling.api.examples import CALL, COMPLETED, MISSED, STARTED, WITH_PROPOSALS
from scheduling.api.inputs import Ending, HandOver, Missing, Proposals
from workforce.models import Staff


class TeamWrite(CallWrite):
    scopes: ClassVar[Any] = HANDLERS
    for_companies = False


@endpoint(
    "Start a call",
    "The call is IN_PROGRESS, also before its hour. For the member who has it, administrators and systems.",
    response=STARTED,
    codes=(ErrorCode.INVALID_TRANSITION,),
    tags=TAGS,
    operation="call_requests_start",
)
class StartCall(TeamWrite):
    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        start_call(self.call(call_id).pk, by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "End a call",
    "What came of it. The rest of its time is free, and the customer is asked how it was.",
    request={"outcome": "RESOLVED", "notes": "The October invoice is corrected."},
    response=COMPLETED,
    codes=(ErrorCode.INVALID_TRANSITION,),
    tags=TAGS,
    operation="call_requests_complete",
)
class CompleteCall(TeamWrite):
    input_class = Ending

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call = self.call(call_id)
        complete_call(call.pk, outcome=data["outcome"], notes=data["notes"], by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Nobody was there",
    "From the call's hour on. The customer gets a friendly mail with a way to another time; repeated no-shows limit "
    "what can be booked.",
    request={"reason": "Three tries within ten minutes."},
    response=MISSED,
    codes=(ErrorCode.INVALID_TRANSITION,),
    tags=TAGS,
    operation="call_requests_no_show",
)
class MissCall(TeamWrite):
    input_class = Missing

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        miss_call(self.call(call_id).pk, reason=data["reason"], by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Claim a request",
    "A request that waits is yours. For members of its team.",
    response=CALL,
    codes=(
        ErrorCode.CALL_ALREADY_ASSIGNED,
        ErrorCode.NOBODY_AVAILABLE,
        ErrorCode.MEMBER_RETIRED,
        ErrorCode.INVALID_TRANSITION,
    ),
    tags=TAGS,
    operation="call_requests_claim",
)
class ClaimCall(TeamWrite):
    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call = self.call(call_id)
        claim_call(call.pk, member(self.actor.user_id, "claim"), by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Propose times",
    "One to five times are kept in the calendar of the member who has the request, until the customer takes one or "
    "they run out. Earlier proposals are given up.",
    request={"times": ["2026-12-03T16:00:00Z", "2026-12-04T15:00:00Z"]},
    response=WITH_PROPOSALS,
    codes=(ErrorCode.INVALID_TRANSITION, ErrorCode.SLOT_UNAVAILABLE, ErrorCode.MEMBER_RETIRED),
    tags=TAGS,
    operation="call_requests_propose_times",
)
class ProposeTimes(TeamWrite):
    input_class = Proposals

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        propose_times(self.call(call_id).pk, data["times"], by=self.actor, at=clock.now())
        return self.shown(call_id)


@endpoint(
    "Hand a call over",
    "The call is `assign_to`'s, in their calendar at the same time. For the member who has it and administrators.",
    request={"assign_to": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6", "reason": "Speaks Portuguese."},
    response=CALL,
    codes=(
        ErrorCode.INVALID_TRANSITION,
        ErrorCode.SLOT_UNAVAILABLE,
        ErrorCode.NOBODY_AVAILABLE,
        ErrorCode.MEMBER_RETIRED,
    ),
    tags=TAGS,
    operation="call_requests_reassign",
)
class ReassignCall(TeamWrite):
    input_class = HandOver

    def handle(self, data: dict[str, Any], call_id: str, **kwargs: Any) -> dict[str, Any]:
        call, to = self.call(call_id), member(data["assign_to"], "assign_to")
        hand_over_call(call.pk, to, reason=data["reason"], by=self.actor, at=clock.now())
        return self.shown(call_id)


def member(key: UUID | None, field: str) -> Staff:
    """Somebody who can take calls. Raises Invalid for a key, which has no calendar, and for who is no member."""
    found = Staff.objects.with_person().filter(pk=key, user__is_active=True).first() if key else None
    if found is None or found.is_retired:
        raise Invalid({field: ["Is not a member who takes calls."]})
    return found
