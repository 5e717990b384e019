"""Quiet hours on the person's own clock, through midnight and through nights in which the clock is changed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.rules.quiet_hours import quiet_until

NEW_YORK = ZoneInfo("America/New_York")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "begins", "ends", "until"),
    [
        ("2026-03-02T02:59", time(22), time(7), None),  # 21:59 there
        ("2026-03-02T03:00", time(22), time(7), "2026-03-02T12:00"),
        ("2026-03-02T11:59", time(22), time(7), "2026-03-02T12:00"),
        ("2026-03-02T12:00", time(22), time(7), None),
        ("2026-03-02T18:00", time(13), time(14), "2026-03-02T19:00"),
        ("2026-03-02T17:59", time(13), time(14), None),
        ("2026-03-02T18:00", time(13), time(13), None),
        ("2026-03-02T18:00", None, time(14), None),
        ("2026-03-02T18:00", time(13), None, None),
        ("2026-03-08T05:00", time(22), time(7), "2026-03-08T11:00"),  # an hour less that night
        ("2026-11-01T04:00", time(22), time(7), "2026-11-01T12:00"),  # an hour more
        ("2026-11-01T05:15", time(0), time(1, 30), "2026-11-01T05:30"),  # 1:15 the first time
        ("2026-11-01T06:15", time(0), time(1, 30), "2026-11-01T06:30"),  # and the second
    ],
)
def test_quiet_until(at, begins, ends, until):
    assert quiet_until(utc(at), NEW_YORK, begins, ends) == (utc(until) if until else None)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  (made aware below)
    st.sampled_from(["UTC", "America/New_York", "Europe/Madrid", "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.times(),
    st.times(),
)
def test_quiet_until_lies_ahead_and_within_a_day(moment, zone, begins, ends):
    at = moment.replace(tzinfo=UTC)
    until = quiet_until(at, ZoneInfo(zone), begins, ends)
    if until is not None:
        assert 0 < (until - at).total_seconds() <= 25 * 3600
