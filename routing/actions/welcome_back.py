"""A business enquires again while it waits or is being worked on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from events.publish import emit
from notifications.actions import notify
from notifications.enums import Kind
from routing.actions.change_owner import note
from routing.events import LeadEnquiredAgain
from routing.models import Lead, WorkItem


def welcome_back(lead: Lead, item: WorkItem, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Empty fields of the standing lead are filled; its wait and priority stay, and its owner hears of it.

    The lead and its open item are held by the caller. Emits lead.enquired_again.
    """
    filled = [name for name, value in facts.items() if value not in (None, "") and getattr(lead, name) in (None, "")]
    for name in filled:
        setattr(lead, name, facts[name])
    lead.updated_at = at
    lead.version += 1
    lead.save(update_fields=[*filled, "updated_at", "version"])
    if "quote_value_estimate" in filled:
        note(item, value=lead.quote_value_estimate)
    emit(
        LeadEnquiredAgain(
            lead_id=lead.public_id,
            owner_id=item.owner.public_id if item.owner else "",
            team_id=item.team.public_id,
            filled=sorted(filled),
        ),
        by=by.on(lead.journey_id),
        at=at,
    )
    if item.is_owned and item.owner is not None:
        notify(
            Kind.LEAD_ACTIVITY,
            [item.owner],
            context={
                "lead_id": lead.public_id,
                "lead_name": lead.contact_name,
                "business_name": lead.business_name,
            },
            about=item,
            priority=item.score_at(at).priority,
            by=by.on(lead.journey_id),
            at=at,
        )
