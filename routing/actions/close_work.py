"""The end of a piece of work, and its second beginning."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from events.publish import emit
from events.timers import cancel
from notifications.actions import withdraw
from routing.actions.change_owner import settle_score, take_back
from routing.actions.enqueue_work import route_arrival, start_clocks
from routing.actions.finish_step import settle_steps
from routing.actions.pull_waiting import pull_waiting
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.policies import is_routing_admin
from routing.queries.promises import Ending, ending_of
from routing.rules.scores import score_at


def close_work(item: WorkItem, *, outcome: str, ending: Ending | None = None, by: Actor, at: datetime) -> None:
    """The locked item is closed: place free, timers stopped, what was owed is off, notices withdrawn, the next pulled.

    ending  why, and whether its deadlines count; without it no reason is given

    Emits `<kind>.closed`. Refuses an item that is closed already. The caller has checked who may.
    """
    kind = kind_of(item)
    if not item.is_open:
        raise kind.is_closed(item)
    settle_score(item, at=at)
    ending = ending or ending_of(outcome, None)
    owner = take_back(
        item,
        State.CLOSED,
        closed_at=at,
        outcome=outcome,
        close_reason=ending.reason,
        in_sla_figures=ending.in_sla_figures,
        score_changes_at=None,
    )
    cancel(item)
    withdraw(item, by=by, at=at)
    settle_steps(item, reason="The lead is closed.", by=by, at=at)
    kind.settle_entry(item, is_open=False, at=at)
    emit(
        kind.moved(
            "closed",
            item,
            owner_id=owner.public_id if owner else "",
            outcome=outcome,
            close_reason=ending.reason,
            reason_label=ending.label,
            in_sla_figures=ending.in_sla_figures,
            value=float(item.value),
        ),
        by=by.on(item.journey_id),
        at=at,
    )
    if owner is not None:
        pull_waiting(item.team, by=by, at=at)


def reopen_work(item: WorkItem, *, by: Actor, at: datetime) -> None:
    """The locked, closed item waits in line again; what was contacted stays contacted and its clock stopped.

    Waiting goes on earning points unless it was contacted. A promise that is still open keeps its deadline; what fell
    due while it was closed is not told any more. Emits `<kind>.reopened`. Refuses anybody but an admin, an open item,
    and one whose lead has come back since and waits in another entry.
    """
    if not is_routing_admin(by):
        raise Forbidden(_("Only an admin can open a closed lead again."))
    if item.is_open:
        raise DomainError(ErrorCode.INVALID_TRANSITION, _("This is open already."))
    kind = kind_of(item)
    kind.settle_entry(item, is_open=True, at=at)
    score = score_at(item.queue, item.base_score, item.grows_from, item.growth_ended_at, at)
    take_back(
        item,
        State.QUEUED,
        closed_at=None,
        outcome="",
        close_reason="",
        in_sla_figures=True,
        assigned_at=None,
        assigned_by={},
        decision=None,
        score=score.points,
        priority=score.priority,
        score_changes_at=score.changes_at,
    )
    start_clocks([item], at)
    emit(kind.moved("reopened", item), by=by.on(item.journey_id), at=at)
    route_arrival(item, by=by, at=at)
