"""The AE queue: what its rows show, what its statuses mean, its summary."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from core.actor import Actor
from routing.conf import CURRENCY
from routing.enums import WAITING, LeadStatus, Priority, Queue, SlaStatus, State
from routing.models import Lead
from routing.queries.entry_json import as_number
from routing.queries.line import Criteria, Line, entries_of, figures_of, of_sla, open_groups, waited, waits_of

STATES = {
    LeadStatus.PENDING: WAITING,
    LeadStatus.ASSIGNED: (State.ASSIGNED,),
    LeadStatus.CONTACTED: (State.IN_PROGRESS,),
    LeadStatus.CLOSED: (State.CLOSED,),
}

_LEAD = "queue_entry__lead__"
_COLUMNS = {
    "item_id": "id", "state": "state", "score": "score_now", "team_id": "team_id",
    "team_name": "team__name", "cohort": "cohort", "queued_at": "queued_at", "warn_at": "warn_at", "due_at": "due_at",
    "contact_met_at": "contact_met_at", "quote_warn_at": "quote_warn_at", "quote_due_at": "quote_due_at",
    "quote_met_at": "quote_met_at", "assigned_at": "assigned_at", "over_capacity": "over_capacity",
    "parked_until": "parked_until", "park_reason": "park_reason", "next_try_at": "next_try_at",
    "created_at": "created_at",
    "owner_id": "owner_id", "owner_name": "owner__user__name", "owner_email": "owner__user__email",
    "owner_phone": "owner__user__phone", "suggested_id": "suggested_id",
    "suggested_name": "suggested__user__name", "suggestion_reason": "suggestion_reason",
    "decision_id": "decision_id", "entry_id": "queue_entry__id", "lead_id": f"{_LEAD}id", "email": f"{_LEAD}email",
    "business_name": f"{_LEAD}business_name", "business_category": f"{_LEAD}business_category",
    "contact_name": f"{_LEAD}contact_name", "contact_phone": f"{_LEAD}contact_phone",
    "contact_email": f"{_LEAD}contact_email", "contact_method": f"{_LEAD}preferred_contact_method",
    "revenue": f"{_LEAD}annual_revenue", "locations": f"{_LEAD}number_of_locations", "region": f"{_LEAD}region",
    "current_step": f"{_LEAD}current_step", "kyb_status": f"{_LEAD}kyb_status",
    "quote": f"{_LEAD}quote_value_estimate", "channel": f"{_LEAD}channel", "campaign_id": f"{_LEAD}campaign_id",
    "utm_source": f"{_LEAD}utm_source",
}  # fmt: skip


LEADS = Line(
    queue=Queue.AE,
    columns=_COLUMNS,
    # ties go to the nearer deadline, then to the id
    sorts={
        "priority": ("-score_now", "due_at", "id"),
        "created_at": ("queued_at", "due_at", "id"),
        "wait_time": (lambda at: waited(at).desc(), "due_at", "id"),
        "est_revenue": ("-value", "due_at", "id"),
    },
    states={status: Q(state__in=states) for status, states in STATES.items()},
    closed=LeadStatus.CLOSED,
    groups={"state": "state"},
    figures={
        "no_sla": lambda at, _: Count("pk", filter=of_sla(SlaStatus.NO_SLA, at)),
        "at_risk": lambda at, _: Count("pk", filter=of_sla(SlaStatus.AT_RISK, at)),
        "breached": lambda at, _: Count("pk", filter=of_sla(SlaStatus.BREACHED, at)),
        "worth": lambda at, _: Sum("value"),
    },
)


def row_of_lead(lead: Lead) -> dict[str, Any]:
    """What a row says of the lead itself, for one that waits in no queue."""
    row = {name: getattr(lead, path.removeprefix(_LEAD)) for name, path in _COLUMNS.items() if path.startswith(_LEAD)}
    return row | {"lead_id": lead.pk, "cohort": lead.cohort, "created_at": lead.created_at}


def summary_of(by: Actor, criteria: Criteria, at: datetime, day_began: datetime) -> tuple[dict[str, Any], int]:
    """The summary before filters (closed: today's only), and how many rows the filters leave."""
    groups, total = figures_of(LEADS, by, criteria, at, day_began)
    return _summary(groups), total


def _summary(groups: list[dict[str, Any]]) -> dict[str, Any]:
    still_open = open_groups(groups)
    in_queue, at_risk, breached, no_sla = (
        sum(group[name] for group in still_open) for name in ("entries", "at_risk", "breached", "no_sla")
    )
    average, longest = waits_of(still_open)
    return {
        "total_in_queue": in_queue,
        "by_status": {
            status.value: entries_of(group for group in groups if group["state"] in states)
            for status, states in STATES.items()
        },
        "by_priority": {
            name.value: entries_of(group for group in still_open if group["priority"] == name) for name in Priority
        },
        "sla_metrics": {
            "within_sla": in_queue - at_risk - breached - no_sla,
            "at_risk": at_risk,
            "breached": breached,
            "average_wait_time_minutes": _minutes(average),
            "longest_wait_time_minutes": _minutes(longest),
        },
        "estimated_total_value": as_number(sum(group["worth"] for group in still_open)),
        "currency": CURRENCY,
    }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
