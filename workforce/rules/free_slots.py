"""Free slots: which starts can be offered, from hours, busy time, the topic's rules and the asked dates.

A start is offered when all of these hold:
- Grid. Each stretch of a working window starts its own grid at its first real instant; steps are real
  minutes. Busy time never moves the grid.
- Hours. [start, start + duration) lies in working time, touching windows joined; with buffers_within_hours
  the buffers lie in it as well.
- Busy. [start - buffer_before, start + duration + buffer_after) meets no busy time, each busy time widened
  by its own buffers first. Touching is not meeting.
- Notice and window. start >= now + min_notice, and the member's local date is at most booking_window_days
  after the member's today.
- Knowledge. Nothing of a member whose busy time is unknown is offered.
- Daily maximum. A member's local day on which as many bookings start as the rules allow offers nothing.
- Range. The start falls on one of the asked dates in the asking person's zone.

Each condition is a set of intervals, so the work grows with windows and busy blocks, never with minutes.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from workforce.rules.intervals import (
    EPOCH,
    FOREVER,
    MICROSECOND,
    Interval,
    intersect,
    subtract,
    to_datetime,
    to_instant,
    to_length,
    union,
)
from workforce.rules.working_time import Calendar, Hours, hours_around, local_date, local_days, working_time

ZERO = timedelta(0)


class Mode(StrEnum):
    ANY = "any"  # one free member is enough
    ALL = "all"  # every member attends


class Refusal(StrEnum):
    """Why a start is not offered, in the order in which the reasons are looked for."""

    TOO_SOON = "too_soon"
    BEYOND_WINDOW = "beyond_window"
    UNKNOWN = "unknown"  # a calendar of the member cannot be read
    DAY_FULL = "day_full"
    OUTSIDE_HOURS = "outside_hours"
    BUSY = "busy"
    OFF_GRID = "off_grid"


class Busy(NamedTuple):
    """Time that is taken: a booking, an outside event, time off for part of a day."""

    start: datetime
    end: datetime
    buffer_before: timedelta = ZERO
    buffer_after: timedelta = ZERO
    cancelled: bool = False
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class SlotRules:
    duration: timedelta
    interval: timedelta
    booking_window_days: int
    min_notice: timedelta = ZERO
    buffer_before: timedelta = ZERO
    buffer_after: timedelta = ZERO
    buffers_within_hours: bool = False
    daily_max: int | None = None  # bookings of one member that may start on one local day

    def __post_init__(self) -> None:
        if self.duration <= ZERO or self.interval <= ZERO:
            raise ValueError("Duration and interval of slots must be positive.")
        if min(self.min_notice, self.buffer_before, self.buffer_after) < ZERO or self.booking_window_days < 0:
            raise ValueError("Notice, buffers and booking window cannot be negative.")
        if self.daily_max is not None and self.daily_max < 1:
            raise ValueError("A daily maximum must be positive.")


@dataclass(frozen=True, slots=True)
class Member:
    """full_days: local dates on which no start is offered, whatever the rules.

    unknown: what is taken is not known, so nothing is offered.
    booked: how many bookings start on a local date, for the rules' daily maximum.
    taken: more busy time, as instants and with its buffers counted in; the quick way for rows of a table.
    """

    id: Hashable
    calendar: Calendar
    busy: Sequence[Busy] = ()
    full_days: frozenset[date] = frozenset()
    taken: Sequence[Interval] = ()
    booked: Mapping[date, int] = field(default_factory=dict, hash=False)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The asked dates, both included, in the zone of whoever asks."""

    first: date
    last: date
    zone: str


class Slot(NamedTuple):
    start: datetime
    end: datetime
    members: tuple[Hashable, ...]  # who can take it, in the order in which the members were given


def free_slots(
    members: Sequence[Member], rules: SlotRules, period: Period, now: datetime, mode: Mode = Mode.ANY
) -> list[Slot]:
    """Every start that can be offered in the period, once each, sorted, with who can take it."""
    asked = local_days(period.zone, period.first, period.last)
    takers: defaultdict[int, list[Hashable]] = defaultdict(list)
    zones: dict[str, Sequence[Interval]] = {}
    for member in members:
        if member.unknown:
            continue
        name, key = member.calendar.zone, member.id
        if name not in zones:
            zones[name] = _bookable(name, rules, asked, now)
        for start in _starts(member, rules, zones[name]):
            takers[start].append(key)
    needed = len(members) if mode == Mode.ALL else 1
    duration = rules.duration
    slots = []
    for start, ids in sorted(takers.items()):
        if len(ids) >= needed:
            begin = to_datetime(start)
            slots.append(Slot(begin, begin + duration, tuple(ids)))
    return slots


def refusal(member: Member, start: datetime, rules: SlotRules, now: datetime) -> Refusal | None:
    """Why this start cannot be offered, or None when free_slots offers it."""
    at = to_instant(start)
    today, day = local_date(member.calendar.zone, now), local_date(member.calendar.zone, start)
    if start < now + rules.min_notice:
        return Refusal.TOO_SOON
    if day > today + timedelta(days=rules.booking_window_days):
        return Refusal.BEYOND_WINDOW
    if member.unknown:
        return Refusal.UNKNOWN
    if day in _full_days(member, rules):
        return Refusal.DAY_FULL
    here = [(at, at + 1)]
    hours = _hours_near(member, rules, here)
    if not intersect(_fitting(hours, rules), here):
        return Refusal.OUTSIDE_HOURS
    if intersect(_blocked(member, rules, here), here):
        return Refusal.BUSY
    return None if at in _on_grid(hours, here, to_length(rules.interval)) else Refusal.OFF_GRID


def free_time(member: Member, asked: Sequence[Interval]) -> timedelta:
    """How much of the asked stretches is working time that nothing takes; none of a member whose busy time is unknown.

    asked  a set as rules/intervals.py has it
    """
    if member.unknown or not asked:
        return ZERO
    hours = intersect(working_time(member.calendar, asked[0][0], asked[-1][1]), asked)
    return sum((end - start for start, end in subtract(hours, union(member.taken))), 0) * MICROSECOND


def all_day(first: date, until: date, zone: str) -> list[Busy]:
    """An all-day event: the local days of its calendar's zone, the end date not included."""
    days = local_days(zone, first, until - timedelta(days=1))
    return [Busy(to_datetime(start), to_datetime(end)) for start, end in days]


def _starts(member: Member, rules: SlotRules, bookable: Sequence[Interval]) -> Sequence[int]:
    """The member's own starts as instants, sorted, once each."""
    if days := _full_days(member, rules):
        full = union(piece for day in days for piece in local_days(member.calendar.zone, day, day))
        bookable = subtract(bookable, full)
    if not bookable:
        return ()
    hours = _hours_near(member, rules, bookable)
    fitting = intersect(_fitting(hours, rules), bookable)
    if not fitting:
        return ()
    free = subtract(fitting, _blocked(member, rules, fitting))
    return _on_grid(hours, free, to_length(rules.interval))


def _bookable(zone: str, rules: SlotRules, asked: Sequence[Interval], now: datetime) -> Sequence[Interval]:
    """The asked instants that lie after the notice and within the window of members in that zone."""
    earliest = to_instant(now + rules.min_notice)
    today = local_date(zone, now)
    # The day before today: where the clock goes back over midnight, today can be left and entered again.
    window = local_days(zone, today - timedelta(days=1), today + timedelta(days=rules.booking_window_days))
    return intersect(intersect(asked, window), [(earliest, FOREVER)])


def _full_days(member: Member, rules: SlotRules) -> frozenset[date]:
    if rules.daily_max is None or not member.booked:
        return member.full_days
    return member.full_days.union(day for day, number in member.booked.items() if number >= rules.daily_max)


def _hours_near(member: Member, rules: SlotRules, starts: Sequence[Interval]) -> Hours:
    """All hours that a slot starting in the given set can touch, buffers included."""
    reach_back, reach_on = to_length(rules.buffer_before), to_length(rules.duration + rules.buffer_after)
    return hours_around(member.calendar, starts[0][0] - reach_back, starts[-1][1] + reach_on)


def _fitting(hours: Hours, rules: SlotRules) -> list[Interval]:
    """Starts whose slot lies in working time; the + 1 makes the last such start part of the interval."""
    before, after = 0, to_length(rules.duration) - 1
    if rules.buffers_within_hours:
        before, after = to_length(rules.buffer_before), after + to_length(rules.buffer_after)
    return [(start + before, end - after) for start, end in hours.open_time if start + before < end - after]


def _blocked(member: Member, rules: SlotRules, starts: Sequence[Interval]) -> list[Interval]:
    """Starts whose slot, buffers included, would meet busy time; only what matters to the given starts."""
    reach_on = to_length(rules.duration + rules.buffer_after) - 1
    reach_back = to_length(rules.buffer_before)
    low, high = starts[0][0], starts[-1][1]
    blocked = []
    for taken_from, taken_until in member.taken:
        first, until = taken_from - reach_on, taken_until + reach_back
        if first < high and until > low:
            blocked.append((first, until))
    for start, end, before, after, cancelled, transparent in member.busy:
        if cancelled or transparent:
            continue
        taken_from, taken_until = (start - EPOCH) // MICROSECOND, (end - EPOCH) // MICROSECOND
        if before or after:
            taken_from -= to_length(before)
            taken_until += to_length(after)
        first, until = taken_from - reach_on, taken_until + reach_back
        if taken_from < taken_until and first < high and until > low:
            blocked.append((first, until))
    return union(blocked)


def _on_grid(hours: Hours, starts: Sequence[Interval], step: int) -> Sequence[int]:
    """The grid points of the stretches that lie in the given set of starts."""
    points: list[int] = []
    first = 0
    for begin, end in hours.pieces:
        while first < len(starts) and starts[first][1] <= begin:
            first += 1
        index = first
        while index < len(starts) and starts[index][0] < end:
            low, high = starts[index]
            # The first grid point at or after both the stretch's begin and the interval's.
            skipped = -((begin - low) // step) if low > begin else 0
            points.extend(range(begin + skipped * step, min(high, end), step))
            index += 1
    # Overlapping windows can offer the same start twice, or out of order.
    return sorted(set(points)) if hours.overlapping else points
