"""It waits for a person."""

from datetime import datetime

from core.actor import Actor
from events.timers import schedule
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import CLOCK_TIMERS
from routing.models import Decision, WorkItem


def start_clock(item: WorkItem) -> None:
    """The item's warn and breach instants are timers now."""
    if item.warn_at is None or item.due_at is None:
        return
    for name, instant in zip(CLOCK_TIMERS, (item.warn_at, item.due_at), strict=True):
        schedule(name, about=item, due_at=instant, journey_id=item.journey_id)


def route_arrival(item: WorkItem, *, by: Actor, at: datetime) -> Decision | None:
    """Hand a newly queued item to somebody where its team wants that; otherwise it waits to be claimed."""
    if not item.team.auto_assign:
        return None
    return auto_assign_work(item, by=by, at=at).decision
