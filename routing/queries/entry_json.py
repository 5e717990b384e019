"""One queue entry, and one lead without any, in the shape of the API."""

from datetime import datetime
from typing import Any

from core.actor import staff_public_id
from core.ids import public_id
from routing.conf import CURRENCY
from routing.enums import LEAD_STATUS, STEP_NAMES, SlaStatus, State
from routing.models import Lead, QueueEntry
from routing.rules.cohorts import PLANS
from routing.rules.sla import sla_status


def entry_as_json(row: dict[str, Any], communications: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """One queue entry as the API shows it."""
    return {
        "queue_entry_id": public_id(QueueEntry.id_prefix, row["entry_id"]),
        "lead_id": public_id(Lead.id_prefix, row["lead_id"]),
        "status": LEAD_STATUS[row["state"]].value,
        "priority": row["priority"],
        **_lead_parts(row),
        "timing": timing_of(row, at),
        "assignment": _assignment(row),
        "communication_history": communications,
        "created_at": row["created_at"],
    }


def lead_as_json(row: dict[str, Any]) -> dict[str, Any]:
    """A lead that waits in no queue, in the same shape."""
    nowhere: dict[str, Any] = {"timing": None, "assignment": None, "communication_history": []}
    return {
        "queue_entry_id": None,
        "lead_id": public_id(Lead.id_prefix, row["lead_id"]),
        "status": None,
        "priority": None,
        **_lead_parts(row),
        **nowhere,
        "created_at": row["created_at"],
    }


def _lead_parts(row: dict[str, Any]) -> dict[str, Any]:
    selling, setup = PLANS.get(row["cohort"], ("", ""))
    return {
        "cohort": {"type": row["cohort"], "selling_plan": selling, "setup_plan": setup},
        "lead_info": _lead_info(row),
        "context": {
            "current_step": row["current_step"],
            "step_name": STEP_NAMES.get(row["current_step"]),
            "kyb_status": row["kyb_status"] or None,
            "quote_value_estimate": as_number(row["quote"]),
            "currency": CURRENCY,
            "source": {
                "channel": row["channel"] or None,
                "campaign_id": row["campaign_id"] or None,
                "utm_source": row["utm_source"] or None,
            },
        },
    }


def _lead_info(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **business_of(row),
        "profile": {
            "annual_revenue": as_number(row["revenue"]),
            "number_of_locations": row["locations"],
            "region": row["region"] or None,
        },
    }


def business_of(row: dict[str, Any]) -> dict[str, Any]:
    """Which business it is, and whom to talk to there."""
    return {
        "email": row["email"],
        "business_name": row["business_name"],
        "business_category": row["business_category"] or None,
        "contact": {
            "name": row["contact_name"],
            "phone": row["contact_phone"] or None,
            "email": row["contact_email"] or row["email"],
            "preferred_contact_method": row["contact_method"] or None,
        },
    }


def _assignment(row: dict[str, Any]) -> dict[str, Any]:
    return assignment_of(row, {"phone": row["owner_phone"] or None}, suggested_as="suggested_ae")


def assignment_of(row: dict[str, Any], more: dict[str, Any], *, suggested_as: str) -> dict[str, Any]:
    """Who has it, and who should while nobody has.

    more          what else is said of the owner
    suggested_as  what the answer calls who should
    """
    owner = suggested = None
    in_line = row["state"] == State.QUEUED
    if row["owner_id"] is not None:
        owner = {
            "id": staff_public_id(row["owner_id"]),
            "name": row["owner_name"],
            "email": row["owner_email"],
            **more,
        }
    elif in_line and row["suggested_id"] is not None:  # for what is offered or asleep nobody keeps it up to date
        suggested = {
            "id": staff_public_id(row["suggested_id"]),
            "name": row["suggested_name"],
            "reason": row["suggestion_reason"],
        }
    return {
        "assigned_to": owner,
        "assigned_at": row["assigned_at"] if owner else None,
        "over_capacity": row["over_capacity"],
        "auto_assign_eligible": in_line,
        suggested_as: suggested,
    }


def timing_of(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """How long it has waited and how long it may still wait; waiting ends at the first contact. The quote beside it."""
    due, met = row["due_at"], row["contact_met_at"]
    status = sla_status(row["warn_at"], due, met, at)
    left = int((due - at).total_seconds() // 60) if due and not met else None
    late = int((at - due).total_seconds() // 60) if due and not met else None
    return {
        "added_to_queue_at": row["queued_at"],
        "parked_until": row["parked_until"],
        "park_reason": row["park_reason"] or None,
        "wait_time_minutes": int(((met or at) - row["queued_at"]).total_seconds() // 60),
        "sla_contact_by": due,
        "sla_status": status,
        "time_until_sla_breach_minutes": left if status in (SlaStatus.ON_TIME, SlaStatus.AT_RISK) else None,
        "time_since_sla_breach_minutes": late if status == SlaStatus.BREACHED else None,
        "quote_by": row["quote_due_at"],
        "quote_status": sla_status(row["quote_warn_at"], row["quote_due_at"], row["quote_met_at"], at),
    }


def as_number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
