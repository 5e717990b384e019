"""How old the knowledge of a calendar may be: up to date, out of date, or as good as none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Freshness(StrEnum):
    FRESH = "FRESH"
    STALE = "STALE"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class Trust:
    """fresh_for   knowledge that is no older is up to date
    grace       knowledge that is older is as good as none
    last_known  members are offered by knowledge of any age all the same
    """

    fresh_for: timedelta
    grace: timedelta
    last_known: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """unknown  the grace is over: somebody is to be told
    hides    the member is not offered: what is taken is unknown, and unknown is never free
    """

    freshness: Freshness
    age: timedelta
    unknown: bool
    hides: bool


def judged(read_at: datetime | None, connected_at: datetime, *, failing: bool, trust: Trust, at: datetime) -> Judged:
    """A calendar that was never read is as old as its connection. One that nobody tries to read grows old as well.

    failing  the last try failed
    """
    age = max(at - (read_at or connected_at), timedelta(0))
    unknown = age > trust.grace
    if read_at is not None and age <= trust.fresh_for:
        freshness = Freshness.FRESH
    else:
        freshness = Freshness.UNREADABLE if failing or unknown else Freshness.STALE
    return Judged(freshness, age, unknown, hides=unknown and not (trust.last_known and read_at is not None))


def wait_after(failures: int, *, read_every: timedelta, longest: timedelta, not_before: timedelta) -> timedelta:
    """Until the next try: twice as long after each failure, at most `longest`, and never before we are asked to."""
    doubled = read_every * (1 << min(max(failures - 1, 0), 10))
    return max(min(doubled, max(longest, read_every)), not_before)
