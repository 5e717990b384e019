"""The answers of the endpoints for leads and merchants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from notifications.models import Notification
from notifications.queries.deliveries import deliveries_json
from routing.actions.log_contact import Logged
from routing.actions.receive_lead import Received
from routing.enums import LEAD_STATUS, URGENCY, ClockKind, Priority, State
from routing.models import Lead, Merchant, NextStep, WorkItem
from routing.queries.ic_queue import status_of
from workforce.models import Staff


def person(staff: Staff) -> dict[str, Any]:
    return {"id": staff.public_id, "name": staff.name, "email": staff.email, "phone": staff.phone or None}


def named(staff: Staff | None) -> dict[str, str] | None:
    return {"id": staff.public_id, "name": staff.name} if staff else None


def received_as_json(taken: Sequence[Received]) -> list[dict[str, Any]]:
    """What the sender of each lead hears. One query, however many."""
    queued = [found.entry.work_item_id for found in taken if found.entry]
    items = WorkItem.objects.select_related("owner__user").in_bulk(queued)
    return [_received(found, items[found.entry.work_item_id] if found.entry else None) for found in taken]


def _received(found: Received, item: WorkItem | None) -> dict[str, Any]:
    return {
        "lead_id": found.lead.public_id,
        "queue_entry_id": found.entry.public_id if found.entry else None,
        "cohort": found.lead.cohort,
        "priority": item.priority if item else None,
        "contact_by": item.due_at if item else None,
        "assigned_to": named(item.owner) if item else None,
        "decision_id": found.decision.public_id if found.decision else None,
    }


def assigned(item: WorkItem, told: list[Notification], callback: dict[str, Any] | None) -> dict[str, Any]:
    """After an assignment: who has it, until when contact is due, who was told, what comes next."""
    lead = item.queue_entry.lead
    assert item.owner is not None
    return {
        "queue_entry_id": item.queue_entry.public_id,
        "lead_id": lead.public_id,
        "assignment": _assignment(item, item.owner),
        "status": LEAD_STATUS[State(item.state)],
        "priority": item.priority,
        "sla": {"contact_by": item.due_at, "time_to_contact_minutes": _minutes_left(item)},
        "scheduled_callback": callback,
        "notifications_sent": deliveries_json(told),
        "lead_info": _business(lead),
        "next_actions": next_actions(item, callback["callback_time"] if callback else None),
    }


def ic_assigned(item: WorkItem, told: list[Notification]) -> dict[str, Any]:
    """After an assignment in the IC queue: who has it, who was told."""
    entry = item.ic_entry
    merchant = entry.merchant
    assert item.owner is not None
    return {
        "queue_entry_id": entry.public_id,
        "merchant_id": merchant.public_id,
        "assignment": _assignment(item, item.owner),
        "status": status_of(item.state, has_hour=item.scheduled_at is not None),
        "urgency": URGENCY[Priority(item.priority)],
        "support_type": entry.support_type,
        "notifications_sent": deliveries_json(told),
        "merchant_info": _business(merchant),
        "session_info": entry.session,
    }


def _assignment(item: WorkItem, owner: Staff) -> dict[str, Any]:
    return {
        "assigned_to": person(owner),
        "assigned_at": item.assigned_at,
        "assigned_by": item.assigned_by,
        "assignment_reason": item.assignment_reason,
        "notes": item.assignment_notes or None,
        "over_capacity": item.over_capacity,
        "decision_id": item.decision.public_id if item.decision else None,
    }


def _business(whose: Lead | Merchant) -> dict[str, Any]:
    return {
        "email": whose.email,
        "business_name": whose.business_name,
        "contact": {"name": whose.contact_name, "phone": whose.contact_phone or None},
    }


def booked(step: NextStep, zone: str) -> dict[str, Any]:
    """A promised call."""
    return {
        "callback_time": step.due_at,
        "timezone": zone,
        "calendar_event_created": step.booking is not None,
        "calendar_event_id": step.booking.public_id if step.booking else None,
    }


def planned(step: NextStep) -> dict[str, Any]:
    """A next step, with the time under the name that it was asked for by."""
    shown = {"action_id": step.public_id, "action": step.kind}
    if step.booking is None:
        return {**shown, "due_date": step.due_at, "status": step.state}
    scheduled = {"scheduled_for": step.due_at, "status": step.state, "calendar_event_id": step.booking.public_id}
    return {**shown, **scheduled}


def next_actions(item: WorkItem, callback_at: datetime | None = None) -> list[dict[str, Any]]:
    """What the owner does next: reach the lead in time, write down what came of it, call when it was promised."""
    lead = item.queue_entry.lead
    log = {
        "action": "LOG_COMMUNICATION",
        "description": "Log outcome of initial contact" if not item.contact_met_at else "Log outcome of contact",
        "url": f"/api/v1/queues/ae/{lead.public_id}/communication",
    }
    call = {
        "action": "CALL_BACK",
        "description": f"Call {lead.contact_name} back as agreed",
        "due_by": callback_at,
        "priority": item.priority,
    }
    promised = [call] if callback_at else []
    if item.contact_met_at is not None:
        return [log, *promised]
    minutes = _minutes_left(item)
    when = {None: "", 0: " now", 1: " within 1 minute"}.get(minutes, f" within {minutes} minutes")
    contact = {
        "action": "CONTACT_LEAD",
        "description": f"Contact lead{when}",
        "due_by": item.due_at,
        "priority": item.priority,
    }
    return [contact, log, *promised]


def logged(item: WorkItem, log: Logged, by: Actor, at: datetime) -> dict[str, Any]:
    """After a contact: what is on record, what it did to the status and to the deadline."""
    communication = log.communication
    contact = item.promise(ClockKind.FIRST_CONTACT)
    return {
        "communication_id": communication.public_id,
        "lead_id": item.queue_entry.lead.public_id,
        "queue_entry_id": item.queue_entry.public_id,
        "communication_type": communication.type,
        "outcome": communication.outcome,
        "duration_minutes": communication.duration_minutes,
        "logged_at": communication.logged_at,
        "logged_by": by.as_json(),
        "queue_status_updated": {
            "previous_status": log.previous_status,
            "new_status": log.new_status,
            "updated_at": at,
        },
        "sla_metrics": {
            "contact_sla_met": contact.was_kept(at),
            "time_to_first_contact_minutes": _minutes_until(contact.met_at, item),
            "sla_threshold_minutes": _target_minutes(item),
            "time_to_connection_minutes": _minutes_until(item.contacted_at, item),
            "connected_at": item.contacted_at,
        },
        "next_steps_created": [planned(step) for step in log.next_steps],
    }


def _minutes_left(item: WorkItem) -> int | None:
    """From the assignment until contact is due, begun ones counted; 0 when it is overdue, None when no clock runs."""
    if item.due_at is None or item.assigned_at is None or item.contact_met_at is not None:
        return None
    return max(0, -int((item.assigned_at - item.due_at).total_seconds() // 60))


def _target_minutes(item: WorkItem) -> int | None:
    return int(item.contact_target.total_seconds() // 60) if item.contact_target else None


def _minutes_until(instant: datetime | None, item: WorkItem) -> int | None:
    return int((instant - item.queued_at).total_seconds() // 60) if instant else None
