"""Days of members as people look at them: hours, what closes or changes them and why, and what is booked.

What a day offers is what the rules of time say (`rules.working_time`); the names beside it are for people. Six
statements, however many members and days.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from core import clock
from workforce import conf
from workforce.enums import BookingState, Weekday
from workforce.models import BlackoutDay, Booking, HoursOverride, Staff, TimeOff, WorkingHours
from workforce.queries.calendars import HoursRow, MemberTime, Span, member_time
from workforce.queries.outside_calendars import busy_outside
from workforce.queries.public_holidays import named_holidays
from workforce.rules.intervals import Interval, intersect, subtract, to_instant, to_length, union
from workforce.rules.working_time import local_days, working_time

_AROUND = timedelta(days=2)  # a window may have begun the night before, a zone may be a day off
_MINUTE = to_length(timedelta(minutes=1))
#: neither takes nor has taken time
_GONE = (BookingState.CANCELLED, BookingState.NO_SHOW)


class Closed(NamedTuple):
    """Why a whole day is off. kind: time_off, holiday or blackout."""

    kind: str
    name: str
    id: str = ""


@dataclass(slots=True)
class MemberDay:
    """One local day of one member.

    weekly     the hours of that weekday: [["09:00", "17:00"]]
    override   what replaces them, if anything does
    closed     what makes the whole day off
    away       time off for a part of it
    open       when they work, after all of that
    free       what of it nothing has taken, buffers and calendars outside included
    outside    what is taken in their own calendars outside
    bookings   what stands in the calendar then, over or not
    """

    date: date
    day: list[Interval]
    weekly: list[list[str]]
    override: HoursOverride | None = None
    closed: list[Closed] = field(default_factory=list)
    away: list[TimeOff] = field(default_factory=list)
    open: list[Interval] = field(default_factory=list)
    free: list[Interval] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    outside: list[Interval] = field(default_factory=list)

    @property
    def spans(self) -> list[list[str]]:
        """The hours that begin on the day, before anything closes it."""
        return self.override.spans if self.override else self.weekly

    @property
    def standing(self) -> list[Booking]:
        """What has not been cancelled, over or not."""
        return [one for one in self.bookings if one.state != BookingState.CANCELLED]

    @property
    def live(self) -> list[Booking]:
        """What takes time of the day, or has taken it."""
        return [one for one in self.bookings if one.state not in _GONE]

    @property
    def booked_minutes(self) -> int:
        taken = union((to_instant(one.starts_at), to_instant(one.ends_at)) for one in self.live if one.blocking)
        return sum(end - start for start, end in intersect(taken, self.day)) // _MINUTE

    @property
    def open_minutes(self) -> int:
        return sum(end - start for start, end in self.open) // _MINUTE

    @property
    def free_minutes(self) -> int:
        return sum(end - start for start, end in self.free) // _MINUTE

    @property
    def is_overbooked(self) -> bool:
        """More is booked than there are hours."""
        return self.booked_minutes > self.open_minutes


@dataclass(slots=True)
class MemberDays:
    """working  all working time of the range, so that whoever has it asks no calendar again"""

    staff: Staff
    days: list[MemberDay]
    working: list[Interval]

    def on(self, day: date) -> MemberDay | None:
        number = (day - self.days[0].date).days if self.days else -1
        return self.days[number] if 0 <= number < len(self.days) else None


@dataclass(slots=True)
class _Rows:
    """What the tables know of these members, by member."""

    hours: dict[UUID, list[Any]]
    overrides: dict[UUID, list[HoursOverride]]
    time_off: dict[UUID, list[TimeOff]]
    bookings: dict[UUID, list[Booking]]
    closures: list[BlackoutDay]
    outside: dict[UUID, list[Interval]]


def member_days(
    members: Sequence[Staff], first: date, last: date, *, language: str = "en", at: datetime | None = None
) -> list[MemberDays]:
    """These local dates of each member, in the given order. A hold that is over at `at` takes nothing."""
    rows = _rows({staff.pk: staff.timezone for staff in members}, first, last, at or clock.now())
    return [_days(staff, rows, first, last, language) for staff in members]


def usual_week(own: Iterable[tuple[int, str, str]]) -> list[list[list[str]]]:
    """The spans of each weekday, Monday first; who has no hours of their own keeps business hours."""
    week: list[list[list[str]]] = [[] for _day in Weekday]
    for weekday, starts, ends in own:
        week[weekday].append([starts, ends])
    if any(week):
        return week
    business = [settings.BUSINESS_HOURS_START, settings.BUSINESS_HOURS_END]
    return [[business] if day <= Weekday.FRIDAY else [] for day in Weekday]


def _days(staff: Staff, rows: _Rows, first: date, last: date, language: str) -> MemberDays:
    time = _time(staff, rows, first, last)
    zone = time.calendar.zone
    around = local_days(zone, first, last) or ((0, 0),)  # a date that the zone skipped
    working = subtract(intersect(working_time(time.calendar, around[0][0], around[-1][1]), around), union(time.away))
    bookings = rows.bookings[staff.pk]
    taken = union(
        (to_instant(one.starts_at - one.buffer_before), to_instant(one.ends_at + one.buffer_after))
        for one in bookings
        if one.is_live and one.blocking
    )
    outside = union(rows.outside[staff.pk])
    overrides = {row.date: row for row in rows.overrides[staff.pk]}
    names = _names(staff, rows, first, last, language)
    week = usual_week((row["weekday"], row["starts"], row["ends"]) for row in rows.hours[staff.pk])
    days = []
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        day = list(local_days(zone, on, on))
        open_ = intersect(working, day)
        days.append(
            MemberDay(
                date=on,
                day=day,
                weekly=week[on.weekday()],
                override=overrides.get(on),
                closed=names.get(on, []),
                away=[one for one in rows.time_off[staff.pk] if one.starts_at and _meets(one, day)],
                open=open_,
                free=subtract(subtract(open_, taken), outside),
                bookings=[one for one in bookings if _meets(one, day)],
                outside=intersect(outside, day),
            )
        )
    return MemberDays(staff, days, working)


def _time(staff: Staff, rows: _Rows, first: date, last: date) -> MemberTime:
    """The same reading of the tables as for free slots, so that what is shown is what is offered."""
    own = [{name: row[name] for name in ("weekday", "starts", "ends")} for row in rows.hours[staff.pk]]
    row = HoursRow(
        staff.timezone,
        staff.country,
        staff.subdivision,
        json.dumps(own),
        json.dumps([{"date": one.date.isoformat(), "country": one.country} for one in rows.closures]),
        json.dumps([{"date": one.date.isoformat(), "spans": one.spans} for one in rows.overrides[staff.pk]]),
        json.dumps([_when(one) for one in rows.time_off[staff.pk]]),
    )
    return member_time(row, first - _AROUND, last + _AROUND)


def _when(away: TimeOff) -> dict[str, Any]:
    values = {name: getattr(away, name) for name in ("starts_on", "ends_on", "starts_at", "ends_at")}
    return {name: value and value.isoformat() for name, value in values.items()}


def _names(staff: Staff, rows: _Rows, first: date, last: date, language: str) -> dict[date, list[Closed]]:
    """What closes whole days, the member's own reasons first."""
    found: dict[date, list[Closed]] = defaultdict(list)
    for away in rows.time_off[staff.pk]:
        if away.starts_on and away.ends_on:
            for number in range((min(away.ends_on, last) - max(away.starts_on, first)).days + 1):
                day = max(away.starts_on, first) + timedelta(days=number)
                found[day].append(Closed("time_off", away.reason, away.public_id))
    for closure in rows.closures:
        if closure.country in {"", staff.country}:
            found[closure.date].append(Closed("blackout", closure.name, closure.public_id))
    for day, name in named_holidays(staff.country, staff.subdivision, first, last, language):
        found[day].append(Closed("holiday", name))
    return found


def _meets(one: Booking | TimeOff, day: list[Interval]) -> bool:
    assert one.starts_at is not None
    assert one.ends_at is not None
    return bool(day) and to_instant(one.starts_at) < day[-1][1] and to_instant(one.ends_at) > day[0][0]


def _rows(zones: Mapping[UUID, str], first: date, last: date, at: datetime) -> _Rows:
    mine = Q(staff__in=list(zones))
    early, late = _midnight(first - _AROUND), _midnight(last + _AROUND)
    hours: dict[UUID, list[Any]] = defaultdict(list)
    for row in (
        WorkingHours.objects.filter(mine).order_by("weekday", "starts").values("staff", "weekday", "starts", "ends")
    ):
        hours[row["staff"]].append(row)
    overrides = HoursOverride.objects.filter(mine, date__range=(first - _AROUND, last + _AROUND))
    away = TimeOff.objects.filter(mine).filter(
        Q(ends_on__gte=first - _AROUND, starts_on__lte=last + _AROUND) | Q(ends_at__gt=early, starts_at__lt=late)
    )
    bookings = (
        Booking.objects.filter(mine, ends_at__gt=early - conf.LONGEST_BUFFER, starts_at__lt=late + conf.LONGEST_BUFFER)
        .exclude(state=BookingState.HELD, expires_at__lte=at)
        .defer("span")
    )
    return _Rows(
        hours=hours,
        overrides=_by_member(overrides.select_related("shift").order_by("date")),
        time_off=_by_member(away.order_by("starts_on", "starts_at")),
        bookings=_by_member(bookings.order_by("starts_at", "id")),
        closures=list(BlackoutDay.objects.filter(date__range=(first - _AROUND, last + _AROUND)).order_by("date")),
        outside=busy_outside(zones, Span.of(first, last)),
    )


def _by_member(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.staff_id].append(row)
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
