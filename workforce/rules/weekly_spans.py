"""Weekly hours as people write them: pairs of times by weekday, what cannot be meant, and how long it is.

A span that ends at or before its start ends on the next day; "24:00" is midnight. Minutes are counted on the wall
clock, as if every day had 24 hours.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[str, str]
Week = Sequence[Sequence[Span]]

DAY = 24 * 60
WEEK = 7 * DAY


def tidy(spans: Iterable[Sequence[str]]) -> list[Span]:
    """In order of their starts; an end at midnight is written as 24:00."""
    return sorted((starts, "24:00" if ends == "00:00" else ends) for starts, ends in spans)


def minutes(span: Span) -> tuple[int, int]:
    """Start and end in minutes after the day's midnight; the end always follows the start."""
    start, end = (_minutes(text) for text in span)
    return start, end if end > start else end + DAY


def length(spans: Iterable[Span]) -> int:
    """Minutes in all."""
    return sum(end - start for start, end in map(minutes, spans))


def overlapping(spans: Iterable[Span]) -> bool:
    """Whether two spans of one day share time, those that run into the next day included."""
    taken = sorted(minutes(span) for span in spans)
    return any(one[1] > other[0] for one, other in pairwise(taken))


def overlapping_days(week: Week) -> list[int]:
    """Weekdays with a span that meets another of the same day, or one that the night before runs into."""
    found = set()
    stretches = sorted(
        (day * DAY + start, day * DAY + end, day)
        for day, spans in enumerate(week)
        for start, end in map(minutes, spans)
    )
    if not stretches:
        return []
    first = stretches[0]
    around = [*stretches, (first[0] + WEEK, first[1] + WEEK, first[2])]  # Sunday night meets Monday
    reach = around[0][1]
    for start, end, day in around[1:]:
        if start < reach:
            found.add(day)
        reach = max(reach, end)
    return sorted(found)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
