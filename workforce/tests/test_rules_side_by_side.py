import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.rules.side_by_side import lanes


@pytest.mark.parametrize(
    "stretches, expected",
    [
        ([], []),
        ([(0, 30)], [(0, 1)]),
        ([(0, 30), (30, 60)], [(0, 1), (0, 1)]),
        ([(0, 30), (15, 60)], [(0, 2), (1, 2)]),
        ([(15, 60), (0, 30)], [(1, 2), (0, 2)]),
        ([(0, 60), (0, 30), (30, 60), (90, 120)], [(1, 2), (0, 2), (0, 2), (0, 1)]),
    ],
)
def test_blocks_that_share_time_stand_side_by_side(stretches, expected):
    assert lanes(stretches) == expected


STRETCH = st.tuples(st.integers(0, 95), st.integers(1, 20)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(STRETCH, max_size=12))
def test_no_lane_holds_two_at_a_time(stretches):
    found = lanes(stretches)
    for one, (start, end) in enumerate(stretches):
        lane, of = found[one]
        assert 0 <= lane < of
        for other in range(one):
            if stretches[other][0] < end and stretches[other][1] > start:
                assert found[other][0] != lane
                assert found[other][1] == of
