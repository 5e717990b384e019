"""Working time: the one rule that says when somebody works, for slots and for clocks alike.

An instant is working time exactly when the wall clock of the calendar's zone reads inside [opens, closes) of
a window of its local date. A window that closes at or before it opens ends on the next day; 24:00 is written
as 00:00. What the wall clock skips in spring does not exist, what it repeats in autumn counts twice.
An override replaces the whole local day of its date: its own windows, and what the night before spilled into
it. A day off (holiday, company closure, full-day time off) removes the whole local day, overridden or not.

Method: write a window as an interval of wall-clock time and map it back through every stretch of constant
UTC offset. Gaps, folds, shifts of half an hour and skipped dates then need no case of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from workforce.rules.intervals import DAY, EPOCH, FOREVER, MICROSECOND, Interval, intersect, union
from workforce.rules.zones import zone

_EPOCH_DAY = EPOCH.date().toordinal()
_SECOND = 1_000_000
# Twice a day is often enough to meet every change of offset: none is undone within twelve hours.
_PROBE = 12 * 3600
# No zone is further from UTC than this.
_FURTHEST = 26 * 3600 * _SECOND


class NoWorkingTime(ValueError):
    """The calendar never opens, or not enough within the years we are ready to look ahead."""


class Window(NamedTuple):
    """Opening hours on the wall clock: closes <= opens means the next day, so 00:00 closes at midnight."""

    opens: time
    closes: time


Day = tuple[Window, ...]
Weekly = tuple[Day, Day, Day, Day, Day, Day, Day]
NO_HOURS: Weekly = ((), (), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a member or a team works, in its own zone. Weekly hours start with Monday.

    Equal calendars share computed hours, so a mapping of overrides must not change once it is given.
    """

    zone: str
    weekly: Weekly = NO_HOURS
    overrides: Mapping[date, Day] = field(default_factory=dict, hash=False)
    days_off: frozenset[date] = frozenset()

    def windows_on(self, day: date) -> Day:
        """The windows that begin on a local date, before days off are taken out."""
        replaced = self.overrides.get(day)
        return self.weekly[day.weekday()] if replaced is None else replaced

    @property
    def has_hours(self) -> bool:
        return any(self.weekly) or any(self.overrides.values())


class Hours(NamedTuple):
    """Expanded windows: pieces are their stretches by start, open_time is all of them joined.

    One window gives several stretches where the clock repeats and the window begins or ends inside the
    repeated hour; each is a stretch of its own. Pieces overlap only where windows do.
    """

    pieces: tuple[Interval, ...]
    open_time: tuple[Interval, ...]
    overlapping: bool


def hours_around(calendar: Calendar, start: int, end: int) -> Hours:
    """At least everything that meets [start, end), each stretch whole."""
    # A window may begin the day before; a zone may be a day ahead of UTC or behind it.
    first, last = _utc_date(start) - timedelta(days=2), _utc_date(end) + timedelta(days=1)
    return _hours(calendar, first, last)


def working_time(calendar: Calendar, start: int, end: int) -> list[Interval]:
    """Working time within [start, end), as a set of intervals."""
    return intersect(hours_around(calendar, start, end).open_time, [(start, end)])


@lru_cache(maxsize=1024)
def local_days(zone_name: str, first: date, last: date) -> tuple[Interval, ...]:
    """All instants whose local date is in first..last; 23, 25 or no hours are as good a day as 24."""
    if first > last:
        return ()
    start, end = wall_midnight(first), wall_midnight(last) + DAY
    return tuple(_preimage(offset_periods(zone_name, start - _FURTHEST, end + _FURTHEST), start, end))


def local_date(zone_name: str, moment: datetime) -> date:
    return moment.astimezone(zone(zone_name)).date()


def wall_midnight(day: date) -> int:
    """Midnight of a date on the wall clock, counted as if the wall clock were UTC."""
    return (day.toordinal() - _EPOCH_DAY) * DAY


def offset_periods(zone_name: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Stretches of constant offset (from, until, offset) that cover [start, end) and all beyond it."""
    changes = [
        change
        for year in range(_utc_date(start).year, _utc_date(end).year + 1)
        for change in _changes_in(zone_name, year)
        if start < change[0] < end
    ]
    if not changes:
        return [(-FOREVER, FOREVER, _offset_at(zone_name, start // _SECOND) * _SECOND)]
    periods = [(-FOREVER, changes[0][0], changes[0][1])]
    for index, (at, _, after) in enumerate(changes):
        periods.append((at, changes[index + 1][0] if index + 1 < len(changes) else FOREVER, after))
    return periods


@lru_cache(maxsize=256)
def _hours(calendar: Calendar, first: date, last: date) -> Hours:
    low, high = wall_midnight(first) - _FURTHEST, wall_midnight(last) + 2 * DAY + _FURTHEST
    offsets = offset_periods(calendar.zone, low, high)
    pieces = sorted(
        piece
        for wall_start, wall_end in _wall_windows(calendar, first, last)
        for piece in _preimage(offsets, wall_start, wall_end)
    )
    overlapping = any(one[1] > other[0] for one, other in pairwise(pieces))
    return Hours(tuple(pieces), tuple(union(pieces)), overlapping)


def _wall_windows(calendar: Calendar, first: date, last: date) -> Iterator[Interval]:
    """Windows on the wall clock, after overrides and days off have cut into them."""
    overrides, days_off = calendar.overrides, calendar.days_off
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        windows = calendar.windows_on(day)
        if not windows:
            continue
        next_day = date.fromordinal(number + 1)
        midnight = (number - _EPOCH_DAY) * DAY
        next_midnight = midnight + DAY
        # A day off removes what lies on that date; the part of its night after midnight belongs to the next.
        earliest = next_midnight if day in days_off else midnight
        latest = next_midnight if next_day in overrides or next_day in days_off else FOREVER
        for window in windows:
            opens, closes = _since_midnight(window.opens), _since_midnight(window.closes)
            start = max(midnight + opens, earliest)
            end = min((midnight if closes > opens else next_midnight) + closes, latest)
            if start < end:
                yield start, end


def _preimage(offsets: Sequence[tuple[int, int, int]], wall_start: int, wall_end: int) -> list[Interval]:
    """The instants at which a wall clock reads inside [wall_start, wall_end)."""
    if len(offsets) == 1:
        return [(wall_start - offsets[0][2], wall_end - offsets[0][2])]
    pieces: list[Interval] = []
    for since, until, offset in offsets:
        start, end = max(wall_start - offset, since), min(wall_end - offset, until)
        if start >= end:
            continue
        if pieces and pieces[-1][1] == start:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


@lru_cache(maxsize=1024)
def _changes_in(zone_name: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """Changes of offset within a UTC year: (instant, offset before, offset after)."""
    found = []
    low = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    until = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    before = _offset_at(zone_name, low)
    while low < until:
        high = min(low + _PROBE, until)
        after = _offset_at(zone_name, high)
        if after != before:
            at = _first_second_of(zone_name, after, low, high)
            found.append((at * _SECOND, before * _SECOND, after * _SECOND))
        low, before = high, after
    return tuple(found)


def _first_second_of(zone_name: str, offset: int, low: int, high: int) -> int:
    """Halve (low, high] until the first second with the new offset is found."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(zone_name, middle) == offset:
            high = middle
        else:
            low = middle
    return high


def _offset_at(zone_name: str, seconds: int) -> int:
    offset = datetime.fromtimestamp(seconds, zone(zone_name)).utcoffset()
    return offset.days * 86400 + offset.seconds if offset is not None else 0


@lru_cache(maxsize=2048)
def _since_midnight(wall: time) -> int:
    return (
        timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
        // MICROSECOND
    )


def _utc_date(instant: int) -> date:
    return date.fromordinal(_EPOCH_DAY + instant // DAY)
