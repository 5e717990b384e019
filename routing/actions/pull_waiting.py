"""No inversion: freed capacity takes the best waiting item in the same transaction, not at the next sweep."""

from datetime import datetime

from core.actor import Actor
from routing.actions.auto_assign_work import auto_assign_work
from routing.enums import State
from routing.models import WorkItem
from workforce.models import Team


def pull_waiting(team: Team, *, by: Actor, at: datetime, limit: int = 1, but_not: WorkItem | None = None) -> int:
    """The best waiting items of the team have owners, as far as there is room; returns how many got one.

    Only where the team's work is assigned automatically. Items that another transaction holds are passed over: that
    transaction decides about them. `but_not` is one that was just given up. Nobody gets more than fits, and it stops
    at the first item that nobody can take, without a trace: it is asked for again and again while a line waits.
    """
    pulled = 0
    while team.auto_assign and pulled < limit:
        item = _next_in_line(team, but_not)
        if item is None:
            break
        routed = auto_assign_work(item, by=by, at=at, overflow=False, keep_empty=False)
        if routed.decision.winner_id is None:
            break
        pulled += 1
    return pulled


def _next_in_line(team: Team, but_not: WorkItem | None) -> WorkItem | None:
    waiting = WorkItem.objects.locked(skip_locked=True).filter(queue=team.work, team=team, state=State.QUEUED)
    if but_not is not None:
        waiting = waiting.exclude(pk=but_not.pk)
    return waiting.order_by("-score", "due_at", "id").first()
