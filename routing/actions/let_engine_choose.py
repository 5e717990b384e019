"""Somebody asks the engine to choose, now."""

from datetime import datetime

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from routing.actions.auto_assign_work import Routed, auto_assign_work
from routing.kinds import kind_of
from routing.models import WorkItem


def let_engine_choose(item: WorkItem, *, by: Actor, at: datetime) -> Routed:
    """The locked item has an owner whom the engine chose.

    Emits `<kind>.assigned`. Refuses one that is closed or taken, and one that nobody can take (NOBODY_AVAILABLE); that
    decision is not kept when the caller rolls back.
    """
    kind = kind_of(item)
    if not item.is_open:
        raise kind.is_closed(item)
    if item.is_owned:
        raise kind.already_taken(item, by)
    routed = auto_assign_work(item, by=by, at=at)
    if routed.decision.winner_id is None:
        raise DomainError(ErrorCode.NOBODY_AVAILABLE, f"{routed.decision.sentence} It waits in line.")
    return routed
