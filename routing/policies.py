"""Who may do what with work."""

from core.actor import Actor
from routing.conf import ADMIN_SCOPE, SYSTEM_SCOPE
from routing.models import NextStep, WorkItem


def is_routing_admin(by: Actor) -> bool:
    return by.may(ADMIN_SCOPE)


def can_override_capacity(by: Actor) -> bool:
    return by.may(ADMIN_SCOPE)


def can_reassign(by: Actor, item: WorkItem) -> bool:
    """The present owner may hand it on, an admin may take it away."""
    return by.may(ADMIN_SCOPE) or (by.user_id is not None and by.user_id == item.owner_id)


def can_work_on(by: Actor, item: WorkItem) -> bool:
    """Only the owner or an admin logs contacts, releases, parks and closes."""
    return can_reassign(by, item)


def can_change_lead(by: Actor, item: WorkItem | None) -> bool:
    """Whoever sends leads in or runs the queue; the owner of its open entry."""
    return by.may(ADMIN_SCOPE, SYSTEM_SCOPE) or (item is not None and can_work_on(by, item))


def can_finish(by: Actor, step: NextStep) -> bool:
    """The member who owes it completes, moves and cancels it, or an admin."""
    return by.may(ADMIN_SCOPE) or (by.user_id is not None and by.user_id == step.staff_id)
