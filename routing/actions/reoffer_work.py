"""A lead whose deadline was missed, and whose owner has not even tried, gets another chance with somebody else."""

from collections.abc import Collection
from datetime import datetime

from core.actor import SYSTEM
from events.publish import emit
from events.timers import schedule
from notifications.actions import withdraw
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.finish_step import settle_steps
from routing.actions.pull_waiting import pull_waiting
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.queries.intake import counted_hours
from routing.queries.next_steps import owed_for
from routing.queries.policies import active_policy
from routing.rules.matching import Step
from routing.rules.sla import clock_from

REOFFER_TIMER = "work.reoffer"
#: without this step a policy would choose the present owner again
NOT_THE_SAME = Step("filter", "not_excluded")


def plan_reoffer(item: WorkItem, *, after: datetime, had: Collection[str] = ()) -> None:
    """The locked item is looked at again as long after `after` as its policy says, in the hours that its clocks run in.

    had  public ids of those who had it and did not try

    Nothing where the policy never takes back.
    """
    due_at = _chance_ends(item, after)
    if due_at is not None:
        payload = {"had": sorted(had)}
        schedule(REOFFER_TIMER, about=item, due_at=due_at, journey_id=item.journey_id, payload=payload)


def reoffer_work(item: WorkItem, *, had: Collection[str], at: datetime) -> bool:
    """The locked item belongs to somebody who did not have it yet, by a decision; False when it stays where it is.

    It stays when it was touched (an attempt, or a promise such as a callback), when it is closed or nobody's, and when
    nobody else has room: it is never worse off than before. Somebody who got it after the deadline has the full time
    from then. The former owner's notices are withdrawn, and they hear that it went on; their place takes the next.
    Emits lead.assigned and lead.reoffered, or lead.reoffered_in_vain.
    """
    if not item.is_open or not item.is_owned or item.first_attempt_at is not None or owed_for(item):
        return False
    former = item.owner
    assert former is not None
    assert item.assigned_at is not None
    assert item.due_at is not None
    ends_at = _chance_ends(item, max(item.due_at, item.assigned_at))
    if ends_at is None:
        return False  # the policy has changed meanwhile
    if ends_at > at:
        plan_reoffer(item, after=item.assigned_at, had=had)
        return False
    by, asked = SYSTEM.on(item.journey_id), frozenset({*had, former.public_id})
    _, policy = active_policy(item.queue, item.team_id)
    kind = kind_of(item)
    facts = {"previous_owner_id": former.public_id, "previous_owner_name": former.name}
    if NOT_THE_SAME in policy.steps:
        auto_assign_work(item, by=by, at=at, excluded=asked, overflow=False, keep_empty=False)
        if item.owner_id != former.pk and item.owner is not None:
            settle_steps(item, reason=f"The lead has gone to {item.owner.name}.", by=by, at=at)
            withdraw(item, except_for=[item.owner], by=by, at=at)
            emit(kind.moved("reoffered", item, owner_id=item.owner.public_id, **facts), by=by, at=at)
            kind.tell_taken_back(item, former, by=by, at=at)
            plan_reoffer(item, after=at, had=asked)
            pull_waiting(item.team, by=by, at=at)
            return True
    emit(kind.moved("reoffered_in_vain", item, owner_id=former.public_id, **facts), by=by, at=at)
    return False


def _chance_ends(item: WorkItem, after: datetime) -> datetime | None:
    """Until when the present owner may still try; None where the policy never takes back."""
    policy, _ = active_policy(item.queue, item.team_id)
    clock = clock_from(after, policy.reoffer_after, hours=counted_hours(item.team, after))
    return clock.due_at if clock else None
