"""It sleeps until a time, with a reason: a parked item without a wake-up cannot be stored."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import Forbidden, Invalid
from events.publish import emit
from events.timers import schedule
from routing.actions.change_owner import WAKE_TIMER, take_back
from routing.actions.finish_step import settle_steps
from routing.actions.pull_waiting import pull_waiting
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.policies import can_work_on, is_routing_admin


def park_work(item: WorkItem, *, until: datetime, reason: str, by: Actor, at: datetime) -> None:
    """The locked item belongs to nobody and waits until `until`; its former owner is free for other work and
    owes it nothing.

    Emits `<kind>.parked`. Refuses closed items, a time that is not ahead, an empty reason, and anybody but its owner
    or an admin.
    """
    kind = kind_of(item)
    if not item.is_open:
        raise kind.is_closed(item)
    if not (can_work_on(by, item) if item.is_owned else is_routing_admin(by)):
        raise Forbidden(_("Only the owner or an admin can park this."))
    if until <= at:
        raise Invalid({"until": [_("Choose a time that is still to come.")]})
    if not reason.strip():
        raise Invalid({"reason": [_("Say why it waits.")]})
    previous = take_back(item, State.PARKED, parked_until=until, park_reason=reason.strip()[:200])
    schedule(WAKE_TIMER, about=item, due_at=until, journey_id=item.journey_id)
    emit(
        kind.moved(
            "parked", item, until=until, reason=reason, previous_owner_id=previous.public_id if previous else ""
        ),
        by=by.on(item.journey_id),
        at=at,
    )
    if previous is not None:
        settle_steps(item, reason="The lead is parked.", by=by, at=at)
        pull_waiting(item.team, by=by, at=at)
