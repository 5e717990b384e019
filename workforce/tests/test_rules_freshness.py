from datetime import UTC, datetime, timedelta

import pytest

from workforce.rules.freshness import Freshness, Judged, Trust, judged, wait_after

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
MINUTE = timedelta(minutes=1)
TRUST = Trust(fresh_for=30 * MINUTE, grace=120 * MINUTE)
BELIEVING = Trust(30 * MINUTE, 120 * MINUTE, last_known=True)


@pytest.mark.parametrize(
    "minutes, failing, freshness, unknown",
    [
        (0, False, Freshness.FRESH, False),
        (30, True, Freshness.FRESH, False),  # one failed try takes nothing from what was read a moment ago
        (31, False, Freshness.STALE, False),
        (31, True, Freshness.UNREADABLE, False),
        (120, True, Freshness.UNREADABLE, False),
        (121, True, Freshness.UNREADABLE, True),
        (121, False, Freshness.UNREADABLE, True),  # nobody tries: the reader itself is gone
    ],
)
def test_knowledge_grows_old(minutes, failing, freshness, unknown):
    found = judged(NOW - minutes * MINUTE, LONG_AGO, failing=failing, trust=TRUST, at=NOW)
    assert found == Judged(freshness, minutes * MINUTE, unknown, hides=unknown)
    believed = judged(NOW - minutes * MINUTE, LONG_AGO, failing=failing, trust=BELIEVING, at=NOW)
    assert believed == Judged(freshness, minutes * MINUTE, unknown, hides=False)


@pytest.mark.parametrize("trust", [TRUST, BELIEVING])
@pytest.mark.parametrize(
    "minutes, failing, freshness, hides",
    [
        (1, False, Freshness.STALE, False),
        (1, True, Freshness.UNREADABLE, False),
        (121, True, Freshness.UNREADABLE, True),
    ],
)
def test_calendar_that_was_never_read_is_as_old_as_its_connection(minutes, failing, freshness, hides, trust):
    """There is no last known state that could be trusted."""
    found = judged(None, NOW - minutes * MINUTE, failing=failing, trust=trust, at=NOW)
    assert found == Judged(freshness, minutes * MINUTE, hides, hides)


def test_reading_from_the_future_is_new():
    assert judged(NOW + MINUTE, LONG_AGO, failing=False, trust=TRUST, at=NOW).age == timedelta(0)


@pytest.mark.parametrize(
    "failures, asked, minutes", [(1, 0, 10), (2, 0, 20), (3, 0, 40), (4, 0, 60), (5000, 0, 60), (1, 90, 90), (4, 5, 60)]
)
def test_failing_calendar_is_tried_ever_more_rarely(failures, asked, minutes):
    wait = wait_after(failures, read_every=10 * MINUTE, longest=60 * MINUTE, not_before=asked * MINUTE)
    assert wait == minutes * MINUTE


def test_rare_readings_stay_as_rare():
    wait = wait_after(3, read_every=600 * MINUTE, longest=60 * MINUTE, not_before=timedelta(0))
    assert wait == 600 * MINUTE
