"""Deadlines in working time: when a clock runs out, and how much of it has run.

due = the instant at which `target` of working, unpaused time has passed since the start. A pause counts only
where it overlaps working time. A target that is used up exactly at closing time is due at closing time, not
at the next opening. Exact to the microsecond; working time is the rule of working_time.py.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from workforce.rules.intervals import (
    DAY,
    FOREVER,
    MICROSECOND,
    Interval,
    subtract,
    to_datetime,
    to_instant,
    to_length,
    union,
)
from workforce.rules.working_time import Calendar, NoWorkingTime, working_time

# A deadline further away than this is a mistake in the hours, not a promise to anybody.
HORIZON = timedelta(days=5 * 366)
# Most deadlines fall within days; those that do not are looked for in ever larger strides.
FIRST_STRIDE, LONGEST_STRIDE = 4 * DAY, 32 * DAY


class Pause(NamedTuple):
    """The clock stands still in [start, end); without an end it still does."""

    start: datetime
    end: datetime | None = None


def due_at(start: datetime, target: timedelta, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The deadline. NoWorkingTime when the calendar never opens, or not enough within the horizon."""
    if target < timedelta(0):
        raise ValueError("A target cannot be negative.")
    if not calendar.has_hours:
        raise NoWorkingTime("The calendar has no open time.")
    left = to_length(target)
    if not left:
        return to_datetime(to_instant(start))
    stopped = _stopped(pauses)
    cursor = to_instant(start)
    limit = cursor + to_length(HORIZON)
    if stopped and stopped[-1][1] == FOREVER:
        limit = min(limit, stopped[-1][0])
    stride = FIRST_STRIDE
    while cursor < limit:
        until = min(cursor + stride, limit)
        for opened, closed in subtract(working_time(calendar, cursor, until), stopped):
            if left <= closed - opened:
                return to_datetime(opened + left)
            left -= closed - opened
        cursor, stride = until, min(2 * stride, LONGEST_STRIDE)
    raise NoWorkingTime(f"{left * MICROSECOND} of {target} remain when no more working time is in sight.")


def working_time_between(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> timedelta:
    """How much working, unpaused time lies in [start, end); zero when the end is not after the start."""
    first, last = to_instant(start), to_instant(end)
    if last <= first:
        return timedelta(0)
    running = subtract(working_time(calendar, first, last), _stopped(pauses))
    return sum(closed - opened for opened, closed in running) * MICROSECOND


def _stopped(pauses: Sequence[Pause]) -> list[Interval]:
    return union((to_instant(begin), FOREVER if end is None else to_instant(end)) for begin, end in pauses)
