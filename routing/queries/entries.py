"""Finding the entry of a lead for somebody: what they may not see looks exactly like what is not there."""

from uuid import UUID

from django.db.models import QuerySet

from core.actor import Actor
from core.errors import NotFound
from core.prepared import prepared
from routing.enums import Queue
from routing.models import Lead, WorkItem
from routing.queries.line import sees_everything, visible


def item_of_lead(lead_id: str, *, by: Actor, lock: bool = False) -> WorkItem:
    """The lead's open work item, else its latest, with team, entry and lead. Raises NotFound.

    lock  hold the row until the end of the transaction, for an action
    """
    key = Lead.parse_id(lead_id)
    if key is None:
        raise NotFound("lead")
    found: list[WorkItem] = _items.objects(by.user_id, key, everything=sees_everything(by), lock=lock)
    if not found:
        raise NotFound("lead")
    return found[0]


@prepared
def _items(me: UUID | None, lead_id: UUID, *, everything: bool, lock: bool) -> QuerySet[WorkItem]:
    rows = visible(Queue.AE, me, everything=everything, team_view=True).filter(queue_entry__lead=lead_id)
    if lock:
        rows = rows.locked()
    else:
        rows = rows.select_related("team", "owner__user", "queue_entry__lead", "suggested__user", "decision")
    return rows.order_by("-queue_entry__is_open", "-queue_entry__id")[:1]
