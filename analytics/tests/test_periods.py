"""Whose days, and compared with which."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.queries.asked import period_asked
from analytics.rules.periods import Period, period_named
from core.errors import Invalid

NEW_YORK = ZoneInfo("America/New_York")
AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)  # still the ninth in New York, whose clocks went forward on the eighth


def test_days_are_those_of_the_zone():
    period = period_named("7", AT, NEW_YORK)
    assert (period.first, period.last, period.days) == (date(2026, 3, 3), date(2026, 3, 9), 7)
    assert period.begins == datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert period.ends == AT  # the last day is not over
    assert [one.hour for one in period.midnights] == [5, 5, 5, 5, 5, 5, 4]


def test_period_that_is_over_ends_at_its_last_midnight():
    period = Period(date(2026, 3, 7), date(2026, 3, 8), NEW_YORK, AT)
    assert (period.begins, period.ends) == (datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))


def test_period_before_is_as_long_and_ends_at_the_same_time_of_day():
    before = period_named("7", AT, NEW_YORK).before
    assert (before.first, before.last) == (date(2026, 2, 24), date(2026, 3, 2))
    assert before.ends == datetime(2026, 3, 3, 3, 30, tzinfo=UTC)  # 22:30, in winter
    assert before.before.ends == datetime(2026, 2, 24, 3, 30, tzinfo=UTC)


def test_period_that_is_over_is_compared_with_one_that_is_over():
    before = Period(date(2026, 3, 7), date(2026, 3, 8), NEW_YORK, AT).before
    assert (before.begins, before.ends) == (datetime(2026, 3, 5, 5, tzinfo=UTC), datetime(2026, 3, 7, 5, tzinfo=UTC))


def test_today_begins_at_midnight():
    period = period_named("today", AT, NEW_YORK)
    assert (period.begins, period.ends, period.days) == (datetime(2026, 3, 9, 4, tzinfo=UTC), AT, 1)


def test_asked_by_name_or_by_days():
    assert period_asked({}, at=AT, zone=NEW_YORK) == period_named("30", AT, NEW_YORK)
    assert period_asked({"period": "90"}, at=AT, zone=NEW_YORK) == period_named("90", AT, NEW_YORK)
    asked = period_asked({"from": "2026-03-01", "to": "2026-05-01"}, at=AT, zone=NEW_YORK)
    assert (asked.first, asked.last) == (date(2026, 3, 1), date(2026, 3, 9))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"period": "8"}, "period"),
        ({"period": "7", "from": "2026-03-01", "to": "2026-03-02"}, "period"),
        ({"from": "2026-03-01"}, "to"),
        ({"to": "2026-03-01"}, "from"),
        ({"from": "x", "to": "2026-03-01"}, "from"),
        ({"from": "0001-01-01", "to": "2026-03-01"}, "from"),
        ({"from": "2026-03-01", "to": "9999-12-31"}, "to"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"from": "2026-03-11", "to": "2026-03-12"}, "from"),
        ({"from": "2025-03-01", "to": "2026-03-09"}, "from"),
    ],
)
def test_what_makes_no_period_is_refused_by_field(given, field):
    with pytest.raises(Invalid) as refusal:
        period_asked(given, at=AT, zone=NEW_YORK)
    assert list(refusal.value.details) == [field]
