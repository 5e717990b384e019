"""A member leaves: their open work is handed back first, then they are switched off, in one transaction."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.errors import Forbidden
from routing.actions.change_owner import lock_item
from routing.actions.release_work import return_to_queue, route_again
from routing.enums import OWNED
from routing.models import WorkItem
from routing.policies import is_routing_admin
from workforce.actions.switch_off import switch_off
from workforce.models import Staff


@transaction.atomic
def retire_member(staff: Staff, *, by: Actor, at: datetime, reason: str = "has left") -> int:
    """The member owns nothing, takes nothing and is off; returns how many items went back in line.

    Emits `<kind>.released` for each and `staff.retired`. Where a team's work is automatic its items have new owners
    at once. Refuses anybody but an admin.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can retire a member.")
    list(WorkItem.objects.select_for_update().filter(owner=staff, state__in=OWNED).order_by("id"))  # items, then places
    switch_off(staff, by=by, at=at)  # from here nothing comes in any more
    open_items = WorkItem.objects.filter(owner=staff, state__in=OWNED).order_by("id").values_list("pk", flat=True)
    handed_back = 0
    for item_id in list(open_items):
        item = lock_item(item_id)
        if item.owner_id != staff.pk or not item.is_owned:
            continue
        former = return_to_queue(item, reason=f"{staff.name} {reason}", by=by, at=at)
        route_again(item, previous_id=former, by=by, at=at)
        handed_back += 1
    return handed_back
