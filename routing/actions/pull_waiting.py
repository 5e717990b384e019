"""No inversion: freed capacity takes the best waiting item in the same transaction, not at the next sweep."""

from datetime import datetime
from uuid import UUID

from core.actor import Actor
from routing.actions.auto_assign_work import auto_assign_work
from routing.enums import State
from routing.models import WorkItem
from workforce.models import Team

#: items with needs that nobody meets, stepped over in one go
PATIENCE = 20
#: of the line, beyond those that have earned points since they were stored: others may be holding some
IN_SIGHT = 50
#: steps that rule a member out for this item only: for the next one the answer may differ
OF_THE_ITEM = frozenset({"not_excluded", "skill", "language", "senior_for_vip", "previous_owner"})


def pull_waiting(team: Team, *, by: Actor, at: datetime, limit: int = 1, but_not: WorkItem | None = None) -> int:
    """The best waiting items of the team have owners, as far as there is room; returns how many got one.

    Only where the team's work is assigned automatically. Items that another transaction holds are passed over: that
    transaction decides about them. `but_not` is one that was just given up. Nobody gets more than fits. An item whose
    own needs nobody meets is stepped over, so that it does not hold up the line; when nobody takes anything, it ends.
    Neither leaves a trace: the question is asked again and again while a line waits.
    """
    pulled, passed_over = 0, [but_not.pk] if but_not is not None else []
    while team.auto_assign and pulled < limit and len(passed_over) <= PATIENCE:
        item = _next_in_line(team, passed_over, at)
        if item is None:
            break
        decision = auto_assign_work(item, by=by, at=at, overflow=False, keep_empty=False).decision
        if decision.winner_id is not None:
            pulled += 1
        elif any(verdict["ruled_out_by"] in OF_THE_ITEM for verdict in decision.verdicts):
            passed_over.append(item.pk)
        else:
            break
    return pulled


def _next_in_line(team: Team, passed_over: list[UUID], at: datetime) -> WorkItem | None:
    """The most pressing by its score of now, whatever the sweep has got to."""
    line = WorkItem.objects.filter(queue=team.work, team=team, state=State.QUEUED).exclude(pk__in=passed_over)
    pressing = line.most_pressing(at, first=IN_SIGHT).locked(skip_locked=True)
    return pressing.filter(state=State.QUEUED).first()  # asked of the row as it is once it is held
