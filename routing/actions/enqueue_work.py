"""It waits for a person."""

from collections.abc import Iterable
from datetime import datetime

from core.actor import Actor
from events.timers import Due, schedule_all
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import CLOCK_TIMERS
from routing.models import Decision, WorkItem


def start_clocks(items: Iterable[WorkItem], at: datetime) -> None:
    """What the running clocks of these items have to say from `at` on are timers now. One statement."""
    schedule_all(
        Due(name, item, instant, item.journey_id)
        for item in items
        for clock, timers in CLOCK_TIMERS.items()
        if (promise := item.promise(clock)).is_running
        for name, instant in zip(timers, (promise.warn_at, promise.due_at), strict=True)
        if instant is not None and instant >= at
    )


def route_arrival(item: WorkItem, *, by: Actor, at: datetime) -> Decision | None:
    """Hand a newly queued item to somebody where its team wants that; otherwise it waits to be claimed."""
    if not item.team.auto_assign:
        return None
    return auto_assign_work(item, by=by, at=at).decision
