"""Where a lead stands on its way, whatever order its reports come in.

Systems send what happened late, twice and out of order. Each answer below depends on the reports alone, not on the
order of their arrival: the same reports end in the same state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST, LAST = 1, 10


@dataclass(frozen=True, slots=True)
class StepReport:
    """Somebody says that the lead is at `step`. `forced` may lead back, as when a check has to be repeated."""

    step: int
    occurred_at: datetime
    forced: bool = False


def step_now(current: int, report: StepReport, others: Iterable[StepReport]) -> int:
    """The step after this report.

    current  the step before it; what was entered by hand counts as reached
    others   every other report of the lead

    A step never goes back, unless it is forced: then the latest forced report decides, and the furthest of those that
    happened after it.
    """
    everything = [*others, report]
    forced = max((one for one in everything if one.forced), key=lambda one: (one.occurred_at, one.step), default=None)
    if forced is None:
        return max(current, report.step)
    later = [one.step for one in everything if not one.forced and one.occurred_at > forced.occurred_at]
    furthest = max([forced.step, *later])
    return furthest if report is forced else max(current, furthest)


def is_latest(report: tuple[datetime, Any], others: Iterable[tuple[datetime, Any]]) -> bool:
    """Whether a report (when, what) says how things stand: the latest does, of two at one instant the larger."""
    return all(report >= other for other in others)
