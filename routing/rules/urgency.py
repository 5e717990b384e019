"""How urgently a merchant needs help.

Source: routing API specification, "Urgency calculation". Cohort 30/15/0; in the present step for 2, 3 or 5 days
15/25/40; a blocker of high severity 20; steps 9 and 10 fifteen. Days are whole ones of 24 hours since the step began.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from routing.rules.priority import Part

COHORT = {"MANAGED": 30, "ASSISTED": 15}
HIGH_BLOCKER = 20
CRITICAL_STEPS = {9: 15, 10: 15}
_INSTANT = timedelta(microseconds=1)
#: "from 2 days on" is "strictly longer than an instant less", which is how growth is asked for
IN_STEP = (
    (timedelta(days=5) - _INSTANT, 40),
    (timedelta(days=3) - _INSTANT, 25),
    (timedelta(days=2) - _INSTANT, 15),
)


def urgency_parts(cohort: str, step: int, severities: Iterable[str]) -> list[Part]:
    """The parts of a merchant's score that time does not change.

    step        number of the onboarding step the merchant is at
    severities  of what blocks the merchant
    """
    parts = [Part("cohort", COHORT.get(cohort, 0))]
    if "HIGH" in severities:
        parts.append(Part("blocker", HIGH_BLOCKER))
    if step in CRITICAL_STEPS:
        parts.append(Part("step", CRITICAL_STEPS[step]))
    return parts


def days_in_step(since: datetime, at: datetime) -> int:
    """Whole days of 24 hours."""
    return max(0, (at - since) // timedelta(days=1))
