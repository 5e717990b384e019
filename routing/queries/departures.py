"""Where rows went that a page has shown and shows no more."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from core.actor import Actor
from routing.enums import Queue
from routing.queries.line import visible_to


class Departed(NamedTuple):
    """key  of what the row was about; owner  their name"""

    key: UUID
    state: str
    owner_id: UUID | None
    owner: str


def what_became_of(queue: Queue, path: str, keys: Collection[UUID], *, by: Actor) -> list[Departed]:
    """How the latest work item of each of these stands, if the caller may see it.

    path  from a work item to what the keys name
    """
    rows = visible_to(queue, by, team_view=True).filter(**{f"{path}__in": keys}).order_by("id")
    latest = {row[0]: Departed(*row) for row in rows.values_list(path, "state", "owner_id", "owner__user__name")}
    return list(latest.values())
