"""The clocks of a lead have something to say: nearly, or missed. Each says it exactly once, until it is met."""

from datetime import datetime

from core.actor import SYSTEM, Actor
from events.publish import emit
from events.timers import cancel
from notifications.actions import withdraw
from routing.actions.change_owner import CLOCK_TIMERS, settle_score
from routing.actions.pass_on_breach import SILENCE_TIMERS, watch_for_silence
from routing.actions.reoffer_work import plan_reoffer
from routing.enums import ClockKind
from routing.kinds import kind_of
from routing.models import WorkItem

#: what a clock's warning and breach are called among a kind's events, and under which name they give the deadline
SAYS = {
    ClockKind.FIRST_CONTACT: ("sla_warned", "sla_breached", "contact_by"),
    ClockKind.QUOTE_DELIVERY: ("quote_warned", "quote_breached", "quote_by"),
}


def warn_of_deadline(item: WorkItem, clock: ClockKind, *, at: datetime) -> bool:
    """Four fifths are gone: the owner is told, or whoever is on duty. False when the clock has stopped.

    Emits `<kind>.sla_warned` or `<kind>.quote_warned`.
    """
    if not _is_running(item, clock):
        return False
    settle_score(item, at=at)
    warned, _, _ = SAYS[clock]
    emit(_moved(warned, item, clock), by=SYSTEM.on(item.journey_id), at=at)
    kind_of(item).tell_clock("warning", item, clock, by=SYSTEM, at=at)
    return True


def note_breach(item: WorkItem, clock: ClockKind, *, at: datetime) -> bool:
    """The deadline is missed: the owner is told, or whoever is on duty, and if they stay silent the next of the list.
    False when the clock has stopped.

    Where the policy says so, an untouched lead goes to somebody else some time later. Emits `<kind>.sla_breached` or
    `<kind>.quote_breached` with how late this was noticed.
    """
    if not _is_running(item, clock):
        return False
    settle_score(item, at=at)
    _, breached, _ = SAYS[clock]
    due_at = item.promise(clock).due_at
    late = (at - due_at).total_seconds() if due_at else 0.0
    emit(_moved(breached, item, clock, late_by_seconds=late), by=SYSTEM.on(item.journey_id), at=at)
    kind_of(item).tell_clock("breach", item, clock, by=SYSTEM, at=at)
    watch_for_silence(item, clock, since=at, at=at)
    if clock == ClockKind.FIRST_CONTACT and due_at is not None:
        plan_reoffer(item, after=due_at)
    return True


def stop_clock(item: WorkItem, clock: ClockKind, *, by: Actor, at: datetime) -> None:
    """What it promised is done: it says nothing any more, and what it said leaves the bells. The caller notes when."""
    cancel(item, *CLOCK_TIMERS[clock], SILENCE_TIMERS[clock])
    kind = kind_of(item)
    withdraw(item, kinds=[kind.warning, kind.breach], context={"clock": clock.value}, by=by, at=at)


def _is_running(item: WorkItem, clock: ClockKind) -> bool:
    return item.is_open and item.promise(clock).is_running


def _moved(what: str, item: WorkItem, clock: ClockKind, **facts: object) -> object:
    _, _, deadline = SAYS[clock]
    facts[deadline] = item.promise(clock).due_at
    return kind_of(item).moved(what, item, owner_id=item.owner.public_id if item.owner else "", **facts)
