"""It goes back in line, with the wait it already had."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import Forbidden
from events.publish import emit
from notifications.actions import withdraw
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import take_back
from routing.actions.finish_step import settle_steps
from routing.actions.pull_waiting import pull_waiting
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.policies import can_work_on


def release_work(item: WorkItem, *, reason: str, by: Actor, at: datetime) -> None:
    """The locked item is queued again and its owner free for other work, which comes at once where it is automatic.

    The clock is not restarted. Where the team's work is assigned automatically somebody else gets it now.
    Emits `<kind>.released`. Refuses whoever is not its owner or an admin, and items that nobody owns.
    """
    kind = kind_of(item)
    if not item.is_open:
        raise kind.is_closed(item)
    if not item.is_owned:
        raise kind.not_taken(item)
    if not can_work_on(by, item):
        raise Forbidden(_("Only the owner or an admin can release this."))
    previous = return_to_queue(item, reason=reason, by=by, at=at)
    route_again(item, previous_id=previous, by=by, at=at)


def return_to_queue(item: WorkItem, *, reason: str, by: Actor, at: datetime) -> str:
    """Take it from its owner and put it back in line; returns the former owner's id. The caller has checked."""
    previous = take_back(item, State.QUEUED, assigned_at=None, assigned_by={}, decision=None)
    former_id = previous.public_id if previous else ""
    emit(
        kind_of(item).moved("released", item, previous_owner_id=former_id, reason=reason),
        by=by.on(item.journey_id),
        at=at,
    )
    withdraw(item, by=by, at=at)
    settle_steps(item, reason="The lead is back in the queue.", by=by, at=at)
    return former_id


def route_again(item: WorkItem, *, previous_id: str, by: Actor, at: datetime) -> None:
    """What has come free finds work, and the work finds somebody other than who just gave it up."""

    if item.team.auto_assign:
        auto_assign_work(item, by=by, at=at, excluded=frozenset({previous_id}))
    pull_waiting(item.team, by=by, at=at, but_not=item)
