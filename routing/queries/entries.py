"""Finding the entry of a lead for somebody: what they may not see looks exactly like what is not there."""

from core.actor import Actor
from core.errors import NotFound
from routing.models import Lead, WorkItem
from routing.queries.ae_queue import visible_to


def item_of_lead(lead_id: str, *, by: Actor, lock: bool = False) -> WorkItem:
    """The lead's open work item, else its latest, with team, entry and lead. Raises NotFound.

    lock  hold the row until the end of the transaction, for an action
    """
    key = Lead.parse_id(lead_id)
    if key is None:
        raise NotFound("lead")
    rows = visible_to(by, team_view=True).filter(queue_entry__lead=key)
    if lock:
        rows = rows.locked()
    else:
        rows = rows.select_related("team", "owner__user", "queue_entry__lead", "suggested__user", "decision")
    item = rows.order_by("-queue_entry__is_open", "-queue_entry__id").first()
    if item is None:
        raise NotFound("lead")
    return item
