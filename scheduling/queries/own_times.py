"""Free times of whoever has a call, for what they offer its customer. Their own calendar: notice does not bind them."""

from dataclasses import replace
from datetime import datetime, timedelta

from scheduling.models import CallRequest, ProposedTime
from workforce.queries import free_between, nearest_free
from workforce.rules.free_slots import Period, Slot


def free_days(call: CallRequest, days: int, *, at: datetime) -> list[Slot]:
    """Every start of the coming days that its owner could take, in the topic's steps; times that were proposed for
    this very call are theirs to propose again."""
    owner = call.owner
    if owner is None:
        return []
    rules = replace(call.topic.slot_rules(call.duration), min_notice=timedelta(), booking_window_days=366)
    period = Period(at.date(), (at + timedelta(days=days)).date(), owner.timezone)
    free = free_between([owner.pk], rules, period, at=at)
    kept = ProposedTime.objects.open().filter(call=call, booking__staff=owner.pk).select_related("booking")
    proposed = [Slot(one.booking.starts_at, one.booking.ends_at, (owner.pk,)) for one in kept]
    return sorted({slot.start: slot for slot in (*free, *proposed)}.values())


def next_free(call: CallRequest, n: int, *, at: datetime) -> list[Slot]:
    """The owner's next n free times from an hour on, nearest to the agreed time where there is one."""
    owner = call.owner
    if owner is None:
        return []
    around = max(call.scheduled_date_time or at, at + timedelta(hours=1))
    return sorted(nearest_free(owner.pk, around, call.duration, n, at=at, ignoring=call.booking_id))
