"""Somebody is asked first, for a while."""

from datetime import datetime

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from events.publish import emit
from events.timers import schedule
from routing.actions.change_owner import OFFER_TIMER, take_back
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem
from workforce.models import Staff


def offer_work(item: WorkItem, to: Staff, *, until: datetime, by: Actor, at: datetime) -> None:
    """The locked, queued item is held for `to` until `until`; then it is queued again by itself.

    Emits `<kind>.offered`. Refuses an item that is not waiting in line, and a member who has left.
    """
    if to.is_retired:
        raise DomainError(ErrorCode.MEMBER_RETIRED, f"{to.name} has left. Choose somebody else.")
    if item.state != State.QUEUED:
        raise DomainError(ErrorCode.INVALID_TRANSITION, f"This is {item.state.lower()}, so it cannot be offered.")
    take_back(item, State.OFFERED, offered_to=to)
    schedule(OFFER_TIMER, about=item, due_at=until, journey_id=item.journey_id)
    emit(
        kind_of(item).moved("offered", item, staff_id=to.public_id, staff_name=to.name, until=until),
        by=by.on(item.journey_id),
        at=at,
    )
