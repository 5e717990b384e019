"""Where rows went that a page has shown and shows no more."""

from collections.abc import Collection
from uuid import UUID

from core.actor import Actor
from routing.enums import Queue
from routing.queries.line import visible_to


def what_became_of(lead_keys: Collection[UUID], *, by: Actor) -> list[tuple[UUID, str, UUID | None, str]]:
    """Lead, state, owner and owner's name of the latest entry of each of these leads, if the caller may see it."""
    rows = visible_to(Queue.AE, by, team_view=True).filter(queue_entry__lead__in=lead_keys).order_by("queue_entry__id")
    latest = {row[0]: row for row in rows.values_list("queue_entry__lead", "state", "owner_id", "owner__user__name")}
    return list(latest.values())
