"""What is taken in members' own calendars, and how far it can be trusted."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, QuerySet

from core.prepared import AnyOf, prepared
from workforce.models import BusyBlock, CalendarPolicy, OutsideCalendar, Staff
from workforce.queries.calendars import Span, json_rows
from workforce.queries.instants import Microseconds
from workforce.rules.free_slots import all_day
from workforce.rules.freshness import Judged, Trust, judged
from workforce.rules.intervals import Interval, to_instant

NONE = "[]"
OUTSIDE_FIELDS = ("outside_json", "trust_json")


def trust_of(policy: CalendarPolicy) -> Trust:
    return Trust(policy.fresh_for, policy.grace, policy.trust_last_known)


def judgement_of(calendar: OutsideCalendar, policy: CalendarPolicy, *, at: datetime) -> Judged:
    failing = calendar.failing_since is not None
    return judged(calendar.read_at, calendar.connected_at, failing=failing, trust=trust_of(policy), at=at)


def calendars_judged(*, at: datetime) -> list[tuple[OutsideCalendar, Judged]]:
    """Every calendar of those who have not left. Two statements."""
    policy = CalendarPolicy.current()
    calendars = OutsideCalendar.objects.filter(staff__retired_at__isnull=True).order_by("pk")
    return [(calendar, judgement_of(calendar, policy, at=at)) for calendar in calendars]


def with_outside(staff: QuerySet[Staff]) -> QuerySet[Staff]:
    """Annotates OUTSIDE_FIELDS, which `is_unknown` reads."""
    own = OutsideCalendar.objects.filter(staff=OuterRef("pk"))
    return staff.annotate(
        outside_json=json_rows(own, "read_at", "connected_at", "failing_since"),
        trust_json=json_rows(CalendarPolicy.objects.filter(pk=1), "fresh_minutes", "grace_minutes", "trust_last_known"),
    )


def is_unknown(outside: str, trust: str, at: datetime) -> bool:
    """Whether a calendar of the member cannot be read and its grace is over: then the member is not offered."""
    if outside == NONE:
        return False
    (policy,) = json.loads(trust) or [{}]
    believed = trust_of(CalendarPolicy(**policy))
    return any(
        judged(
            _instant(one["read_at"]),
            datetime.fromisoformat(one["connected_at"]),
            failing=one["failing_since"] is not None,
            trust=believed,
            at=at,
        ).hides
        for one in json.loads(outside)
    )


def unknown_members(staff_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Whose time is unknown, so that they are not offered. One statement."""
    return {key for key, outside, trust in _outside_of.rows(list(staff_ids)) if is_unknown(outside, trust, at)}


def busy_outside(zones: Mapping[UUID, str], span: Span) -> dict[UUID, list[Interval]]:
    """What is taken in the own calendars of these members, who are given with their zones. One statement.

    Whole days are those of the calendar's zone, or of the member's where the calendar has none.
    """
    taken: dict[UUID, list[Interval]] = {key: [] for key in zones}
    for key, zone, starts, ends, firsts, untils in _blocks.rows(list(zones), *span):
        taken[key] += zip(starts or (), ends or (), strict=True)
        for first, until in zip(firsts or (), untils or (), strict=True):
            days = all_day(first, until, zone or zones[key])
            taken[key] += [(to_instant(day.start), to_instant(day.end)) for day in days]
    return taken


@prepared
def _outside_of(ids: list[UUID]) -> QuerySet[Staff, Any]:
    return with_outside(Staff.objects.filter(AnyOf("user_id", ids))).order_by().values_list("pk", *OUTSIDE_FIELDS)


@prepared
def _blocks(ids: list[UUID], *span: date | datetime) -> QuerySet[BusyBlock, Any]:
    near = Span(*span)  # type: ignore[arg-type]  # as it was given
    timed = Q(ends_at__gt=near.start, starts_at__lt=near.end)
    days = Q(ends_on__gt=near.earliest, starts_on__lte=near.latest)
    rows = BusyBlock.objects.filter(AnyOf("calendar__staff_id", ids)).filter(timed | days).order_by()
    return (
        rows.values("calendar__staff_id", "calendar__zone")
        .annotate(
            starts=ArrayAgg(Microseconds("starts_at"), filter=timed),
            ends=ArrayAgg(Microseconds("ends_at"), filter=timed),
            firsts=ArrayAgg("starts_on", filter=days),
            untils=ArrayAgg("ends_on", filter=days),
        )
        .values_list("calendar__staff_id", "calendar__zone", "starts", "ends", "firsts", "untils")
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
