"""The rules of time said slowly and obviously: look at every minute. The fast rules must agree with it.

Nothing here is shared with the rules but their input types and the pinned zones. Every moment it is
given lies on a whole minute.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from workforce.rules.due import Pause
from workforce.rules.free_slots import Member, Mode, Period, SlotRules
from workforce.rules.working_time import Calendar, Window
from workforce.rules.zones import zone

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


def windows_that_hold(calendar: Calendar, minute: datetime) -> list[tuple[date, Window]]:
    """The windows, named by the date on which they begin, inside which the wall clock reads at this minute."""
    wall = minute.astimezone(zone(calendar.zone))
    today, clock = wall.date(), wall.time()
    if today in calendar.days_off:
        return []
    found = [
        (today, window)
        for window in windows_of(calendar, today)
        if window.opens <= clock and (is_overnight(window) or clock < window.closes)
    ]
    if today not in calendar.overrides:
        yesterday = today - DAY
        found += [
            (yesterday, window)
            for window in windows_of(calendar, yesterday)
            if is_overnight(window) and clock < window.closes
        ]
    return found


def is_overnight(window: Window) -> bool:
    return window.closes <= window.opens


def windows_of(calendar: Calendar, day: date) -> set[Window]:
    return set(calendar.overrides.get(day, calendar.weekly[day.weekday()]))


def is_working(calendar: Calendar, minute: datetime) -> bool:
    return bool(windows_that_hold(calendar, minute))


def is_paused(pauses: Sequence[Pause], minute: datetime) -> bool:
    return any(pause.start <= minute and (pause.end is None or minute < pause.end) for pause in pauses)


def working_time(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> timedelta:
    running = [
        minute for minute in minutes(start, end) if is_working(calendar, minute) and not is_paused(pauses, minute)
    ]
    return len(running) * MINUTE


def due_at(
    start: datetime, target: timedelta, calendar: Calendar, pauses: Sequence[Pause], within: timedelta
) -> datetime | None:
    """The deadline, or None when it does not come within the time we have the patience to look at."""
    left = target
    for minute in minutes(start, start + within):
        if not left:
            return minute
        if is_working(calendar, minute) and not is_paused(pauses, minute):
            left -= MINUTE
            if not left:
                return minute + MINUTE
    return None


def free_slots(
    members: Sequence[Member], rules: SlotRules, period: Period, now: datetime, mode: Mode
) -> list[tuple[datetime, datetime, tuple[object, ...]]]:
    offered = {member.id: starts_of(member, rules, period, now) for member in members}
    slots = []
    for start in sorted(set().union(*offered.values())):
        takers = tuple(member.id for member in members if start in offered[member.id])
        if mode == Mode.ANY or len(takers) == len(members):
            slots.append((start, start + rules.duration, takers))
    return slots


def starts_of(member: Member, rules: SlotRules, period: Period, now: datetime) -> set[datetime]:
    begin = datetime.combine(period.first, time(), UTC) - 3 * DAY
    end = datetime.combine(period.last, time(), UTC) + 4 * DAY
    holders = {minute: windows_that_hold(member.calendar, minute) for minute in minutes(begin, end)}
    working = {minute for minute, windows in holders.items() if windows}
    taken = busy_minutes(member)
    asking, own = zone(period.zone), zone(member.calendar.zone)
    last_day = now.astimezone(own).date() + rules.booking_window_days * DAY
    return {
        start
        for start in grid(holders, rules.interval)
        if not member.unknown
        and period.first <= start.astimezone(asking).date() <= period.last
        and start >= now + rules.min_notice
        and start.astimezone(own).date() <= last_day
        and start.astimezone(own).date() not in member.full_days
        and (rules.daily_max is None or member.booked.get(start.astimezone(own).date(), 0) < rules.daily_max)
        and fits(start, rules, working, taken)
    }


def fits(start: datetime, rules: SlotRules, working: set[datetime], taken: set[datetime]) -> bool:
    padded = set(minutes(start - rules.buffer_before, start + rules.duration + rules.buffer_after))
    inside = padded if rules.buffers_within_hours else set(minutes(start, start + rules.duration))
    return inside <= working and not padded & taken


def busy_minutes(member: Member) -> set[datetime]:
    return {
        minute
        for busy in member.busy
        if not busy.cancelled and not busy.transparent
        for minute in minutes(busy.start - busy.buffer_before, busy.end + busy.buffer_after)
    }


def grid(holders: dict[datetime, list[tuple[date, Window]]], interval: timedelta) -> Iterator[datetime]:
    """Walk each window minute by minute; a minute whose predecessor is not of the window starts a grid."""
    begun: dict[tuple[date, Window], datetime] = {}
    for minute, windows in holders.items():
        for window in windows:
            if window not in holders.get(minute - MINUTE, []):
                begun[window] = minute
            if (minute - begun[window]) % interval == timedelta(0):
                yield minute
