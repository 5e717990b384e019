"""What every kind of work refuses alike, each under a code of its own."""

from typing import Any

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from routing.models import WorkItem
from routing.policies import can_override_capacity, can_reassign
from workforce.models import Staff
from workforce.queries.load import load_of


def already_taken(code: ErrorCode, item: WorkItem, by: Actor, *, what: str, **ids: str) -> DomainError:
    """what  the work in words; ids  what it is about, by the names that callers know"""
    assert item.owner is not None
    details: dict[str, Any] = {
        **ids,
        "assigned_to": {"id": item.owner.public_id, "name": item.owner.name},
        "assigned_at": item.assigned_at,
        "can_reassign": can_reassign(by, item),
    }
    return DomainError(code, f"{item.owner.name} has this {what} already.", details)


def full(code: ErrorCode, staff: Staff, item: WorkItem, by: Actor, *, what: str, who: str) -> DomainError:
    """what  such work in words; who  what callers call whoever does it"""
    load = load_of(staff.pk, item.queue)
    details = {
        f"{who}_id": staff.public_id,
        "current_assigned": load.taken,
        "max_capacity": load.places,
        "can_override": can_override_capacity(by),
    }
    return DomainError(code, f"{staff.name} has no room: {load.taken} of {load.places} {what}.", details)
