"""One line of the calls queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actor import Actor
from core.phone import readable
from routing.pages.clocks import clock_time, short_name
from scheduling.enums import FINAL, CallStatus, Urgency
from scheduling.models import CallRequest
from scheduling.pages.panel import answer_clock_of
from scheduling.policies import can_claim

#: how many bars stand beside an urgency, under the names of components/priority.html
BARS: dict[str, str] = {
    Urgency.URGENT: "urgent",
    Urgency.THIS_WEEK: "high",
    Urgency.WITHIN_2_WEEKS: "medium",
    Urgency.FLEXIBLE: "low",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list. day_ends: of their own day"""

    by: Actor
    teams: frozenset[UUID]
    takes_calls: bool
    day_ends: datetime


def row_of(call: CallRequest, part: str, reader: Reader, address: Callable[..., str], at: datetime) -> dict[str, Any]:
    item = call.work_item
    open_ones = call.status not in FINAL
    claimable = open_ones and not item.is_owned and reader.takes_calls and can_claim(reader.by, reader.teams, call)
    return {
        "id": call.public_id,
        "url": reverse("call", args=[call.public_id]),
        "panel_url": reverse("call_panel", args=[call.public_id]),
        "here_url": address(call=call.public_id),
        "name": call.contact_name,
        "sub": " · ".join(part for part in _sub(call, part) if part),
        "urgency": call.get_urgency_level_display() if call.status == CallStatus.PENDING else "",
        "bars": BARS.get(call.urgency_level, "low"),
        "when": clock_time(call.scheduled_date_time, at) if call.scheduled_date_time else "",
        "starts": call.scheduled_date_time if part == "today" else None,
        "how": call.get_preferred_contact_method_display() if part in ("later", "uncovered") else "",
        "sla": answer_clock_of(item, at) if _runs(call, part) else None,
        "status": call.status,
        "status_label": _ended(call) if not open_ones else call.get_status_display(),
        "owner": short_name(call.owner.name) if call.owner else "",
        "is_mine": item.is_owned and item.owner_id == reader.by.user_id,
        "answered": call.status == CallStatus.PENDING and call.answered_at is not None,
        "claim_url": reverse("desk_claim", args=[call.public_id]) if claimable else "",
        "suggested": _suggested(call, reader) if claimable else "",
    }


def _sub(call: CallRequest, part: str) -> list[str]:
    about = call.custom_topic_description or str(call.topic)
    company = call.company.name if call.company else _("guest")
    if part in ("in_hand", "waiting"):
        return [company, about, call.preferred_times]
    if part in ("today", "running", "unsaid"):
        return [company, about, readable(call.contact_phone)]
    return [company, about]


def _runs(call: CallRequest, part: str) -> bool:
    item = call.work_item
    return part in ("in_hand", "waiting", "uncovered") and (
        item.contact_met_at is None or call.status == CallStatus.PENDING
    )


def _ended(call: CallRequest) -> str:
    return str(call.get_outcome_display() if call.outcome else call.get_status_display())


def _suggested(call: CallRequest, reader: Reader) -> str:
    who = call.work_item.suggested
    if who is None:
        return ""
    return _("you") if who.pk == reader.by.user_id else short_name(who.name)
