"""Another system has something to tell an account executive about a lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from notifications.actions import notify
from notifications.enums import Kind, Priority
from notifications.messages import MESSAGES
from notifications.models import Notification
from routing.models import Lead, NextStep, WorkItem
from workforce.models import Staff

#: what a message cannot be written without → what the caller calls it
NEEDED = {"due_at": "contact_by"}


def tell_ae(
    lead: Lead,
    to: Staff,
    *,
    kind: str,
    facts: Mapping[str, Any],
    by: Actor,
    at: datetime,
    priority: str | None = None,
    channels: Sequence[str] | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Notification:
    """`to` gets one message of that kind about the lead, by the rules' channels unless `channels` names others.

    facts     what the message says: lead_name, business_name, contact_by, estimated_value, …; what is left out comes
              from the lead, and what the kind's message does not mention is ignored
    priority  the lead's own when None

    It hangs on the lead's place in the queue, so that it is withdrawn with the others; a callback's reminder is of the
    one that the lead expects next, expires when that begins, and names no time where none is known. Emits
    notification.created. Refused: MEMBER_RETIRED; 422 when a message needs a time that neither the facts nor the lead
    know.
    """
    if to.is_retired or not to.user.is_active:
        raise DomainError(ErrorCode.MEMBER_RETIRED, f"{to.name} has left. Choose somebody else.")
    item = _item_of(lead)
    known = _known(lead, item) | {name: value for name, value in facts.items() if value is not None}
    known["due_at"] = known["contact_by"]
    if kind == Kind.CALLBACK_REMINDER:
        known.setdefault("callback_at", _next_callback(item, at))
    context = {name: known[name] for name in MESSAGES[kind].__dataclass_fields__ if known.get(name) is not None}
    missing = [wire for name, wire in NEEDED.items() if name in MESSAGES[kind].__dataclass_fields__.keys() - context]
    if missing:
        raise Invalid({f"data.{name}": ["This message needs it."] for name in missing})
    (told,) = notify(
        kind,
        [to],
        context=context,
        about=item or lead,
        priority=priority or (item.priority if item else Priority.MEDIUM),
        channels=channels,
        overrides=overrides,
        expires_at=context.get("callback_at"),
        by=by.on(lead.journey_id),
        at=at,
    )
    return told


def _item_of(lead: Lead) -> WorkItem | None:
    """Its place in the queue, the open one first."""
    places = WorkItem.objects.filter(queue_entry__lead=lead).select_related("owner__user")
    return places.order_by("-queue_entry__is_open", "-queue_entry__id").first()


def _next_callback(item: WorkItem | None, at: datetime) -> datetime | None:
    """When the lead expects to be called, where that is still to come."""
    steps = NextStep.objects.open().filter(entry__work_item=item, is_callback=True, due_at__gt=at)
    return steps.values_list("due_at", flat=True).first() if item else None


def _known(lead: Lead, item: WorkItem | None) -> dict[str, Any]:
    return {
        "lead_id": lead.public_id,
        "lead_name": lead.contact_name,
        "business_name": lead.business_name,
        "phone": lead.contact_phone,
        "estimated_value": lead.quote_value_estimate,
        "quote_value": lead.quote_value_estimate,
        "contact_by": item.due_at if item and item.contact_met_at is None else None,
        "owner_name": item.owner.name if item and item.owner else "",
        "activity": "OTHER",
    }
