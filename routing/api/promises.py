"""A lead is put off: a promised call, sleep until a time, and back in line after its end."""

from typing import Any

from core import clock
from core.api.schema import endpoint
from core.errors import ErrorCode
from routing.actions.close_work import reopen_work
from routing.actions.park_work import park_work
from routing.actions.schedule_callback import schedule_callback
from routing.api import outputs
from routing.api.examples import ENTRY_ID, LEAD_ID
from routing.api.inputs import Callback, Park
from routing.api.work import COMMON, TAGS, LeadWrite
from routing.enums import LEAD_STATUS, State
from routing.queries.entries import item_of_lead


@endpoint(
    "Promise a call",
    "30 minutes of the owner's time are taken at `callback_time`, with reminders a day and half an hour before. A "
    "callback that stands already is moved. A clash names the nearest free times. `PATCH /actions/{action_id}` moves, "
    "completes or cancels it.",
    request={"callback_time": "2026-10-09T15:00:00Z", "timezone": "America/New_York", "note": "after the lunch rush"},
    response={
        "lead_id": LEAD_ID,
        "queue_entry_id": ENTRY_ID,
        "scheduled_callback": {
            "callback_time": "2026-10-09T15:00:00Z",
            "timezone": "America/New_York",
            "calendar_event_created": True,
            "calendar_event_id": "book_01k9a3v7x8e9f0g1h2j3k4m5ne",
        },
        "action_id": "act_01k9a3v7x8e9f0g1h2j3k4m5nc",
    },
    codes=(
        *COMMON,
        ErrorCode.LEAD_NOT_ASSIGNED,
        ErrorCode.SLOT_UNAVAILABLE,
        ErrorCode.MEMBER_RETIRED,
        ErrorCode.INVALID_TRANSITION,
        ErrorCode.FORBIDDEN,
    ),
    tags=TAGS,
)
class ScheduleCallback(LeadWrite):
    input_class = Callback
    success_status = 201

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        note = data.get("note", "")
        step = schedule_callback(item, data["callback_time"], note=note, by=self.actor, at=clock.now())
        return {
            "lead_id": item.queue_entry.lead.public_id,
            "queue_entry_id": item.queue_entry.public_id,
            "scheduled_callback": outputs.booked(step, data["timezone"]),
            "action_id": step.public_id,
        }


@endpoint(
    "Park a lead",
    "The lead sleeps until that time, with a reason, and then waits in line again with the wait it has; its owner is "
    "free for other work and owes it nothing.",
    request={"until": "2026-10-12T13:00:00Z", "reason": "The owner travels until Monday"},
    response={
        "lead_id": LEAD_ID,
        "queue_entry_id": ENTRY_ID,
        "status": "PENDING",
        "parked_until": "2026-10-12T13:00:00Z",
        "park_reason": "The owner travels until Monday",
    },
    codes=(*COMMON, ErrorCode.FORBIDDEN),
    tags=TAGS,
)
class ParkLead(LeadWrite):
    input_class = Park

    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        park_work(item, until=data["until"], reason=data["reason"], by=self.actor, at=clock.now())
        return {
            "lead_id": item.queue_entry.lead.public_id,
            "queue_entry_id": item.queue_entry.public_id,
            "status": LEAD_STATUS[State(item.state)],
            "parked_until": item.parked_until,
            "park_reason": item.park_reason,
        }


@endpoint(
    "Open a closed lead again",
    "The entry waits in line again, or is assigned where the team's work is; what was contacted stays contacted. For "
    "administrators. A lead that has come back meanwhile has another open entry and is refused.",
    response={"lead_id": LEAD_ID, "queue_entry_id": ENTRY_ID, "status": "PENDING", "assigned_to": None},
    codes=(ErrorCode.NOT_FOUND, ErrorCode.INVALID_TRANSITION, ErrorCode.FORBIDDEN),
    tags=TAGS,
)
class ReopenLead(LeadWrite):
    def handle(self, data: dict[str, Any], lead_id: str, **kwargs: Any) -> dict[str, Any]:
        item = item_of_lead(lead_id, by=self.actor, lock=True)
        reopen_work(item, by=self.actor, at=clock.now())
        return {
            "lead_id": item.queue_entry.lead.public_id,
            "queue_entry_id": item.queue_entry.public_id,
            "status": LEAD_STATUS[State(item.state)],
            "assigned_to": outputs.named(item.owner if item.is_owned else None),
        }
