import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.rules.weekly_spans import length, minutes, overlapping, overlapping_days, tidy

TIMES = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
SPANS = st.lists(st.tuples(TIMES, TIMES), max_size=3)


def test_spans_are_in_order_and_end_at_midnight_as_24():
    assert tidy([["13:00", "00:00"], ("09:00", "12:00")]) == [("09:00", "12:00"), ("13:00", "24:00")]


@pytest.mark.parametrize(
    "span, expected",
    [
        (("09:00", "17:30"), (540, 1050)),
        (("22:00", "06:00"), (1320, 1800)),
        (("18:00", "24:00"), (1080, 1440)),
        (("00:00", "24:00"), (0, 1440)),
        (("08:00", "08:00"), (480, 1920)),
    ],
)
def test_end_follows_start(span, expected):
    assert minutes(span) == expected


def test_length_is_in_minutes():
    assert length([("09:00", "12:00"), ("22:00", "02:00")]) == 180 + 240


def test_touching_spans_do_not_overlap():
    assert overlapping([("09:00", "12:00"), ("12:00", "17:00")]) is False
    assert overlapping([("09:00", "12:01"), ("12:00", "17:00")]) is True
    assert overlapping([]) is False


def week(**days):
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return [days.get(name, []) for name in names]


@pytest.mark.parametrize(
    "days, wrong",
    [
        ({}, []),
        ({"mon": [("09:00", "17:00")]}, []),
        ({"mon": [("22:00", "06:00")], "tue": [("06:00", "10:00")]}, []),
        ({"mon": [("22:00", "06:00")], "tue": [("05:00", "10:00")]}, [1]),
        ({"sun": [("22:00", "06:00")], "mon": [("05:00", "10:00")]}, [0]),
        ({"wed": [("09:00", "12:00"), ("11:00", "13:00")]}, [2]),
        ({"mon": [("08:00", "08:00")], "tue": [("07:00", "07:30"), ("09:00", "10:00")]}, [1]),
    ],
)
def test_days_whose_spans_meet_others_are_named(days, wrong):
    assert overlapping_days(week(**days)) == wrong


@given(st.lists(SPANS, min_size=7, max_size=7))
def test_days_are_named_exactly_when_a_minute_of_the_week_is_taken_twice(spans):
    taken = [0] * (7 * 24 * 4)
    for day, own in enumerate(spans):
        for start, end in map(minutes, own):
            for quarter in range(start // 15, end // 15):
                taken[(day * 96 + quarter) % len(taken)] += 1
    assert bool(overlapping_days(spans)) == any(count > 1 for count in taken)
