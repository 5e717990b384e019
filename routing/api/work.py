"""What is done with a lead of the AE queue: assign, auto-assign, release, log a contact. And why it was assigned."""

from typing import Any, ClassVar

from accounts.enums import Role
from core import clock
from core.api.schema import endpoint
from core.api.views import ReadView, WriteView
from core.errors import ErrorCode, Invalid, NotFound
from routing.actions.assign_lead import assign_lead
from routing.actions.let_engine_choose import let_engine_choose
from routing.actions.log_contact import log_contact
from routing.actions.release_work import release_work
from routing.api import outputs
from routing.api.assignee import assignee
from routing.api.examples import ASSIGNED, CONTACT_LOGGED, DECISION
from routing.api.inputs import Assignment, Contacted, Release
from routing.enums import LEAD_STATUS, State
from routing.kinds import all_related, seen_by
from routing.queries.decisions import decision_as_json, decision_for
from routing.queries.entries import item_of_lead
from workforce.models import Staff

WRITERS = ("ae:queue:assign", "admin:routing")
TAGS = ("AE queue",)
COMMON = (ErrorCode.NOT_FOUND, ErrorCode.QUEUE_ENTRY_CLOSED)


class LeadWrite(WriteView):
    scopes: ClassVar[tuple[str, ...]] = WRITERS
    idempotency = "required"


@endpoint(
    "Assign a lead",
    "The lead belongs to `assign_to` (you, if left out), who is told; its clock runs on. Somebody else's lead needs "
    "`REASSIGNMENT` by its owner or an administrator; more than fits needs `override_capacity` by an administrator. "
    "A callback that clashes refuses the whole: nothing is assigned.",
    request={
        "assign_to": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6",
        "assignment_reason": "MANUAL",
        "notes": "High-value restaurant lead, needs custom pricing discussion",
        "schedule_callback": {"callback_time": "2026-10-09T15:00:00Z", "timezone": "America/New_York"},
    },
    response=ASSIGNED,
    codes=(
        *COMMON,
        ErrorCode.LEAD_ALREADY_ASSIGNED,
        ErrorCode.AE_CAPACITY_EXCEEDED,
        ErrorCode.SLOT_UNAVAILABLE,
        ErrorCode.MEMBER_RETIRED,
        ErrorCode.FORBIDDEN,
    ),
    tags=TAGS,
)
class AssignLead(LeadWrite):
    input_class = Assignment

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        result = assign_lead(
            item,
            self._assignee(data.get("assign_to")),
            by=self.actor,
            at=clock.now(),
            reason=data["assignment_reason"],
            notes=data["notes"],
            override_capacity=data["override_capacity"],
            callback_at=(data.get("schedule_callback") or {}).get("callback_time"),
        )
        zone = (data.get("schedule_callback") or {}).get("timezone", "")
        callback = outputs.booked(result.callback, zone) if result.callback else None
        return outputs.assigned(item, result.told, callback)

    def _assignee(self, key: Any) -> Staff:
        wanted = key or self.actor.user_id
        if wanted is None:
            raise Invalid({"assign_to": ["Say who gets it: a key cannot take leads itself."]})
        return assignee(wanted, Role.AE)


@endpoint(
    "Let the engine assign a lead",
    "The best free AE of the lead's team gets it, and the decision says why. With nobody free, and a policy that does "
    "not go beyond capacity, it stays in line and the answer is 409.",
    response=ASSIGNED,
    codes=(*COMMON, ErrorCode.LEAD_ALREADY_ASSIGNED, ErrorCode.NOBODY_AVAILABLE),
    tags=TAGS,
)
class AutoAssignLead(LeadWrite):
    scopes = (*WRITERS, "system:routing")

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        return outputs.assigned(item, let_engine_choose(item, by=self.actor, at=clock.now()).told, None)


@endpoint(
    "Release a lead",
    "The lead goes back in line with the wait it already had; its owner is free for other work.",
    request={"reason": "Speaks Portuguese only"},
    response={"lead_id": "lead_01k9a3v7x8e9f0g1h2j3k4m5n6", "status": "PENDING", "assigned_to": None},
    codes=(*COMMON, ErrorCode.LEAD_NOT_ASSIGNED, ErrorCode.FORBIDDEN),
    tags=TAGS,
)
class ReleaseLead(LeadWrite):
    input_class = Release

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        release_work(item, reason=data["reason"], by=self.actor, at=clock.now())
        status = LEAD_STATUS[State(item.state)]
        return {"lead_id": lead_id, "status": status, "assigned_to": outputs.named(item.owner)}


@endpoint(
    "Log a contact",
    "Puts a contact or an attempt on record. The first one, answered or not, stops the first-contact clock. "
    "CONNECTED, SCHEDULED_CALLBACK and QUALIFIED make the lead CONTACTED; DISQUALIFIED and CLOSED_* close it. "
    "`close_reason` says why a lead is DISQUALIFIED or CLOSED_LOST; without it NOT_GIVEN is kept. "
    "Each of `next_steps` becomes an action (`GET /actions`) with a reminder: `due_date` is a deadline, "
    "`scheduled_for` a calendar entry, which is never refused for working hours or a clash.",
    request={
        "communication_type": "PHONE_CALL",
        "outcome": "CONNECTED",
        "duration_minutes": 15,
        "notes": "Discussed software and hardware; follow-up on Thursday.",
        "next_steps": [
            {"action": "GENERATE_QUOTE", "due_date": "2026-10-10T12:00:00Z"},
            {"action": "SCHEDULE_FOLLOWUP", "scheduled_for": "2026-10-12T14:00:00Z"},
        ],
        "lead_sentiment": "POSITIVE",
        "probability_to_close": 75,
        "estimated_close_date": "2026-10-15T12:00:00Z",
    },
    response=CONTACT_LOGGED,
    codes=(*COMMON, ErrorCode.LEAD_NOT_ASSIGNED, ErrorCode.FORBIDDEN),
    tags=TAGS,
)
class LogContact(LeadWrite):
    input_class = Contacted
    success_status = 201

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        by, at = self.actor, clock.now()
        item = item_of_lead(lead_id, by=by, lock=True)
        return outputs.logged(item, log_contact(item, data, by=by, at=at), by, at)


@endpoint(
    "One decision",
    "Every candidate with what ruled it out or its rank, the winner, and one sentence that says why. Of any kind of "
    "work that the caller sees; `about` names it, by the id its own addresses take. `lead_id` is null for other work.",
    response=DECISION,
    codes=(ErrorCode.NOT_FOUND,),
    tags=("decisions",),
)
class OneDecision(ReadView):
    scopes = ("ae:queue:read", "ic:queue:read", "calls:handle", "admin:routing")

    def read(self, decision_id: str, **kwargs: Any) -> dict[str, Any]:
        decision = decision_for(decision_id, seen=seen_by(self.actor), related=all_related())
        if decision is None:
            raise NotFound("decision")
        return decision_as_json(decision)
