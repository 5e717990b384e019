"""Calendars, busy times and dates that hurt: the nights on which clocks change, and the days beside them."""

import os
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from workforce.rules.due import Pause
from workforce.rules.free_slots import Busy, Member, Period, SlotRules
from workforce.rules.working_time import Calendar, Window

# The nights of each zone: its changes of clock where it has any.
NIGHTS = {
    "America/New_York": [date(2027, 3, 14), date(2027, 11, 7)],
    "Europe/Berlin": [date(2027, 3, 28), date(2027, 10, 31)],
    "Europe/London": [date(2027, 3, 28), date(2027, 10, 31)],
    "Australia/Lord_Howe": [date(2027, 4, 4), date(2027, 10, 3)],  # half an hour
    "Asia/Kolkata": [date(2027, 2, 28)],
    "America/Santiago": [date(2027, 4, 4), date(2027, 9, 5)],  # at midnight, both
    "Pacific/Auckland": [date(2027, 4, 4), date(2027, 9, 26)],
    "Pacific/Honolulu": [date(2027, 12, 31)],
    "Pacific/Chatham": [date(2027, 4, 4), date(2027, 9, 26)],  # at 02:45, offset of 12:45
    "Asia/Kathmandu": [date(2028, 2, 29)],
    "America/Havana": [date(2028, 3, 12), date(2027, 11, 7)],  # 00:00 is skipped, and repeated
    "Atlantic/Azores": [date(2027, 3, 28), date(2027, 10, 31)],
    "America/St_Johns": [date(2006, 4, 2), date(2006, 10, 29)],  # at 00:01: back into yesterday
    "Pacific/Apia": [date(2011, 12, 30)],  # a date that never was
    "Pacific/Kiritimati": [date(2027, 1, 1)],
    "Africa/Casablanca": [date(2025, 2, 23), date(2025, 4, 6)],  # Ramadan
    "Africa/Cairo": [date(2027, 4, 30), date(2027, 10, 29)],
}
QUARTER = timedelta(minutes=15)


def checked(examples: int) -> settings:
    """So many examples, or forty times as many with HYPOTHESIS_PROFILE=thorough."""
    many = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1
    return settings(
        max_examples=examples * many,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def zones() -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(NIGHTS))


def nights(zone: str) -> st.SearchStrategy[date]:
    return st.sampled_from(NIGHTS[zone])


def wall_times() -> st.SearchStrategy[time]:
    # The small hours are where clocks change, so they come up most.
    small = st.builds(time, st.integers(0, 5), st.sampled_from([0, 15, 30, 45]))
    return st.one_of(small, small, st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 1, 30])))


def days() -> st.SearchStrategy[tuple[Window, ...]]:
    windows = st.builds(Window, wall_times(), wall_times())
    usual = st.lists(windows, min_size=1, max_size=3).map(tuple)
    return st.one_of(usual, usual, usual, st.just(()))


@st.composite
def calendars(draw: st.DrawFn, near: date, zone: str | None = None) -> Calendar:
    close = st.integers(-3, 3).map(lambda number: near + timedelta(days=number))
    return Calendar(
        zone=zone or draw(zones()),
        weekly=draw(st.tuples(*[days()] * 7)),
        overrides=draw(st.dictionaries(close, days(), max_size=2)),
        days_off=draw(st.frozensets(close, max_size=2)),
    )


def moments(near: date, spread: int = 3) -> st.SearchStrategy[datetime]:
    midnight = datetime.combine(near, time(), UTC)
    return st.integers(-spread * 96, spread * 96).map(lambda quarters: midnight + quarters * QUARTER)


def nows(near: date) -> st.SearchStrategy[datetime]:
    """Mostly before the night in question, or little could be offered; to the minute, as the clock stands."""
    minutes = st.one_of(st.integers(-4320, 0), st.integers(-4320, 2880))
    return minutes.map(lambda number: datetime.combine(near, time(), UTC) + timedelta(minutes=number))


def lengths(most: int) -> st.SearchStrategy[timedelta]:
    return st.integers(0, most).map(lambda quarters: quarters * QUARTER)


@st.composite
def busy_times(draw: st.DrawFn, near: date) -> Busy:
    start = draw(moments(near))
    buffers = st.sampled_from([timedelta(0), timedelta(0), QUARTER, timedelta(minutes=7)])
    rarely = st.sampled_from([False, False, False, True])
    end = start + draw(lengths(12))
    return Busy(start, end, draw(buffers), draw(buffers), draw(rarely), draw(rarely))


@st.composite
def pauses(draw: st.DrawFn, near: date) -> Pause:
    start = draw(moments(near))
    return Pause(start, start + draw(lengths(60)))


@st.composite
def members(draw: st.DrawFn, near: date, name: str, zone: str | None = None) -> Member:
    close = st.integers(-2, 2).map(lambda number: near + timedelta(days=number))
    return Member(
        id=name,
        calendar=draw(calendars(near, zone)),
        busy=tuple(draw(st.lists(busy_times(near), max_size=5))),
        full_days=draw(st.sampled_from([frozenset(), frozenset(), frozenset({draw(close)})])),
        unknown=draw(st.sampled_from([False, False, False, False, True])),
        booked=draw(st.dictionaries(close, st.integers(0, 3), max_size=4)),
    )


@st.composite
def slot_rules(draw: st.DrawFn) -> SlotRules:
    buffers = st.sampled_from([timedelta(0), timedelta(0), QUARTER, timedelta(minutes=20)])
    return SlotRules(
        duration=timedelta(minutes=draw(st.sampled_from([15, 30, 45, 60, 90, 240]))),
        interval=timedelta(minutes=draw(st.sampled_from([15, 20, 30, 60]))),
        booking_window_days=draw(st.sampled_from([365, 365, 365, 0, 1, 2])),
        min_notice=draw(st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=26)])),
        buffer_before=draw(buffers),
        buffer_after=draw(buffers),
        buffers_within_hours=draw(st.booleans()),
        daily_max=draw(st.sampled_from([None, None, 1, 2])),
    )


@st.composite
def periods(draw: st.DrawFn, near: date) -> Period:
    first = near + timedelta(days=draw(st.integers(-1, 1)))
    return Period(first, first + timedelta(days=draw(st.sampled_from([-1, 0, 0, 1, 2]))), draw(zones()))
