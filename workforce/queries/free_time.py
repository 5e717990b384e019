"""Free slots: the rules of time over the tables, in a few statements however many members there are.

Two; a third where anybody has a calendar outside, one more where the rules know a daily maximum.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from core.prepared import AnyOf, prepared
from workforce import conf
from workforce.enums import BookingState
from workforce.models import Booking, Staff
from workforce.models.booking import BookingQuerySet
from workforce.queries.calendars import HOURS_FIELDS, HoursRow, Span, days_around, member_time, with_hours
from workforce.queries.instants import edge
from workforce.queries.outside_calendars import NONE as NO_CALENDARS
from workforce.queries.outside_calendars import OUTSIDE_FIELDS, busy_outside, is_unknown, with_outside
from workforce.rules.free_slots import Member, Mode, Period, Refusal, Slot, SlotRules, free_slots, free_time, refusal
from workforce.rules.intervals import FOREVER, Interval, intersect, to_instant
from workforce.rules.working_time import local_date, local_days


def free_between(
    staff_ids: Sequence[UUID],
    rules: SlotRules,
    period: Period,
    *,
    at: datetime,
    mode: Mode = Mode.ANY,
    ignoring: UUID | None = None,
) -> list[Slot]:
    """What can be booked with these members on the asked dates; each slot lists who can take it, in the given order.

    ignoring  a booking that is to be moved: its own time is free for it
    """
    first, last = period.first - timedelta(days=2), period.last + timedelta(days=2)
    counted = rules.daily_max is not None
    members = members_between(staff_ids, first, last, at=at, ignoring=ignoring, counted=counted)
    return free_slots(members, rules, period, at, mode)


def refusal_of(
    staff_id: UUID, starts_at: datetime, rules: SlotRules, *, at: datetime, ignoring: UUID | None = None
) -> Refusal | None:
    """Why this start cannot be offered; None exactly when `free_between` offers it."""
    first, last = days_around(starts_at, starts_at + rules.duration)
    counted = rules.daily_max is not None
    member = members_between([staff_id], first, last, at=at, ignoring=ignoring, counted=counted)
    return refusal(member[0], starts_at, rules, at) if member else Refusal.OUTSIDE_HOURS


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """skills  what the member knows; free  working time that nothing takes, from now to the end of their Sunday"""

    skills: tuple[str, ...] = ()
    free: timedelta = timedelta()


def own_week(staff_id: UUID, *, at: datetime) -> OwnWeek:
    """Of a member; of somebody else nothing. As many statements as for free slots."""
    read = _read([staff_id], at.date() - timedelta(days=2), at.date() + timedelta(days=9), at=at)
    for member, skills in read:
        today = local_date(member.calendar.zone, at)
        sunday = today + timedelta(days=6 - today.weekday())
        asked = intersect(local_days(member.calendar.zone, today, sunday), [(to_instant(at), FOREVER)])
        return OwnWeek(tuple(sorted(skills)), free_time(member, asked))
    return OwnWeek()


def nearest_free(
    staff_id: UUID,
    around: datetime,
    duration: timedelta,
    n: int = conf.ALTERNATIVES,
    *,
    at: datetime,
    ignoring: UUID | None = None,
) -> list[Slot]:
    """The member's n free slots of that length nearest to an instant, nearest first, the earlier of two as near.

    Looked for close by first; only a full calendar costs a second look, up to ALTERNATIVES_WITHIN away.
    """
    near: list[Slot] = []
    for reach in (conf.ALTERNATIVES_CLOSE_BY, conf.ALTERNATIVES_WITHIN):
        rules = SlotRules(
            duration=duration,
            interval=conf.SLOT_INTERVAL,
            booking_window_days=max((around + reach - at).days, 0) + 1,  # the period is the limit here
        )
        period = Period(max(around - reach, at - timedelta(days=1)).date(), (around + reach).date(), "UTC")
        slots = free_between([staff_id], rules, period, at=at, ignoring=ignoring)
        near = sorted(slots, key=lambda slot: (abs(slot.start - around), slot.start))[:n]
        if len(near) == n and abs(near[-1].start - around) <= reach:
            break  # whatever lies outside the period is further away
    return near


def members_between(
    staff_ids: Sequence[UUID],
    first: date,
    last: date,
    *,
    at: datetime,
    ignoring: UUID | None = None,
    counted: bool = False,
) -> list[Member]:
    """Calendars and taken time of these members, as the rules read them, in the given order. Whose own calendar cannot
    be read is `unknown`.

    counted  also how many bookings start on each local date, for rules with a daily maximum
    """
    return [member for member, _ in _read(staff_ids, first, last, at=at, ignoring=ignoring, counted=counted)]


def _read(
    staff_ids: Sequence[UUID],
    first: date,
    last: date,
    *,
    at: datetime,
    ignoring: UUID | None = None,
    counted: bool = False,
) -> list[tuple[Member, list[str]]]:
    """Each with what they know."""
    span = Span.of(first, last)
    people = {key: row for key, *row in _people.rows(list(staff_ids), *span)}
    start, end = _midnight(first), _midnight(last)
    taken = taken_between(staff_ids, start, end, at=at, ignoring=ignoring)
    zones = {key: row[1] for key, row in people.items()}
    asked = {key: zone for key, zone in zones.items() if people[key][-2] != NO_CALENDARS}
    outside = busy_outside(asked, span) if asked else {}
    day = timedelta(days=1)
    booked = booked_between(zones, start - day, end + day, at=at, ignoring=ignoring) if counted else {}
    members = []
    for key in staff_ids:
        if key in people:
            skills, *hours, calendars, trust = people[key]
            calendar, away = member_time(HoursRow(*hours), first, last)
            members.append(
                (
                    Member(
                        key,
                        calendar,
                        taken=[*away, *taken.get(key, ()), *outside.get(key, ())],
                        booked=booked.get(key, {}),
                        unknown=is_unknown(calendars, trust, at),
                    ),
                    skills,
                )
            )
    return members


def taken_between(
    staff_ids: Collection[UUID], start: datetime, end: datetime, *, at: datetime, ignoring: UUID | None = None
) -> dict[UUID, list[Interval]]:
    """What takes the members' time between two instants, buffers included; a hold that is over takes none.

    As instants, gathered by member in the database: reading as many timestamps costs six times as much.
    """
    rows = _taken.rows(list(staff_ids), start - conf.LONGEST_BUFFER, end + conf.LONGEST_BUFFER, at, ignoring)
    return {key: list(zip(starts, ends, strict=True)) for key, starts, ends in rows}


def booked_between(
    zones: Mapping[UUID, str], start: datetime, end: datetime, *, at: datetime, ignoring: UUID | None = None
) -> dict[UUID, dict[date, int]]:
    """How many bookings start on each local date of these members, who are given with their zones.

    What is over counts as well, whether anybody came or not; what was cancelled does not, nor a hold that is over.
    """
    rows = _starts.rows(list(zones), start, end, at, ignoring)
    return {key: Counter(local_date(zones[key], moment) for moment in starts) for key, starts in rows}


@prepared
def _people(ids: list[UUID], *span: Any) -> QuerySet[Staff, Any]:
    found = with_outside(with_hours(Staff.objects.filter(AnyOf("user_id", ids)), Span(*span)))
    return found.order_by().values_list("pk", "skills", *HOURS_FIELDS, *OUTSIDE_FIELDS)


@prepared
def _taken(
    ids: list[UUID], start: datetime, end: datetime, at: datetime, ignoring: UUID | None
) -> QuerySet[Booking, Any]:
    rows = Booking.objects.blocking().filter(AnyOf("staff_id", ids), ends_at__gt=start, starts_at__lt=end)
    return (
        _standing(rows, at, ignoring)
        .values("staff_id")
        .annotate(starts=ArrayAgg(edge("span", "lower")), ends=ArrayAgg(edge("span", "upper")))
        .values_list("staff_id", "starts", "ends")
    )


@prepared
def _starts(
    ids: list[UUID], start: datetime, end: datetime, at: datetime, ignoring: UUID | None
) -> QuerySet[Booking, Any]:
    rows = Booking.objects.filter(AnyOf("staff_id", ids), blocking=True, starts_at__gte=start, starts_at__lt=end)
    rows = _standing(rows.exclude(state=BookingState.CANCELLED), at, ignoring)
    return rows.values("staff_id").annotate(starts=ArrayAgg("starts_at")).values_list("staff_id", "starts")


def _standing(rows: BookingQuerySet, at: datetime, ignoring: UUID | None) -> BookingQuerySet:
    rows = rows.exclude(state=BookingState.HELD, expires_at__lte=at).order_by()
    return rows.exclude(pk=ignoring) if ignoring else rows


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
