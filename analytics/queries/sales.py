"""The figures of sales: the one place that counts them. Page, CSV, API and wall board show what is returned here.

Three questions, one statement each, whatever the number of groups: what arrived in the period and how fast it was
called; what was closed in it and how it ended; how much was said in it. docs/figures.md defines each figure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from analytics.queries.sales_sql import ARRIVED, CLOSED, CONTACTED
from analytics.rules.periods import Period
from core.actor import staff_public_id
from routing.models import CloseReason
from workforce.models import Team

#: the groups of a breakdown, in the order in which everybody shows them
GROUPS = ("team", "member", "channel", "campaign", "reason", "day")


#: for this transaction: sorting in memory, and more patience than a page of the queue deserves
_AT_LEISURE = "SELECT set_config('work_mem', '64MB', true), set_config('statement_timeout', '20000', true)"

#: key in the database → (key for others, what people call it)
Named = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Figures:
    """Counts and spans of one group. Spans are whole seconds; None where there is nothing to tell it from."""

    arrived: int = 0
    counted: int = 0
    attempted: int = 0
    connected: int = 0
    first_attempt_median: int | None = None
    first_attempt_p90: int | None = None
    connection_median: int | None = None
    connection_p90: int | None = None
    in_time: int = 0
    late: int = 0
    tried: int = 0
    attempts: int = 0
    contacts: int = 0
    closed: int = 0
    won: int = 0
    lost: int = 0
    disqualified: int = 0
    value_won: Decimal = Decimal(0)

    @property
    def share_in_time(self) -> float | None:
        return _share(self.in_time, self.in_time + self.late)

    @property
    def attempts_per_lead(self) -> float | None:
        return round(self.attempts / self.tried, 2) if self.tried else None

    @property
    def win_rate(self) -> float | None:
        return _share(self.won, self.won + self.lost)


@dataclass(slots=True)
class Line:
    """The figures of one team, member, channel, campaign, day or reason. key: "" = none."""

    group: str
    key: str
    label: str
    figures: Figures


@dataclass(slots=True)
class Sales:
    """A period, the one before, and the breakdown of the period."""

    period: Period
    total: Figures
    before: Figures
    lines: list[Line]

    def of(self, group: str) -> list[Line]:
        return [line for line in self.lines if line.group == group]


def sales(period: Period) -> Sales:
    """Everything about a period. Ten statements, with room to sort and time for a year of a long history."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_AT_LEISURE)
        counted, before = _counted(period, detailed=True), totals(period.before)
    total = counted.pop(("total", ""), Figures())
    counted.pop(("reason", ""), None)  # what was won needs none
    lines = [line for group in GROUPS if group != "day" for line in _lines(group, counted)]
    lines += _days(period, counted)
    return Sales(period, total, before, lines)


def totals(period: Period) -> Figures:
    """The figures of the whole period alone. Three statements."""
    return _counted(period, detailed=False).get(("total", ""), Figures())


def _counted(period: Period, *, detailed: bool) -> dict[tuple[str, str], Figures]:
    values: dict[str, Any] = {
        "begins": period.begins,
        "ends": period.ends,
        "until": period.until,
        "midnights": period.midnights,
    }
    groups: dict[tuple[str, str], Figures] = {}
    for statement in (ARRIVED, CLOSED, CONTACTED):
        with connection.cursor() as cursor:
            cursor.execute(statement.detailed if detailed else statement.total, values)
            columns = [column.name for column in cursor.description or ()]
            for group, key, *figures in cursor.fetchall():
                found = groups.setdefault((group, key or ""), Figures())
                for name, figure in zip(columns[2:], figures, strict=True):
                    setattr(found, name, figure)
    return groups


def _lines(group: str, counted: dict[tuple[str, str], Figures]) -> list[Line]:
    """The lines of one group, those who bring most first."""
    found = {key: figures for (of, key), figures in counted.items() if of == group}
    named = NAMED.get(group, _as_they_are)(list(found))
    lines = [Line(group, *named[key], figures) for key, figures in found.items()]
    return sorted(
        lines, key=lambda line: (-line.figures.value_won, -line.figures.closed, -line.figures.arrived, line.label)
    )


def _days(period: Period, counted: dict[tuple[str, str], Figures]) -> list[Line]:
    """Every day of the period in order, also those on which nothing happened."""
    days = [(period.first + timedelta(days=number - 1)).isoformat() for number in range(1, period.days + 1)]
    return [
        Line("day", day, day, counted.get(("day", str(number)), Figures())) for number, day in enumerate(days, start=1)
    ]


def _as_they_are(keys: list[str]) -> Named:
    return {key: (key, key) for key in keys}


def _teams(keys: list[str]) -> Named:
    return {str(team.pk): (team.public_id, team.name) for team in Team.objects.filter(pk__in=keys)}


def _members(keys: list[str]) -> Named:
    """Nobody has what waits, and what was closed while it waited."""
    people = User.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name")
    return {"": ("", "")} | {str(key): (staff_public_id(key), name) for key, name in people}


def _reasons(keys: list[str]) -> Named:
    """`CLOSED_LOST:NO_BUDGET` and what people call that; no label where none was given or its row is gone."""
    labels = {f"{one.outcome}:{one.code}": one.label for one in CloseReason.objects.all()}
    return {key: (key, labels.get(key, "")) for key in keys}


NAMED: dict[str, Callable[[list[str]], Named]] = {"team": _teams, "member": _members, "reason": _reasons}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
