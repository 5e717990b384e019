"""A person gives the item to somebody, or claims it."""

from datetime import datetime

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from notifications.actions import withdraw
from notifications.enums import Kind
from notifications.models import Notification
from routing.actions.change_owner import give
from routing.actions.finish_step import settle_steps
from routing.actions.pull_waiting import pull_waiting
from routing.enums import AssignmentReason
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.policies import can_override_capacity, can_reassign
from workforce.models import Staff

#: what only the owner has to know
OF_THE_OWNER = [Kind.NEW_LEAD_ASSIGNED, Kind.LEAD_ACTIVITY, Kind.ESCALATION, Kind.MERCHANT_ASSIGNED]


def assign_work(
    item: WorkItem,
    to: Staff,
    *,
    by: Actor,
    at: datetime,
    reason: str = AssignmentReason.MANUAL,
    notes: str = "",
    override_capacity: bool = False,
) -> list[Notification]:
    """The locked item belongs to `to`, who is told. Giving somebody what they have already changes nothing.

    override_capacity  an admin may give more than fits; the item then says `over_capacity`

    What a former owner owed it and their unread notices go; their place takes the next waiting item at once. Emits
    `<kind>.assigned`. Refuses: closed item; taken by somebody else, unless this is a REASSIGNMENT by the owner or an
    admin; somebody who has left or cannot sign in; a full member without an override.
    """
    kind = kind_of(item)
    if not item.is_open:
        raise kind.is_closed(item)
    if to.is_retired or not to.user.is_active:
        raise DomainError(ErrorCode.MEMBER_RETIRED, f"{to.name} has left. Choose somebody else.")
    former = item.owner if item.is_owned else None
    if former is not None:
        if former.pk == to.pk:
            return []
        if reason != AssignmentReason.REASSIGNMENT or not can_reassign(by, item):
            raise kind.already_taken(item, by)
    if override_capacity and not can_override_capacity(by):
        raise Forbidden("Only an admin may give somebody more than fits. Leave out override_capacity.")
    give(item, to, by=by, at=at, reason=reason, notes=notes, beyond_capacity=override_capacity)
    if former is not None:
        settle_steps(item, reason=f"The lead has gone to {to.name}.", by=by, at=at)
        withdraw(item, kinds=OF_THE_OWNER, by=by, at=at)
    elif item.is_escalated:
        withdraw(item, kinds=[Kind.ESCALATION], by=by, at=at)  # whoever was on duty need not look any more
    told = kind.tell_owner(item, by=by, at=at)
    if former is not None:
        pull_waiting(item.team, by=by, at=at)
    return told
