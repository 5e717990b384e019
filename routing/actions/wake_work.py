"""What slept, or was offered in vain, is in line again."""

from datetime import datetime

from core.actor import Actor
from events.publish import emit
from routing.actions.change_owner import take_back
from routing.actions.enqueue_work import route_arrival
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem


def wake_work(item: WorkItem, *, by: Actor, at: datetime) -> bool:
    """The locked item is queued again, and assigned where its team wants that. False when it was not asleep.

    Emits `<kind>.woken`.
    """
    if item.state not in (State.PARKED, State.OFFERED):
        return False
    take_back(item, State.QUEUED)
    emit(kind_of(item).moved("woken", item), by=by.on(item.journey_id), at=at)
    route_arrival(item, by=by, at=at)
    return True
