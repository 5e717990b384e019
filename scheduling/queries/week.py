"""A week of times as somebody chooses among them: every day, with what is free on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.models import CallRequest
from scheduling.queries.pool import needs_of, pool_of, slots_of
from workforce.rules.free_slots import Period, Slot

DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Week:
    """days  seven of them from Monday; earlier, later  whether times may lie there; free  whether any are here"""

    days: list[Day]
    earlier: date | None
    later: date | None

    @property
    def is_free(self) -> bool:
        return any(day.slots for day in self.days)


def week_of(call: CallRequest, around: date | None, zone: ZoneInfo, *, at: datetime) -> Week:
    """The times to which the call can be moved in the week of that date; its own time is free for it."""
    ignoring: UUID | None = call.booking_id
    today = at.astimezone(zone).date()
    last = today + timedelta(days=call.topic.window_days)
    chosen = min(max(around or today, today), last)
    monday = chosen - timedelta(days=chosen.weekday())
    needs = needs_of(call.topic, call.language_preference)
    period = Period(max(monday, today), monday + timedelta(days=DAYS - 1), str(zone))
    rules = call.topic.slot_rules(call.duration)
    slots = slots_of(pool_of(call.topic, needs, at=at), rules, period, at=at, ignoring=ignoring)
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.start.astimezone(zone).date(), []).append(slot)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    return Week(
        [Day(day, by_day.get(day, [])) for day in days],
        earlier=monday - timedelta(days=DAYS) if monday > today else None,
        later=monday + timedelta(days=DAYS) if monday + timedelta(days=DAYS) <= last else None,
    )
