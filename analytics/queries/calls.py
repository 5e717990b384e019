"""The figures of calls: the one place that counts them. Page, CSV and API show what is returned here.

Three populations, each read by its index: requests made in the period, calls whose hour lies in it, and the calendars
of those who take calls. docs/figures.md defines each figure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from analytics.rules.periods import Period
from core.actor import staff_public_id
from workforce.enums import BookingState, Purpose, Work
from workforce.models import Booking, Staff, Team
from workforce.queries import calendar_of
from workforce.rules.intervals import intersect, subtract, to_instant, union
from workforce.rules.working_time import working_time

#: the groups of a breakdown, in the order in which everybody shows them
GROUPS = ("topic", "team", "member", "urgency", "day")


@dataclass(slots=True)
class Figures:
    """Counts and spans of one group. Spans are whole seconds; None where there is nothing to tell it from."""

    requested: int = 0
    chosen_time: int = 0
    flexible: int = 0
    answered: int = 0
    answer_median: int | None = None
    answer_p90: int | None = None
    answered_in_time: int = 0
    answered_late: int = 0
    due: int = 0
    completed: int = 0
    missed: int = 0
    cancelled: int = 0
    cancelled_late: int = 0
    moved: int = 0
    rated: int = 0
    rating_sum: int = 0
    booked_seconds: int = 0
    working_seconds: int = 0

    @property
    def share_answered_in_time(self) -> float | None:
        return _share(self.answered_in_time, self.answered_in_time + self.answered_late)

    @property
    def no_show_rate(self) -> float | None:
        return _share(self.missed, self.completed + self.missed)

    @property
    def rating(self) -> float | None:
        return round(self.rating_sum / self.rated, 2) if self.rated else None

    @property
    def utilisation(self) -> float | None:
        return _share(self.booked_seconds, self.working_seconds)


@dataclass(slots=True)
class Line:
    """The figures of one topic, team, member, urgency or day. key: "" = none."""

    group: str
    key: str
    label: str
    figures: Figures


@dataclass(slots=True)
class Calls:
    """A period, the one before, and the breakdown of the period."""

    period: Period
    total: Figures
    before: Figures
    lines: list[Line]

    def of(self, group: str) -> list[Line]:
        return [line for line in self.lines if line.group == group]


_BY = "GROUP BY GROUPING SETS ((), (topic), (team), (member), (urgency), (day))"
_KEY = """CASE GROUPING(topic, team, member, urgency, day)
    WHEN 15 THEN 'topic' WHEN 23 THEN 'team' WHEN 27 THEN 'member' WHEN 29 THEN 'urgency' WHEN 30 THEN 'day'
    ELSE 'total' END, COALESCE(topic, team::text, member::text, urgency, day::text)"""
_ROWS = """
    SELECT topic.code AS topic, item.team_id AS team, item.owner_id AS member, call.urgency_level AS urgency,
        width_bucket({instant}, %(midnights)s::timestamptz[]) AS day, call.*, item.due_at AS answer_by
    FROM scheduling_callrequest call
    JOIN routing_workitem item ON item.id = call.work_item_id JOIN scheduling_topic topic ON topic.id = call.topic_id
    WHERE {instant} >= %(begins)s AND {instant} < %(ends)s"""
_COUNTED = "WITH rows AS MATERIALIZED ({rows}) SELECT {key}, {figures} FROM rows {by}"


def _statement(instant: str, figures: str) -> str:
    return _COUNTED.format(rows=_ROWS.format(instant=instant), key=_KEY, figures=figures, by=_BY)


_REQUESTED = _statement(
    "call.created_at",
    """count(*) AS requested,
    count(*) FILTER (WHERE scheduling_type = 'CALENDAR') AS chosen_time,
    count(*) FILTER (WHERE scheduling_type = 'FLEXIBLE') AS flexible,
    count(answered_at) AS answered,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM answered_at - created_at)::float8))::bigint
        AS answer_median,
    round(percentile_cont(0.9) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM answered_at - created_at)::float8))::bigint
        AS answer_p90,
    count(*) FILTER (WHERE answered_at <= answer_by) AS answered_in_time,
    count(*) FILTER (WHERE answer_by < LEAST(answered_at, cancelled_at, %(until)s)) AS answered_late""",
)
_HELD = _statement(
    "call.scheduled_date_time",
    """count(*) FILTER (WHERE status <> 'CANCELLED') AS due,
    count(*) FILTER (WHERE status = 'COMPLETED') AS completed, count(*) FILTER (WHERE status = 'NO_SHOW') AS missed,
    count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled, count(*) FILTER (WHERE cancelled_late) AS cancelled_late,
    count(*) FILTER (WHERE moved_times > 0) AS moved,
    count(survey_score) AS rated, COALESCE(sum(survey_score), 0) AS rating_sum""",
)


def calls(period: Period) -> Calls:
    """Everything about a period. Twelve statements, however many calls."""
    counted, before = _counted(period), _counted(period.before)
    _add_utilisation(period, counted)
    _add_utilisation(period.before, before, detailed=False)
    lines = [line for group in GROUPS if group != "day" for line in _lines(group, counted)]
    return Calls(
        period,
        counted.get(("total", ""), Figures()),
        before.get(("total", ""), Figures()),
        lines + _days(period, counted),
    )


Counted = dict[tuple[str, str], Figures]


def _counted(period: Period) -> Counted:
    values: dict[str, Any] = {
        "begins": period.begins,
        "ends": period.ends,
        "until": period.until,
        "midnights": period.midnights,
    }
    groups: Counted = defaultdict(Figures)
    for statement in (_REQUESTED, _HELD):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            columns = [column.name for column in cursor.description or ()]
            for group, key, *figures in cursor.fetchall():
                for name, figure in zip(columns[2:], figures, strict=True):
                    setattr(groups[group, key or ""], name, figure)
    return groups


def _add_utilisation(period: Period, counted: Counted, *, detailed: bool = True) -> None:
    """Booked for calls ÷ working time without closures and time off, of whoever has places for calls now."""
    members = list(
        Staff.objects.active().filter(capacity_slots__work=Work.CALL).order_by("pk").values_list("pk", flat=True)
    )
    members = list(dict.fromkeys(members))
    first, last = period.first - timedelta(days=1), period.last + timedelta(days=1)
    times = calendar_of(members, first, last) if members else {}
    begins, ends = to_instant(period.begins), to_instant(period.ends)
    booked = _booked(period.begins, period.ends)
    for member in members:
        time = times[member]
        away = union(time.away)
        hours = subtract(working_time(time.calendar, begins, ends), away)
        taken = union(booked.get(member, ()))
        figures = [counted["total", ""], *([counted["member", str(member)]] if detailed else [])]
        for one in figures:
            one.working_seconds += _length(hours)
            one.booked_seconds += _length(intersect(taken, [(begins, ends)]))


def _booked(begins: datetime, ends: datetime) -> dict[Any, list[tuple[int, int]]]:
    rows = Booking.objects.filter(purpose=Purpose.CALL, starts_at__lt=ends, ends_at__gt=begins)
    rows = rows.exclude(state__in=(BookingState.CANCELLED, BookingState.HELD)).order_by()
    found: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for member, start, end in rows.values_list("staff_id", "starts_at", "ends_at"):
        found[member].append((to_instant(start), to_instant(end)))
    return found


def _length(pieces: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in pieces) // 1_000_000


def _lines(group: str, counted: Counted) -> list[Line]:
    """The lines of one group, those with most requests first."""
    found = {key: figures for (of, key), figures in counted.items() if of == group}
    named = _names(group, list(found))
    lines = [Line(group, *named[key], figures) for key, figures in found.items() if key in named]
    return sorted(lines, key=lambda line: (-line.figures.requested, -line.figures.due, line.label))


def _names(group: str, keys: list[str]) -> dict[str, tuple[str, str]]:
    if group == "team":
        return {str(team.pk): (team.public_id, team.name) for team in Team.objects.filter(pk__in=keys)}
    if group == "member":
        people = User.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name")
        return {"": ("", "")} | {str(key): (staff_public_id(key), name) for key, name in people}
    return {key: (key, key) for key in keys}


def _days(period: Period, counted: Counted) -> list[Line]:
    """Every day of the period in order, also those on which nothing happened."""
    days = [(period.first + timedelta(days=number)).isoformat() for number in range(period.days)]
    return [
        Line("day", day, day, counted.get(("day", str(number)), Figures())) for number, day in enumerate(days, start=1)
    ]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
