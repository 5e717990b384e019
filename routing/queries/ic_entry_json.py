"""One entry of the IC queue in the shape of the API."""

from datetime import datetime
from typing import Any

from core.ids import public_id
from routing.enums import URGENCY, Priority, SupportType
from routing.models import IcEntry, Lead, Merchant
from routing.queries.entry_json import assignment_of, business_of
from routing.queries.ic_queue import hours, status_of
from routing.rules.cohorts import PLANS
from routing.rules.urgency import days_in_step


def ic_entry_as_json(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "queue_entry_id": public_id(IcEntry.id_prefix, row["entry_id"]),
        "merchant_id": public_id(Merchant.id_prefix, row["merchant_id"]),
        "lead_id": public_id(Lead.id_prefix, row["lead_id"]) if row["lead_id"] else None,
        "status": status_of(row["state"], has_hour=row["scheduled_at"] is not None).value,
        "support_type": row["support_type"],
        "urgency": URGENCY[Priority(row["priority"])].value,
        "cohort": {"type": row["cohort"], "setup_plan": PLANS[row["cohort"]][1]},
        "merchant_info": business_of(row),
        "onboarding_context": {
            "current_step": row["step"],
            "step_name": row["step_name"],
            "journey_status": row["journey_status"],
            "days_in_step": days_in_step(row["step_started_at"], at),
            "completion_percentage": row["completion"],
            "blockers": row["blockers"],
        },
        "support_details": {
            "requested_services": row["services"],
            "estimated_session_duration_minutes": row["minutes"],
            "complexity": row["complexity"],
            "requires_technical_specialist": row["needs_specialist"],
        },
        "hardware_info": row["hardware"],
        "session_info": row["session"],
        "timing": {
            "added_to_queue_at": row["queued_at"],
            "wait_time_hours": hours((row["helped_at"] or row["closed_at"] or at) - row["queued_at"]),
            "preferred_schedule": row["preferred"],
            "parked_until": row["parked_until"],
            "park_reason": row["park_reason"] or None,
        },
        "assignment": _assignment(row),
        "created_at": row["created_at"],
    }


def _assignment(row: dict[str, Any]) -> dict[str, Any]:
    known = _specialization(row["owner_skills"] or [], row["support_type"])
    return assignment_of(row, {"specialization": known}, suggested_as="suggested_ic")


def _specialization(skills: list[str], wanted: str) -> str | None:
    """What the entry is about where its owner knows that, else the first kind of help the owner knows."""
    if wanted in skills:
        return wanted
    return next((skill for skill in skills if skill in SupportType), None)
