"""A week of times as somebody chooses among them: every day, with what is free on it."""

from dataclasses import dataclass
from datetime import date

from workforce.rules.free_slots import Slot

DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Week:
    """days  seven of them from Monday; earlier, later  whether times may lie there; free  whether any are here"""

    days: list[Day]
    earlier: date | None
    later: date | None

    @property
    def is_free(self) -> bool:
        return any(day.slots for day in self.days)
