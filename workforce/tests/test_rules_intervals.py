"""Set arithmetic against sets of whole numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.rules.intervals import Interval, intersect, subtract, to_datetime, to_instant, union
from workforce.tests.strategies import checked

INTERVALS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def points(intervals: list[Interval]) -> set[int]:
    return {point for start, end in intervals for point in range(start, end)}


@checked(100)
@given(INTERVALS)
def test_union_covers_the_same_points_in_order_and_apart(intervals: list[Interval]) -> None:
    joined = union(intervals)
    edges = [edge for interval in joined for edge in interval]
    assert points(joined) == points(intervals)
    assert edges == sorted(set(edges))


@checked(100)
@given(INTERVALS, INTERVALS)
def test_intersection_and_difference_agree_with_sets(left: list[Interval], right: list[Interval]) -> None:
    one, other = union(left), union(right)
    assert intersect(one, other) == union(intersect(one, other))
    assert points(intersect(one, other)) == points(one) & points(other)
    assert points(subtract(one, other)) == points(one) - points(other)


def test_instant_and_datetime_are_exact_to_the_microsecond() -> None:
    moment = datetime(2027, 3, 14, 6, 59, 59, 999_999, tzinfo=UTC)
    assert to_datetime(to_instant(moment)) == moment
    assert to_instant(moment + timedelta(microseconds=1)) - to_instant(moment) == 1


def test_naive_datetime_is_refused() -> None:
    with pytest.raises(TypeError):
        to_instant(datetime(2027, 3, 14))  # noqa: DTZ001  (the very thing to refuse)
