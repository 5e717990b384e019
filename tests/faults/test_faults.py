"""Small sizes of what `bin/bench faults` runs: every invariant holds under kills, and the naive way fails."""

import pytest

from bench.faults import idempotency, limits, notifications, ownership, sleep, slots, timers
from bench.faults import redis as redis_away
from bench.report import Report

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def missed(report: Report) -> list[tuple[str, str]]:
    """Broken promises; how long something took is for the benchmark to say, on a machine that is not busy testing."""
    lines = [line for line in report.lines if line.met is False and not line.result.endswith((" s", "ms"))]
    return [(line.what, line.result) for line in lines]


def test_claims_have_one_owner_while_web_is_killed() -> None:
    assert missed(ownership.main(small=True)) == []


def test_one_key_has_one_effect_and_one_answer() -> None:
    assert missed(idempotency.main(small=True)) == []


def test_one_of_many_has_the_slot() -> None:
    assert missed(slots.main(small=True)) == []


def test_writes_go_on_without_redis() -> None:
    assert missed(redis_away.main(small=True)) == []


def test_sleeping_page_wakes_up_to_the_truth() -> None:
    assert missed(sleep.main(small=True)) == []


def test_notifications_survive_killed_workers() -> None:
    assert missed(notifications.main(small=True)) == []


def test_timers_fire_once_with_killed_sweepers() -> None:
    assert missed(timers.main(small=True)) == []


def test_limit_holds_for_many_clients_at_once() -> None:
    assert missed(limits.main(small=True)) == []
