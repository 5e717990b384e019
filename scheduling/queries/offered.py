"""What a calendar shows: times that can be had, and those of the same people that cannot any more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from scheduling import conf
from scheduling.models import Topic
from scheduling.queries.pool import Pool, needs_of, pool_of, slots_of
from workforce.queries import members_between
from workforce.rules.free_slots import Period, Slot, SlotRules, free_slots
from workforce.rules.zones import zone

_AROUND = timedelta(days=2)  # a zone may be a day off, and a window may have begun the night before


class Time(NamedTuple):
    start: datetime
    end: datetime
    is_free: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """times     in order, taken ones among them
    nobody       nobody takes calls about the topic at present
    fallback     the topic's own teams have nobody: others take these
    unavailable  the calendars of all of them cannot be read at present
    next_free    the first day after the asked ones with a free time, where they have none
    """

    times: Sequence[Time] = ()
    nobody: bool = False
    fallback: bool = False
    unavailable: bool = False
    next_free: date | None = None

    @property
    def has_free(self) -> bool:
        return any(time.is_free for time in self.times)


def offered(
    topic: Topic,
    language: str,
    period: Period,
    *,
    at: datetime,
    length: timedelta | None = None,
    ignoring: UUID | None = None,
) -> Offered:
    """Free times come from where booking takes them.

    length    of a call that was booked when the topic's calls had another
    ignoring  the reader's own booking: to them its time is free
    """
    pool = pool_of(topic, needs_of(topic, language), at=at)
    if not pool.takers:
        unreadable = any(one.calendar_stale for one in pool.people)
        return Offered(nobody=not unreadable, unavailable=unreadable)
    rules = topic.slot_rules(length)
    free = slots_of(pool, rules, period, at=at, ignoring=ignoring)
    starts = {slot.start for slot in free}
    taken = [Time(slot.start, slot.end, False) for slot in _open(pool, rules, period, at) if slot.start not in starts]
    times = sorted([*taken, *(Time(slot.start, slot.end, True) for slot in free)])
    next_free = None if free else _next_free(pool, rules, period, at, ignoring)
    return Offered(times, fallback=pool.fallback, next_free=next_free)


def _open(pool: Pool, rules: SlotRules, period: Period, at: datetime) -> list[Slot]:
    """The same people's times as if nothing were booked."""
    members = members_between(pool.takers, period.first - _AROUND, period.last + _AROUND, at=at)
    return free_slots([replace(member, taken=(), booked={}) for member in members], rules, period, at)


def _next_free(pool: Pool, rules: SlotRules, asked: Period, at: datetime, ignoring: UUID | None) -> date | None:
    first = max(asked.last + timedelta(days=1), at.date() - timedelta(days=1))
    end = at.date() + timedelta(days=rules.booking_window_days + 1)
    while first <= end:
        last = min(first + timedelta(days=conf.LONGEST_RANGE_DAYS - 1), end)
        period = Period(first, last, asked.zone)
        if slots := slots_of(pool, rules, period, at=at, ignoring=ignoring):
            return slots[0].start.astimezone(zone(asked.zone)).date()
        first = last + timedelta(days=1)
    return None
