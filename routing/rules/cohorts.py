"""Which way a lead buys: derived from its size when the sender does not say.

Source: shipped defaults. MANAGED from 2,000,000 revenue or 10 locations, ASSISTED from 500,000 or 3, else
SELF_SERVE. The rules stand in a table and are tried in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: cohort → selling plan, set-up plan
PLANS = {
    "MANAGED": ("AE_NEGOTIATED", "PAID_IC"),
    "ASSISTED": ("AE_GUIDED", "FREE_IC"),
    "SELF_SERVE": ("SELF_SERVE", "SELF_SERVE"),
}
SMALLEST = "SELF_SERVE"


@dataclass(frozen=True, slots=True)
class CohortThreshold:
    """A cohort and how big a business must be for it: either bound suffices, None = does not count."""

    cohort: str
    revenue: int | None
    locations: int | None


def derive_cohort(revenue: float | None, locations: int | None, thresholds: Sequence[CohortThreshold]) -> str:
    """The first cohort whose revenue or locations bound is reached."""
    for bound in thresholds:
        by_revenue = bound.revenue is not None and (revenue or 0) >= bound.revenue
        by_locations = bound.locations is not None and (locations or 0) >= bound.locations
        if by_revenue or by_locations:
            return bound.cohort
    return SMALLEST
