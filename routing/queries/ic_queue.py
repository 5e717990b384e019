"""The IC queue: what its rows show, what its statuses mean, its summary."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.db.models.fields import BooleanField

from core.actor import Actor
from routing.enums import URGENCY, WAITING, IcStatus, Priority, Queue, State, SupportType
from routing.queries.line import Criteria, Line, entries_of, figures_of, open_groups, waits_of

HAS_HOUR = Q(scheduled_at__isnull=False)
STATES = {
    IcStatus.PENDING: Q(state__in=WAITING) | Q(state=State.ASSIGNED, scheduled_at__isnull=True),
    IcStatus.SCHEDULED: Q(state=State.ASSIGNED) & HAS_HOUR,
    IcStatus.IN_SESSION: Q(state=State.IN_PROGRESS),
    IcStatus.COMPLETED: Q(state=State.CLOSED),
}

_ENTRY, _MERCHANT = "ic_entry__", "ic_entry__merchant__"
_COLUMNS = {
    "item_id": "id", "state": "state", "score": "score_now", "team_id": "team_id", "team_name": "team__name",
    "cohort": "cohort", "support_type": "need", "queued_at": "queued_at", "scheduled_at": "scheduled_at",
    "helped_at": "contact_met_at", "closed_at": "closed_at", "assigned_at": "assigned_at",
    "over_capacity": "over_capacity", "parked_until": "parked_until", "park_reason": "park_reason",
    "created_at": "created_at",
    "owner_id": "owner_id", "owner_name": "owner__user__name", "owner_email": "owner__user__email",
    "owner_skills": "owner__skills", "suggested_id": "suggested_id", "suggested_name": "suggested__user__name",
    "suggestion_reason": "suggestion_reason", "decision_id": "decision_id",
    "entry_id": f"{_ENTRY}id", "services": f"{_ENTRY}requested_services", "minutes": f"{_ENTRY}duration_minutes",
    "complexity": f"{_ENTRY}complexity", "needs_specialist": f"{_ENTRY}needs_specialist",
    "hardware": f"{_ENTRY}hardware", "blockers": f"{_ENTRY}blockers", "preferred": f"{_ENTRY}preferred_schedule",
    "session": f"{_ENTRY}session",
    "merchant_id": f"{_MERCHANT}id", "lead_id": f"{_MERCHANT}lead_id", "email": f"{_MERCHANT}email",
    "business_name": f"{_MERCHANT}business_name", "business_category": f"{_MERCHANT}business_category",
    "contact_name": f"{_MERCHANT}contact_name", "contact_phone": f"{_MERCHANT}contact_phone",
    "contact_email": f"{_MERCHANT}contact_email", "contact_method": f"{_MERCHANT}preferred_contact_method",
    "zone": f"{_MERCHANT}zone", "journey_status": f"{_MERCHANT}journey_status",
    "step": f"{_MERCHANT}current_step_id", "step_name": f"{_MERCHANT}current_step__name",
    "step_started_at": f"{_MERCHANT}step_started_at", "completion": f"{_MERCHANT}completion",
}  # fmt: skip

MERCHANTS = Line(
    queue=Queue.IC,
    columns=_COLUMNS,
    # the most urgent, the longest waiting, the next hour first; ties go to the id
    sorts={
        "urgency": ("-score_now", "due_at", "id"),
        "created_at": ("queued_at", "id"),
        "scheduled_date": ("scheduled_at", "id"),
    },
    states={status.value: condition for status, condition in STATES.items()},
    closed=IcStatus.COMPLETED,
    groups={
        "state": "state",
        "has_hour": Case(When(HAS_HOUR, then=Value(True)), default=Value(False), output_field=BooleanField()),
        "support_type": "need",
    },
    figures={"mine": lambda _, me: Count("pk", filter=HAS_HOUR & Q(owner=me, state=State.ASSIGNED))},
)


def status_of(state: str, *, has_hour: bool) -> IcStatus:
    """What the API calls it. An entry that somebody has, without a session yet, is pending."""
    match State(state):
        case State.CLOSED:
            return IcStatus.COMPLETED
        case State.IN_PROGRESS:
            return IcStatus.IN_SESSION
        case State.ASSIGNED if has_hour:
            return IcStatus.SCHEDULED
    return IcStatus.PENDING


@dataclass(frozen=True, slots=True)
class Counted:
    """total  how many rows the filters leave; sessions  how many are ahead of the caller"""

    summary: dict[str, Any]
    total: int
    sessions: int


def count(by: Actor, criteria: Criteria, at: datetime, day_began: datetime) -> Counted:
    """The summary before filters (completed: today's only), and two figures beside it."""
    groups, total = figures_of(MERCHANTS, by, criteria, at, day_began)
    still_open = open_groups(groups)
    average, longest = waits_of(still_open)
    summary = {
        "total_in_queue": entries_of(still_open),
        "by_status": {
            status.value: entries_of(one for one in groups if _status_in(one) == status) for status in IcStatus
        },
        "by_support_type": {
            kind.value: entries_of(one for one in still_open if one["support_type"] == kind) for kind in SupportType
        },
        "by_urgency": {
            URGENCY[name].value: entries_of(one for one in still_open if one["priority"] == name) for name in Priority
        },
        "average_wait_time_hours": hours(average),
        "longest_wait_time_hours": hours(longest),
    }
    sessions = sum(group["mine"] for group in groups) if by.user_id else 0
    return Counted(summary, total, sessions)


def hours(span: timedelta) -> int:
    """Whole ones."""
    return int(span.total_seconds() // 3600)


def _status_in(group: dict[str, Any]) -> IcStatus:
    return status_of(group["state"], has_hour=group["has_hour"])
