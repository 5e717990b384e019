"""/staff/{id}: working hours, days that differ, time off. One's own, or anybody's with `admin:workforce`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from core import clock
from core.api.schema import endpoint
from core.api.views import ListView, ReadView, WriteView
from core.errors import NotFound
from workforce.actions import (
    add_time_off,
    remove_hours_override,
    remove_time_off,
    set_hours_override,
    set_working_hours,
)
from workforce.actions.set_working_hours import hours_of
from workforce.api import examples, inputs
from workforce.enums import Weekday
from workforce.models import HoursOverride, Staff, TimeOff
from workforce.policies import member_to_change
from workforce.queries.conflicts import conflicts_of
from workforce.queries.member_days import usual_week

TAGS = ("working time",)
WHOSE = "Your own, or anybody's with `admin:workforce`; others look like missing ones. "
STANDS = "What is booked already stands: `conflicts` names what the member's hours do not hold any more."


@endpoint(
    "Working hours",
    WHOSE
    + "The usual week on the wall clock of the member's own zone, days off left out. Who has no hours of their own "
    "(`own` is false) keeps the company's business hours, and they stand here.",
    response=examples.WORKING_HOURS,
    tags=TAGS,
    operation="working_hours_read",
    method="get",
)
@endpoint(
    "Set working hours",
    WHOSE + "The whole week is replaced; spans of one day may not overlap, nor run into the next day's. " + STANDS,
    request={"hours": examples.WEEK},
    response=examples.WORKING_HOURS_SET,
    tags=TAGS,
    operation="working_hours_set",
    method="put",
)
class WorkingHoursOf(WriteView, ReadView):
    verb = "put"
    scopes = ()
    input_class = inputs.Week

    def read(self, staff_id: str, **kwargs: Any) -> dict[str, Any]:
        return _week(member_to_change(staff_id, self.actor))

    def handle(self, data: dict[str, Any], staff_id: str, **kwargs: Any) -> dict[str, Any]:
        staff, at = member_to_change(staff_id, self.actor), clock.now()
        week: list[list[tuple[str, str]]] = [[] for _day in Weekday]
        for span in data["hours"]:
            week[Weekday[span["weekday"]]].append((span["starts"], span["ends"]))
        set_working_hours(staff, week, by=self.actor, at=at)
        return _week(staff) | {"conflicts": _conflicts(staff, at)}


class OverrideFilter(filters.FilterSet):
    since = filters.DateFilter(field_name="date", lookup_expr="gte", help_text="From this date on.")
    until = filters.DateFilter(field_name="date", lookup_expr="lte", help_text="Up to and with this date.")


@endpoint(
    "Days that differ",
    WHOSE + "Days with other hours than the week says, by date. `origin` is ROTA where a team's rota planned the day.",
    response={
        "items": [examples.OVERRIDE],
        "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False},
    },
    tags=TAGS,
    operation="overrides_list",
    method="get",
)
@endpoint(
    "Change a day",
    WHOSE + "On that date the member works these spans and nothing else; without spans the day is closed. An earlier "
    "change of the day is replaced. " + STANDS,
    request={"date": "2026-12-04", "spans": [{"starts": "12:00", "ends": "20:00"}]},
    response=examples.OVERRIDE | {"conflicts": [examples.CONFLICT]},
    tags=TAGS,
    operation="overrides_set",
    method="post",
)
class OverridesOf(WriteView, ListView):
    scopes = ()
    input_class = inputs.Override
    filterset_class = OverrideFilter

    def queryset(self) -> QuerySet[HoursOverride]:
        staff = member_to_change(self.kwargs["staff_id"], self.actor)
        return HoursOverride.objects.filter(staff=staff).select_related("shift").order_by("date")

    def rows(self, page: list[HoursOverride]) -> list[dict[str, Any]]:
        return [_override(row) for row in page]

    def handle(self, data: dict[str, Any], staff_id: str, **kwargs: Any) -> dict[str, Any]:
        staff, at = member_to_change(staff_id, self.actor), clock.now()
        spans = [(span["starts"], span["ends"]) for span in data["spans"]]
        row = set_hours_override(staff, data["date"], spans, by=self.actor, at=at)
        return _override(row) | {"conflicts": _conflicts(staff, at)}


@endpoint(
    "Restore a day",
    WHOSE + "The day is as the week says again.",
    response=None,
    tags=TAGS,
    operation="overrides_remove",
)
class OneOverride(WriteView):
    verb = "delete"
    scopes = ()
    success_status = 204

    def handle(self, data: dict[str, Any], staff_id: str, day: str, **kwargs: Any) -> None:
        staff = member_to_change(staff_id, self.actor)
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise NotFound("override") from None
        remove_hours_override(staff, on, by=self.actor, at=clock.now())


class TimeOffFilter(filters.FilterSet):
    ends_after = filters.DateFilter(method="not_over", help_text="Only what lasts beyond this date.")

    def not_over(self, found: QuerySet[TimeOff], _name: str, value: date) -> QuerySet[TimeOff]:
        midnight = datetime.combine(value, datetime.min.time(), clock.now().tzinfo)
        return found.filter(ends_on__gt=value) | found.filter(ends_at__gt=midnight)


@endpoint(
    "Time off",
    WHOSE + "Whole local days (`starts_on`, `ends_on`, both included) or from one instant to another.",
    response={
        "items": [examples.TIME_OFF],
        "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False},
    },
    tags=TAGS,
    operation="time_off_list",
    method="get",
)
@endpoint(
    "Add time off",
    WHOSE
    + "Give two dates or two instants. The reason is shown to the member and who staffs the teams only. "
    + STANDS,
    request={"starts_on": "2026-12-21", "ends_on": "2026-12-23", "reason": "Family visit"},
    response=examples.TIME_OFF | {"conflicts": [examples.CONFLICT]},
    tags=TAGS,
    operation="time_off_add",
    method="post",
)
class TimeOffOf(WriteView, ListView):
    scopes = ()
    input_class = inputs.NewTimeOff
    filterset_class = TimeOffFilter
    success_status = 201

    def queryset(self) -> QuerySet[TimeOff]:
        staff = member_to_change(self.kwargs["staff_id"], self.actor)
        return TimeOff.objects.filter(staff=staff).order_by("-id")

    def rows(self, page: list[TimeOff]) -> list[dict[str, Any]]:
        return [_time_off(row) for row in page]

    def handle(self, data: dict[str, Any], staff_id: str, **kwargs: Any) -> dict[str, Any]:
        staff, at = member_to_change(staff_id, self.actor), clock.now()
        row = add_time_off(staff, **data, by=self.actor, at=at)
        return _time_off(row) | {"conflicts": _conflicts(staff, at)}


@endpoint(
    "Take time off out",
    WHOSE + "The member works again then.",
    response=None,
    tags=TAGS,
    operation="time_off_remove",
)
class OneTimeOff(WriteView):
    verb = "delete"
    scopes = ()
    success_status = 204

    def handle(self, data: dict[str, Any], staff_id: str, time_off_id: str, **kwargs: Any) -> None:
        staff = member_to_change(staff_id, self.actor)
        key = TimeOff.parse_id(time_off_id)
        row = TimeOff.objects.filter(staff=staff, pk=key).first() if key else None
        if row is None:
            raise NotFound("time off")
        remove_time_off(row, by=self.actor, at=clock.now())


def _week(staff: Staff) -> dict[str, Any]:
    own = hours_of(staff)
    week: Sequence[Sequence[Sequence[str]]] = own if any(own) else usual_week([])
    rows = [
        {"weekday": Weekday(day).name, "starts": starts, "ends": ends}
        for day, spans in enumerate(week)
        for starts, ends in spans
    ]
    return {"staff_id": staff.public_id, "timezone": staff.timezone, "own": any(own), "hours": rows}


def _override(row: HoursOverride) -> dict[str, Any]:
    return {
        "date": row.date,
        "spans": [{"starts": starts, "ends": ends} for starts, ends in row.spans],
        "origin": row.origin,
        "shift": row.shift.name if row.shift else None,
    }


def _time_off(row: TimeOff) -> dict[str, Any]:
    return {
        "time_off_id": row.public_id,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "reason": row.reason,
    }


def _conflicts(staff: Staff, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "booking_id": one.booking.public_id,
            "starts_at": one.booking.starts_at,
            "ends_at": one.booking.ends_at,
            "purpose": one.booking.purpose,
            "because": one.kind.upper(),
        }
        for one in conflicts_of(staff, at)
    ]
