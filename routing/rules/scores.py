"""What a piece of work scores at any instant, and what its score is called.

A score is a base that time does not change, and points that time earns. 80 is URGENT (a merchant's CRITICAL), 60 HIGH,
40 MEDIUM, below LOW: the same bounds for leads and for merchants (routing API specification).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.rules.priority import WAITING
from routing.rules.urgency import IN_STEP

PRIORITIES = ((80, "URGENT"), (60, "HIGH"), (40, "MEDIUM"))
LOWEST = "LOW"

#: queue → (strictly longer than, points), the most first; a queue that is not here earns none
GROWTH: dict[str, tuple[tuple[timedelta, int], ...]] = {"AE": WAITING, "IC": IN_STEP}


@dataclass(frozen=True, slots=True)
class Score:
    """What a piece of work scores at an instant, and the last instant at which it still does; None when it stays so."""

    points: int
    changes_at: datetime | None

    @property
    def priority(self) -> str:
        return priority_of(self.points)


def score_at(queue: str, base: int, grows_from: datetime, ended_at: datetime | None, at: datetime) -> Score:
    """The score at `at` of work that scores `base` without what time earns from `grows_from` on.

    ended_at  since then it earns nothing more, and keeps what it had earned
    """
    until = at if ended_at is None else ended_at
    points = base + earned(queue, until - grows_from)
    return Score(points, next_change(queue, grows_from, at) if ended_at is None else None)


def earned(queue: str, span: timedelta) -> int:
    """Points for so much time."""
    return next((points for least, points in GROWTH.get(queue, ()) if span > least), 0)


def next_change(queue: str, grows_from: datetime, at: datetime) -> datetime | None:
    """The last instant from `at` on before more points are earned; None when none ever are again."""
    later = [grows_from + least for least, _ in GROWTH.get(queue, ()) if grows_from + least >= at]
    return min(later, default=None)


def priority_of(score: int) -> str:
    return next((name for least, name in PRIORITIES if score >= least), LOWEST)


def scores_of(priority: str) -> tuple[int | None, int | None]:
    """The scores that make that priority: from the first, below the second; None where there is no bound."""
    upper = None
    for least, name in PRIORITIES:
        if name == priority:
            return least, upper
        upper = least
    return None, upper
