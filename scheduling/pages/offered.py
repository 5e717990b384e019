"""Which actions the reader is offered; each verb refuses by itself whatever is shown."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from routing.policies import is_routing_admin
from scheduling.enums import CALL_TRANSITIONS, FINAL, UPCOMING, CallStatus
from scheduling.models import CallRequest
from scheduling.policies import can_claim, can_handle
from scheduling.queries.calls import teams_of
from workforce.enums import Work
from workforce.queries.load import load_of


def actions_for(call: CallRequest, by: Actor, at: datetime) -> dict[str, Any]:
    """Addresses by name, "" where the action is not offered."""
    status, item = CallStatus(call.status), call.work_item
    to, owned = CALL_TRANSITIONS[status], item.is_owned
    handles = can_handle(by, call)
    works = handles and owned
    begun = call.scheduled_date_time is not None and at >= call.scheduled_date_time
    upcoming = status in UPCOMING
    offered = {
        "claim": not owned and status not in FINAL and takes_calls(by) and _may_claim(by, call),
        "propose": works and status == CallStatus.PENDING,
        "confirm": works and status == CallStatus.PENDING,
        "start": works and CallStatus.IN_PROGRESS in to,
        "complete": works and (CallStatus.COMPLETED in to or (status == CallStatus.CONFIRMED and begun)),
        "no_show": works and CallStatus.NO_SHOW in to and begun,
        "reschedule": handles and status == CallStatus.CONFIRMED,
        "cover": handles and status == CallStatus.CONFIRMED,
        "hand_over": upcoming and (works or is_routing_admin(by)),
        "release": works and status == CallStatus.PENDING,
        "edit": upcoming and handles,
        "cancel": CallStatus.CANCELLED in to and handles,
        "next": status in FINAL and (handles or item.owner_id == by.user_id) and takes_calls(by),
    }
    return {
        f"{name}_url": reverse(f"desk_{name}", args=[call.public_id]) if may else "" for name, may in offered.items()
    }


def takes_calls(by: Actor) -> bool:
    return by.user_id is not None and load_of(by.user_id, Work.CALL).places > 0


def _may_claim(by: Actor, call: CallRequest) -> bool:
    return by.user_id is not None and can_claim(by, teams_of(by.user_id), call)
