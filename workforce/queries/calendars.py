"""Hours, overrides, time off, holidays and closures of many members, as the rules of time read them.

One statement brings all rows of all members (`with_hours`). They come as the text of a JSON array each: what a text
means never changes, so it is worked out once in each process.
"""

import json
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import JSONObject

from core.prepared import AnyOf, prepared
from workforce.models import BlackoutDay, HoursOverride, Staff, Team, TimeOff, WorkingHours
from workforce.models.validators import time_of_day
from workforce.queries.public_holidays import public_holidays
from workforce.rules.intervals import Interval, intersect, to_instant
from workforce.rules.working_time import NO_HOURS, Calendar, Day, Weekly, Window, working_time

_YEAR = timedelta(days=366)
_AROUND = timedelta(days=2)  # a zone may be a day off, and a window may have begun the night before
_KEPT = 2048  # members' times, and their weeks


class MemberTime(NamedTuple):
    """When a member works, and for which stretches of it they are away, as instants."""

    calendar: Calendar
    away: tuple[Interval, ...] = ()


class HoursRow(NamedTuple):
    """What `with_hours` brings of one member; the last four are JSON arrays."""

    zone: str
    country: str
    subdivision: str
    hours: str
    closures: str
    overrides: str = "[]"
    time_off: str = "[]"


class Span(NamedTuple):
    """The dates of a question, and what of the tables can matter to it."""

    first: date
    last: date
    earliest: date
    latest: date
    start: datetime
    end: datetime

    @classmethod
    def of(cls, first: date, last: date) -> "Span":
        earliest, latest = first - _AROUND, last + _AROUND
        return cls(first, last, earliest, latest, _midnight(earliest), _midnight(latest))


def calendar_of(staff_ids: Collection[UUID], first: date, last: date) -> dict[UUID, MemberTime]:
    """The calendars of these members, right for every local date from first to last. One statement."""
    rows = _hours_of.rows(list(staff_ids), *Span.of(first, last))
    return {key: member_time(HoursRow(*row), first, last) for key, *row in rows}


def team_calendar(team: Team, start: datetime, *, keeps_business_hours: bool = False) -> Calendar:
    """When the team is there, in its own zone, right for the year that follows. Two statements.

    keeps_business_hours  what holds for a team without hours of its own: those of the operation, as for a member
                          without any; else its calendar is empty, and a clock in it always runs
    """
    first, last = days_around(start, start + _YEAR)
    hours = json.dumps(list(team.hours.order_by().values("weekday", "starts", "ends")))
    closures = json.dumps([{"date": str(day), "country": country} for day, country in _closures.rows(first, last)])
    business = _business_week(settings.BUSINESS_HOURS_START, settings.BUSINESS_HOURS_END)
    default = business if keeps_business_hours else NO_HOURS
    return _time(HoursRow(team.timezone, team.country, "", hours, closures), first, last, default).calendar


def is_within_hours(staff_ids: Collection[UUID], at: datetime) -> dict[UUID, bool]:
    """Who works at this instant: inside their hours, not away, no day off. One statement."""
    first, last = days_around(at)
    return {key: works_at(time, at) for key, time in calendar_of(staff_ids, first, last).items()}


def days_around(start: datetime, end: datetime | None = None) -> tuple[date, date]:
    """The local dates of every zone that can matter between two instants."""
    return (start - _AROUND).date(), ((end or start) + _AROUND).date()


def works_at(time: MemberTime, at: datetime) -> bool:
    instant = to_instant(at)
    if any(start <= instant < end for start, end in time.away):
        return False
    return bool(intersect(working_time(time.calendar, instant, instant + 1), [(instant, instant + 1)]))


HOURS_FIELDS = (
    "user__timezone",
    "country",
    "subdivision",
    "hours_json",
    "closures_json",
    "overrides_json",
    "time_off_json",
)


def with_hours(staff: QuerySet[Staff], span: Span) -> QuerySet[Staff]:
    """Annotates HOURS_FIELDS; each subquery reads one member's rows by index, the company's closures are read once."""
    mine = Q(staff=OuterRef("pk"))
    overrides = HoursOverride.objects.filter(mine, date__range=(span.earliest, span.latest))
    away = TimeOff.objects.filter(mine).filter(
        Q(ends_on__gte=span.first, starts_on__lte=span.last) | Q(ends_at__gt=span.start, starts_at__lt=span.end)
    )
    return staff.annotate(
        hours_json=json_rows(WorkingHours.objects.filter(mine), "weekday", "starts", "ends"),
        closures_json=json_rows(BlackoutDay.objects.filter(date__range=(span.first, span.last)), "date", "country"),
        overrides_json=json_rows(overrides, "date", "spans"),
        time_off_json=json_rows(away, "starts_on", "ends_on", "starts_at", "ends_at"),
    )


def member_time(row: HoursRow, first: date, last: date) -> MemberTime:
    """Rows of the tables → what the rules read. Without hours of their own a member keeps business hours."""
    return _time(row, first, last, _business_week(settings.BUSINESS_HOURS_START, settings.BUSINESS_HOURS_END))


@prepared
def _hours_of(ids: list[UUID], *span: Any) -> QuerySet[Staff, Any]:
    found = with_hours(Staff.objects.filter(AnyOf("user_id", ids)), Span(*span))
    return found.order_by().values_list("pk", *HOURS_FIELDS)


@prepared
def _closures(first: date, last: date) -> QuerySet[BlackoutDay, Any]:
    return (
        BlackoutDay.objects.filter(date__range=(first, last)).order_by("date", "country").values_list("date", "country")
    )


@lru_cache(maxsize=_KEPT)
def _time(row: HoursRow, first: date, last: date, default: Weekly) -> MemberTime:
    """Wrongly stored overrides cannot be: fields are checked on entry."""
    overrides = {
        _date(entry["date"]): tuple(_window(starts, ends) for starts, ends in entry["spans"])
        for entry in json.loads(row.overrides)
    }
    closures = json.loads(row.closures)
    days_off = {_date(entry["date"]) for entry in closures if entry["country"] in {"", row.country}}
    days_off.update(public_holidays(row.country, row.subdivision, first, last))
    away: list[Interval] = []
    for entry in json.loads(row.time_off):
        if entry["starts_on"]:
            days_off.update(_dates(max(_date(entry["starts_on"]), first), min(_date(entry["ends_on"]), last)))
        else:
            away.append((_instant(entry["starts_at"]), _instant(entry["ends_at"])))
    weekly = _weekly(row.hours) or default
    return MemberTime(Calendar(row.zone, weekly, overrides, frozenset(days_off)), tuple(away))


@lru_cache(maxsize=_KEPT)
def _weekly(hours: str) -> Weekly | None:
    """None without a single span."""
    weekly: list[Day] = list(NO_HOURS)
    for span in json.loads(hours):
        weekly[span["weekday"]] += (_window(span["starts"], span["ends"]),)
    return tuple(weekly) if any(weekly) else None  # type: ignore[return-value]  # seven they are


@lru_cache(maxsize=8)
def _business_week(starts: str, ends: str) -> Weekly:
    """Monday to Friday."""
    day: Day = (_window(starts, ends),)
    return (day, day, day, day, day, (), ())


class _Rows(Subquery):
    """The rows of a query as the text of one JSON array."""

    template = "(SELECT coalesce(jsonb_agg(found.entry), '[]')::text FROM (%(subquery)s) found)"
    output_field = TextField()


def json_rows(rows: QuerySet[Any], *fields: str) -> Subquery:
    return _Rows(rows.order_by().values(entry=JSONObject(**{field: F(field) for field in fields})))


def _window(starts: str, ends: str) -> Window:
    return Window(time_of_day(starts), time_of_day(ends))


def _dates(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text))
