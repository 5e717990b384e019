"""Nobody has reacted to a missed deadline: the next on duty hears of it."""

from datetime import datetime, timedelta

from core.actor import SYSTEM
from events.publish import emit
from events.timers import schedule
from notifications.queries.attention import attention, tellings
from routing.enums import ClockKind, State
from routing.kinds import kind_of
from routing.models import Communication, WorkItem
from routing.queries.on_duty import next_on_duty
from workforce.models import Staff

SILENCE_TIMERS = {
    ClockKind.FIRST_CONTACT: "work.first_contact_silence",
    ClockKind.QUOTE_DELIVERY: "work.quote_silence",
}


def watch_for_silence(item: WorkItem, clock: ClockKind, *, since: datetime, at: datetime) -> bool:
    """Look again after the policy's minutes; False when the policy lets silence be.

    since  when the breach was told first
    """
    minutes = attention().silence_minutes
    if minutes == 0:
        return False
    schedule(
        SILENCE_TIMERS[clock],
        about=item,
        due_at=at + timedelta(minutes=minutes),
        journey_id=item.journey_id,
        payload={"since": since.isoformat()},
    )
    return True


def pass_on_breach(item: WorkItem, clock: ClockKind, *, since: datetime, at: datetime) -> Staff | None:
    """The next of the team's on-duty list is told of the locked item's breach, and is watched in turn.

    None, and the passing on ends: the clock was met or stopped; since the breach somebody has taken the item, tried
    to reach the lead, or put the item to sleep; one of those told has read it; or the list is at its end. Each
    person is told once. Emits `<kind>.breach_passed_on`.
    """
    if not (item.is_open and item.promise(clock).is_running) or _is_touched(item, since):
        return None
    told = tellings(item, kind_of(item).breach, since=since, context={"clock": clock.value})
    if any(read_at for _name, read_at in told.values()):
        return None
    following = next_on_duty(item, after=told)
    if following is None:
        return None
    silent = list(told.values())[-1][0] if told else ""
    kind_of(item).tell_clock("breach", item, clock, to=[following], silent=silent, by=SYSTEM, at=at)
    passed = kind_of(item).moved("breach_passed_on", item, to_id=following.public_id, silent=silent, step=len(told))
    emit(passed, by=SYSTEM.on(item.journey_id), at=at)
    watch_for_silence(item, clock, since=since, at=at)
    return following


def _is_touched(item: WorkItem, since: datetime) -> bool:
    if item.state == State.PARKED or (item.assigned_at is not None and item.assigned_at > since):
        return True
    return Communication.objects.filter(entry__work_item=item.pk, logged_at__gte=since).exists()
