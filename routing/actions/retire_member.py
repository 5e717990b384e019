"""A member leaves: their open work is handed back first, then they are switched off, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.actor import Actor
from core.errors import Forbidden
from routing.actions.change_owner import lock_item
from routing.actions.release_work import return_to_queue, route_again
from routing.actions.wake_work import wake_work
from routing.enums import OWNED
from routing.models import WorkItem
from routing.policies import is_routing_admin
from workforce.actions.switch_off import switch_off
from workforce.models import Staff


@transaction.atomic
def retire_member(staff: Staff, *, by: Actor, at: datetime, reason: str = "has left") -> int:
    """The member owns nothing, takes nothing and is off; returns how many items went back in line.

    What was only offered to them is in line again. Emits `<kind>.released` for each and `staff.retired`. Where a
    team's work is automatic its items have new owners at once. Refuses anybody but an admin.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can retire a member.")
    theirs = Q(owner=staff, state__in=OWNED) | Q(offered_to=staff)
    list(WorkItem.objects.select_for_update().filter(theirs).order_by("id"))  # items, then places
    switch_off(staff, by=by, at=at)  # from here nothing comes in any more
    open_items = WorkItem.objects.filter(theirs).order_by("id").values_list("pk", flat=True)
    handed_back = 0
    for item_id in list(open_items):
        item = lock_item(item_id)
        if item.offered_to_id == staff.pk:
            wake_work(item, by=by, at=at)
        if item.owner_id != staff.pk or not item.is_owned:
            continue
        former = return_to_queue(item, reason=f"{staff.name} {reason}", by=by, at=at)
        route_again(item, previous_id=former, by=by, at=at)
        handed_back += 1
    return handed_back
