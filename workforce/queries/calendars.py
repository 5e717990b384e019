"""Hours, overrides, time off, holidays and closures of many members, as the rules of time read them.

One statement brings all rows of all members (`with_hours`), a second the company's closures.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from workforce.models import BlackoutDay, HoursOverride, Staff, Team, TimeOff, WorkingHours
from workforce.models.validators import time_of_day
from workforce.queries.public_holidays import public_holidays
from workforce.rules.intervals import intersect, to_instant
from workforce.rules.working_time import NO_HOURS, Calendar, Day, Window, working_time

_YEAR = timedelta(days=366)
_AROUND = timedelta(days=2)  # a zone may be a day off, and a window may have begun the night before


class MemberTime(NamedTuple):
    """When a member works, and for which stretches of it they are away."""

    calendar: Calendar
    away: tuple[tuple[datetime, datetime], ...] = ()


class HoursRow(NamedTuple):
    """What `with_hours` brings of one member."""

    zone: str
    country: str
    subdivision: str
    hours: Sequence[dict[str, Any]]
    overrides: Sequence[dict[str, Any]]
    time_off: Sequence[dict[str, Any]]


Closures = list[tuple[date, str]]


def calendar_of(staff_ids: Collection[UUID], first: date, last: date) -> dict[UUID, MemberTime]:
    """The calendars of these members, right for every local date from first to last. Two statements."""
    closures = closures_between(first, last)
    rows = with_hours(Staff.objects.filter(pk__in=staff_ids), first, last).order_by().values_list("pk", *HOURS_FIELDS)
    return {key: member_time(HoursRow(*row), closures, first, last) for key, *row in rows}


def team_calendar(team: Team, start: datetime) -> Calendar:
    """When the team is there, in its own zone, right for the year that follows. Two statements."""
    first, last = days_around(start, start + _YEAR)
    hours: list[Any] = list(team.hours.order_by().values("weekday", "starts", "ends"))
    row = HoursRow(team.timezone, team.country, "", hours, (), ())
    return member_time(row, closures_between(first, last), first, last).calendar


def is_within_hours(staff_ids: Collection[UUID], at: datetime) -> dict[UUID, bool]:
    """Who works at this instant: inside their hours, not away, no day off. Two statements."""
    first, last = days_around(at)
    return {key: works_at(time, at) for key, time in calendar_of(staff_ids, first, last).items()}


def days_around(start: datetime, end: datetime | None = None) -> tuple[date, date]:
    """The local dates of every zone that can matter between two instants."""
    return (start - _AROUND).date(), ((end or start) + _AROUND).date()


def works_at(time: MemberTime, at: datetime) -> bool:
    instant = to_instant(at)
    if any(start <= at < end for start, end in time.away):
        return False
    return bool(intersect(working_time(time.calendar, instant, instant + 1), [(instant, instant + 1)]))


HOURS_FIELDS = ("user__timezone", "country", "subdivision", "hours_json", "overrides_json", "time_off_json")


def with_hours(staff: QuerySet[Staff], first: date, last: date) -> QuerySet[Staff]:
    """Annotates HOURS_FIELDS; each subquery reads one member's rows by index."""
    mine = Q(staff=OuterRef("pk"))
    overrides = HoursOverride.objects.filter(mine, date__range=(first - _AROUND, last + _AROUND))
    away = TimeOff.objects.filter(mine).filter(
        Q(ends_on__gte=first, starts_on__lte=last)
        | Q(ends_at__gt=_midnight(first) - _AROUND, starts_at__lt=_midnight(last) + _AROUND)
    )
    return staff.annotate(
        hours_json=_rows(WorkingHours.objects.filter(mine), "weekday", "starts", "ends"),
        overrides_json=_rows(overrides, "date", "spans"),
        time_off_json=_rows(away, "starts_on", "ends_on", "starts_at", "ends_at"),
    )


def closures_between(first: date, last: date) -> Closures:
    days = BlackoutDay.objects.filter(date__range=(first, last)).order_by()
    return list(days.values_list("date", "country"))


def member_time(row: HoursRow, closures: Closures, first: date, last: date) -> MemberTime:
    """Rows of the tables → what the rules read. Wrongly stored overrides cannot be: fields are checked on entry."""
    weekly: list[Day] = list(NO_HOURS)
    for span in row.hours:
        weekly[span["weekday"]] += (_window(span["starts"], span["ends"]),)
    overrides = {
        _date(entry["date"]): tuple(_window(starts, ends) for starts, ends in entry["spans"]) for entry in row.overrides
    }
    days_off = {day for day, country in closures if country in {"", row.country}}
    days_off.update(public_holidays(row.country, row.subdivision, first, last))
    away: list[tuple[datetime, datetime]] = []
    for entry in row.time_off:
        if entry["starts_on"]:
            days_off.update(_dates(max(_date(entry["starts_on"]), first), min(_date(entry["ends_on"]), last)))
        else:
            away.append((_datetime(entry["starts_at"]), _datetime(entry["ends_at"])))
    calendar = Calendar(row.zone, tuple(weekly), overrides, frozenset(days_off))  # type: ignore[arg-type]  # JSON rows
    return MemberTime(calendar, tuple(away))


def _rows(rows: QuerySet[Any], *fields: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by().values(row=JSONObject(**{field: F(field) for field in fields})))


def _window(starts: str, ends: str) -> Window:
    return Window(time_of_day(starts), time_of_day(ends))


def _dates(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _datetime(text: str) -> datetime:
    return datetime.fromisoformat(text)
