"""What becomes of a delivery after a try."""

from datetime import timedelta

import pytest

from notifications.rules.after_try import Verdict, after_try

WAITS = (timedelta(seconds=30), timedelta(minutes=3))


def judged(result, **changes):
    facts = {"attempts": 1, "retryable": True, "repeat_when_unknown": True, "jitter": 0.2, "draw": 0.0} | changes
    return after_try(result, waits=WAITS, **facts)


def test_after_try_sent_stays_sent():
    assert judged("SENT", attempts=9) == Verdict("SENT")


@pytest.mark.parametrize(("attempts", "wait"), [(1, timedelta(seconds=30)), (2, timedelta(minutes=3))])
def test_after_try_failed_waits_longer_each_time(attempts, wait):
    assert judged("FAILED", attempts=attempts) == Verdict("QUEUED", wait=wait)


def test_after_try_failed_after_every_wait_gives_up():
    assert judged("FAILED", attempts=3) == Verdict("FAILED", "GAVE_UP")


def test_after_try_refused_is_not_tried_again():
    assert judged("FAILED", retryable=False) == Verdict("FAILED", "REFUSED")


def test_after_try_unknown_by_policy():
    assert judged("UNKNOWN", retryable=False) == Verdict("QUEUED", wait=WAITS[0])
    assert judged("UNKNOWN", repeat_when_unknown=False) == Verdict("UNKNOWN", "OUTCOME_UNKNOWN")
    assert judged("UNKNOWN", attempts=3) == Verdict("UNKNOWN", "OUTCOME_UNKNOWN")


@pytest.mark.parametrize(("draw", "seconds"), [(-1.0, 24), (1.0, 36)])
def test_after_try_waits_are_spread(draw, seconds):
    assert judged("FAILED", draw=draw).wait == timedelta(seconds=seconds)
