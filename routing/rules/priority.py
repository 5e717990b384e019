"""How pressing a lead is.

Source: routing API specification, "Priority calculation". Revenue 40/20/10, cohort 30/20/0, waiting 10 after
15 minutes and 20 after 30, referral 10. Waiting ends at first contact.
"""

from dataclasses import dataclass
from datetime import timedelta

REVENUE = ((2_000_000, 40), (500_000, 20))
REVENUE_LEAST = 10
COHORT = {"MANAGED": 30, "ASSISTED": 20}
WAITING = ((timedelta(minutes=30), 20), (timedelta(minutes=15), 10))  # strictly longer than
REFERRAL = 10


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
