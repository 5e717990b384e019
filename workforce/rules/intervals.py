"""Half-open intervals of instants: the set arithmetic beneath every rule of time.

An instant is a whole number of microseconds since 1970-01-01T00:00Z: exact, and several times faster than
datetimes in the loops that look at a month of fifty calendars. Signatures outside keep datetimes.
A set is a list of (start, end), sorted, disjoint and not touching; union() makes one of anything.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

Interval = tuple[int, int]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
FOREVER = 1 << 62


def to_instant(moment: datetime) -> int:
    """The instant of an aware datetime; a naive one is an error, never a guess."""
    return (moment - EPOCH) // MICROSECOND


def to_datetime(instant: int) -> datetime:
    return EPOCH + timedelta(0, 0, instant)


def to_length(span: timedelta) -> int:
    return span // MICROSECOND


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Everything covered by at least one interval; touching ones join, empty ones vanish."""
    merged: list[Interval] = []
    last_start, last_end = 0, -FOREVER
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if start > last_end:
            if last_end > -FOREVER:
                merged.append((last_start, last_end))
            last_start, last_end = start, end
        elif end > last_end:
            last_end = end
    if last_end > -FOREVER:
        merged.append((last_start, last_end))
    return merged


def intersect(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What lies in both sets."""
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start = max(left[i][0], right[j][0])
        end = min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(kept: Sequence[Interval], removed: Sequence[Interval]) -> list[Interval]:
    """What lies in the first set and not in the second."""
    rest: list[Interval] = []
    first = 0
    for start, end in kept:
        while first < len(removed) and removed[first][1] <= start:
            first += 1
        cursor, index = start, first
        while index < len(removed) and removed[index][0] < end:
            if removed[index][0] > cursor:
                rest.append((cursor, removed[index][0]))
            cursor = removed[index][1]
            index += 1
        if cursor < end:
            rest.append((cursor, end))
    return rest
