"""How the people of a piece of work are told of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from notifications.actions import notify
from notifications.enums import Kind
from notifications.models import Notification
from routing.models import WorkItem
from workforce.models import Staff


def tell(
    kind: Kind,
    to: Sequence[Staff],
    item: WorkItem,
    context: Mapping[str, Any],
    *,
    occasion: str,
    by: Actor,
    at: datetime,
) -> list[Notification]:
    """occasion  what is told at most once about the item, such as "assigned:3"."""
    return notify(
        kind,
        to,
        context=context,
        about=item,
        priority=item.priority,
        by=by.on(item.journey_id),
        at=at,
        dedupe=f"{item.public_id}:{occasion}",
    )


def how_assigned(item: WorkItem, by: Actor) -> dict[str, str]:
    """Why its owner has it, and from whom; "" where the engine or the owner chose."""
    return {
        "why": item.decision.sentence if item.decision else item.assignment_notes[:200],
        "assigned_by": "" if item.decision or by.user_id == item.owner_id else by.name,
    }
