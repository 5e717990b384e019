"""Blocks of one day that share time stand side by side: which lane each has, of how many."""

from collections.abc import Sequence


def lanes(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(lane, lanes) of each, in the given order. What touches does not share; a group of neighbours has equal lanes."""
    order = sorted(range(len(stretches)), key=lambda one: stretches[one])
    lane_of, lanes_of = [0] * len(stretches), [1] * len(stretches)
    group: list[int] = []
    ends: list[int] = []  # of each lane of the group
    for one in order:
        start, end = stretches[one]
        if group and start >= max(ends):
            _close(group, ends, lanes_of)
            group, ends = [], []
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        lane_of[one] = lane
        group.append(one)
    _close(group, ends, lanes_of)
    return list(zip(lane_of, lanes_of, strict=True))


def _close(group: list[int], ends: list[int], lanes_of: list[int]) -> None:
    for one in group:
        lanes_of[one] = len(ends)
