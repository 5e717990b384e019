"""It waits for a person."""

from collections.abc import Iterable
from datetime import datetime

from core.actor import Actor
from events.timers import Due, schedule_all
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import CLOCK_TIMERS
from routing.models import Decision, WorkItem


def start_clocks(items: Iterable[WorkItem]) -> None:
    """The warn and breach instants of these items are timers now. One statement."""
    schedule_all(
        Due(name, item, instant, item.journey_id)
        for item in items
        for name, instant in zip(CLOCK_TIMERS, (item.warn_at, item.due_at), strict=True)
        if instant is not None
    )


def route_arrival(item: WorkItem, *, by: Actor, at: datetime) -> Decision | None:
    """Hand a newly queued item to somebody where its team wants that; otherwise it waits to be claimed."""
    if not item.team.auto_assign:
        return None
    return auto_assign_work(item, by=by, at=at).decision
