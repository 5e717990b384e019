"""Priority, cohort and first-contact clock, at their edges."""

from datetime import UTC, datetime, timedelta

import pytest

from routing.rules.cohorts import CohortThreshold, derive_cohort
from routing.rules.priority import base_parts
from routing.rules.scores import earned, next_change, priority_of, score_at
from routing.rules.sla import clock_from, sla_status
from routing.rules.urgency import days_in_step, urgency_parts

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHIPPED = [CohortThreshold("MANAGED", 2_000_000, 10), CohortThreshold("ASSISTED", 500_000, 3)]


@pytest.mark.parametrize(
    "revenue, cohort, channel, score",
    [
        (2_000_000, "MANAGED", "WEBSITE", 70),
        (1_999_999, "MANAGED", "WEBSITE", 50),
        (500_000, "ASSISTED", "REFERRAL", 50),
        (499_999, "ASSISTED", "WEBSITE", 30),
        (None, "SELF_SERVE", "", 10),
    ],
)
def test_score_adds_revenue_cohort_and_source(revenue, cohort, channel, score):
    assert sum(part.points for part in base_parts(revenue, cohort, channel)) == score


@pytest.mark.parametrize("minutes, points", [(0, 0), (15, 0), (15.1, 10), (30, 10), (30.1, 20), (600, 20)])
def test_waiting_earns_points_after_15_and_30_minutes(minutes, points):
    assert earned("AE", timedelta(minutes=minutes)) == points


def test_next_change_is_the_next_step_of_waiting():
    assert next_change("AE", AT, AT) == AT + 15 * MINUTE
    assert next_change("AE", AT, AT + 20 * MINUTE) == AT + 30 * MINUTE
    assert next_change("AE", AT, AT + 31 * MINUTE) is None


@pytest.mark.parametrize("score, priority", [(80, "URGENT"), (79, "HIGH"), (60, "HIGH"), (59, "MEDIUM"), (39, "LOW")])
def test_priority_follows_the_score(score, priority):
    assert priority_of(score) == priority


@pytest.mark.parametrize(
    "revenue, locations, cohort",
    [
        (2_000_000, 1, "MANAGED"),
        (0, 10, "MANAGED"),
        (500_000, 0, "ASSISTED"),
        (None, 3, "ASSISTED"),
        (499_999, 2, "SELF_SERVE"),
        (None, None, "SELF_SERVE"),
    ],
)
def test_cohort_follows_the_size(revenue, locations, cohort):
    assert derive_cohort(revenue, locations, SHIPPED) == cohort


def test_clock_is_at_risk_from_four_fifths_and_breached_from_its_end():
    clock = clock_from(AT, 15 * MINUTE)
    states = [sla_status(clock.warn_at, clock.due_at, None, AT + m * MINUTE) for m in (0, 11.9, 12, 14.9, 15, 99)]
    assert states == ["ON_TIME", "ON_TIME", "AT_RISK", "AT_RISK", "BREACHED", "BREACHED"]
    assert sla_status(clock.warn_at, clock.due_at, AT + 99 * MINUTE, AT + 100 * MINUTE) == "MET"


def test_no_target_is_no_clock():
    assert clock_from(AT, None) is None
    assert sla_status(None, None, None, AT) == "NO_SLA"


@pytest.mark.parametrize(
    "cohort, step, severities, score",
    [
        ("MANAGED", 9, ["HIGH"], 65),
        ("ASSISTED", 10, ["LOW", "MEDIUM"], 30),
        ("SELF_SERVE", 8, ["MEDIUM", "HIGH", "HIGH"], 20),
        ("MANAGED", 8, [], 30),
    ],
)
def test_urgency_adds_cohort_blockers_and_step(cohort, step, severities, score):
    assert sum(part.points for part in urgency_parts(cohort, step, severities)) == score


@pytest.mark.parametrize("hours, points", [(0, 0), (47.99, 0), (48, 15), (71.99, 15), (72, 25), (120, 40), (9000, 40)])
def test_time_in_a_step_earns_points_from_2_3_and_5_days_on(hours, points):
    assert earned("IC", timedelta(hours=hours)) == points
    assert score_at("IC", 30, AT, None, AT + timedelta(hours=hours)).points == 30 + points


def test_urgency_changes_at_the_very_instant_of_the_day():
    two_days = AT + timedelta(days=2)
    before = score_at("IC", 0, AT, None, two_days - timedelta(microseconds=1))
    assert (before.points, before.changes_at) == (0, two_days - timedelta(microseconds=1))
    assert score_at("IC", 0, AT, None, two_days).points == 15


def test_days_in_a_step_are_whole_ones():
    assert [days_in_step(AT, AT + timedelta(hours=hours)) for hours in (-1, 0, 23.9, 24, 71.9, 72)] == [
        0,
        0,
        0,
        1,
        2,
        3,
    ]
