"""How pressing a lead is, at any instant.

Source: routing API specification, "Priority calculation". Revenue 40/20/10, cohort 30/20/0, waiting 10 after
15 minutes and 20 after 30, referral 10. 80 is URGENT, 60 HIGH, 40 MEDIUM, below LOW. Waiting ends at first contact.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

REVENUE = ((2_000_000, 40), (500_000, 20))
REVENUE_LEAST = 10
COHORT = {"MANAGED": 30, "ASSISTED": 20}
WAITING = ((timedelta(minutes=30), 20), (timedelta(minutes=15), 10))  # strictly longer than
REFERRAL = 10
PRIORITIES = ((80, "URGENT"), (60, "HIGH"), (40, "MEDIUM"))
LOWEST = "LOW"


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for a score."""

    name: str
    points: int


def base_parts(annual_revenue: float | None, cohort: str, channel: str) -> list[Part]:
    """The parts of a lead's score that time does not change. Unknown revenue counts as the least."""
    revenue = next((points for least, points in REVENUE if (annual_revenue or 0) >= least), REVENUE_LEAST)
    parts = [Part("revenue", revenue), Part("cohort", COHORT.get(cohort, 0))]
    if channel == "REFERRAL":
        parts.append(Part("referral", REFERRAL))
    return parts


def waiting_points(waited: timedelta) -> int:
    """Points for having waited: more than 30 minutes 20, more than 15 minutes 10."""
    return next((points for least, points in WAITING if waited > least), 0)


@dataclass(frozen=True, slots=True)
class Score:
    """What a lead scores at an instant, and the last instant at which it still does; None when it stays so."""

    points: int
    changes_at: datetime | None

    @property
    def priority(self) -> str:
        return priority_of(self.points)


def score_at(base: int, waiting_since: datetime, contacted_at: datetime | None, at: datetime) -> Score:
    """The score at `at` of a lead that scores `base` without waiting; waiting earns nothing more once contacted."""
    until = at if contacted_at is None else contacted_at
    points = base + waiting_points(until - waiting_since)
    return Score(points, next_change(waiting_since, at) if contacted_at is None else None)


def next_change(waiting_since: datetime, at: datetime) -> datetime | None:
    """The next instant after `at` at which waiting earns more points; None when it never does again."""
    later = [waiting_since + least for least, _ in WAITING if waiting_since + least >= at]
    return min(later, default=None)


def priority_of(score: int) -> str:
    return next((name for least, name in PRIORITIES if score >= least), LOWEST)


def scores_of(priority: str) -> tuple[int | None, int | None]:
    """The scores that make that priority: from the first, below the second; None where there is no bound."""
    upper = None
    for least, name in PRIORITIES:
        if name == priority:
            return least, upper
        upper = least
    return None, upper
