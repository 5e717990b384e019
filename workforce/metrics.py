"""What /metrics says about outside calendars."""

from prometheus_client import Counter

from core import clock
from core.metrics import REGISTRY, gauge_source
from workforce.queries.outside_calendars import calendars_judged

READINGS = Counter(
    "switchboard_calendar_readings_total",
    "Readings of outside calendars, by provider and outcome.",
    ["provider", "outcome"],
    registry=REGISTRY,
)


@gauge_source("switchboard_calendar_age_seconds", "How old the oldest knowledge of an outside calendar is.")
def oldest_calendar() -> float:
    ages = [judgement.age.total_seconds() for _, judgement in calendars_judged(at=clock.now())]
    return max(ages, default=0.0)


@gauge_source("switchboard_calendars_unknown", "Outside calendars that nobody could read for longer than the grace.")
def unknown_calendars() -> float:
    return float(sum(judgement.unknown for _, judgement in calendars_judged(at=clock.now())))
