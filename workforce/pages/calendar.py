"""What is booked with a member, over their working time: a day or a week; at 360 px a list of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.errors import NotFound
from events import feed
from workforce import policies
from workforce.models import Staff
from workforce.pages.access import date_asked, day_address, hours_address, myself, person
from workforce.pages.items import item
from workforce.pages.words import day_cell, day_span, day_title, wall
from workforce.queries.conflicts import Conflict, conflicts
from workforce.queries.member_days import MemberDay, member_days
from workforce.rules.intervals import to_datetime
from workforce.rules.side_by_side import lanes
from workforce.rules.working_time import local_date

#: hours that are always shown
FROM, UNTIL = 8, 18
#: a block is never shorter than its first line of text
SHORTEST = 25
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes after midnight on the wall clock, to five minutes."""

    start: int
    end: int

    def placed(self, first_hour: int) -> dict[str, int]:
        """What the style sheet knows the place by: whole hours and minutes below the top, and of the height."""
        return {
            "h": self.start // 60 - first_hour,
            "m": self.start % 60,
            "dh": (self.end - self.start) // 60,
            "dm": (self.end - self.start) % 60,
        }


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    staff = myself(request)
    if staff is None:
        if policies.can_plan(actor_for_request(request)):
            return redirect("team_availability")  # who staffs the teams without being in one
        raise Http404
    return _page(request, staff)


@signed_in
@require_safe
def of_member(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    key = Staff.parse_id(staff_id)
    staff = Staff.objects.active().with_person().filter(pk=key).first() if key else None
    if staff is None or not policies.can_see_calendar(person(request), staff.pk):
        raise NotFound("member")
    return _page(request, staff)


def _page(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    position, at = feed.head(), clock.now()
    zone, today = staff.timezone, local_date(staff.timezone, at)
    asked, is_day = date_asked(request, "date", today), request.GET.get("view") == "day"
    first = asked if is_day else asked - timedelta(days=asked.weekday())
    last = first if is_day else first + timedelta(days=6)
    (found,) = member_days([staff], first, last, language=get_language() or "en", at=at)
    outside = {one.booking.pk: one for one in conflicts(found, at)}
    may_change = policies.can_change_hours(actor_for_request(request), staff.pk)
    hours = _hours_shown(found.days, zone)
    step = timedelta(days=1 if is_day else 7)
    shown = [_day(day, zone, outside, hours[0], at, staff if may_change else None) for day in found.days]
    context = {
        "staff": staff,
        "is_me": staff.pk == request.user.pk,
        "zone": zone.replace("_", " "),
        "is_day": is_day,
        "title": day_title(first) if is_day else day_span(first, last),
        "days": shown,
        "moves": any(item["move_url"] for day in shown for item in day["items"]),
        "hours": [f"{hour:02}:00" for hour in range(*hours)],
        "first_hour": hours[0],
        "earlier_url": _address(request, first - step, is_day),
        "later_url": _address(request, first + step, is_day),
        "today_url": _address(request, today, is_day),
        "day_url": _address(request, today if first <= today <= last else first, True),
        "week_url": _address(request, first, False),
        "hours_url": hours_address(staff, request) if may_change else "",
        "here": _address(request, first, is_day),
        "live": {"topics": f"calendar.{staff.public_id} calendar.closures", "position": position},
    }
    part = "#calendar" if request.htmx else ""  # type: ignore[attr-defined]  # by its middleware
    return render(request, f"workforce/calendar.html{part}", context)


def _address(request: HttpRequest, day: date, is_day: bool) -> str:
    return f"{request.path}?view={'day' if is_day else 'week'}&date={day.isoformat()}"


def _day(
    day: MemberDay, zone: str, outside: dict[Any, Conflict], first_hour: int, at: datetime, staff: Staff | None
) -> dict[str, Any]:
    """One column; staff: whose day page its head leads to, for who may change it."""
    local = wall(at, zone)
    today = local.date()
    shown = day.standing
    stretches = [_stretch(one.starts_at, one.ends_at, day, zone) for one in shown]
    places = lanes([(one.start, one.end) for one in stretches])
    items = [
        item(booking, zone, outside.get(booking.pk)) | stretch.placed(first_hour) | {"lane": lane, "lanes": count}
        for booking, stretch, (lane, count) in zip(shown, stretches, places, strict=True)
    ]
    cell = day_cell(day, zone, today)
    return cell | {
        "name": date_format(day.date, "D j M"),
        "day_url": day_address(staff, day.date) if staff else "",
        "bands": [
            _stretch(to_datetime(start), to_datetime(end), day, zone, shortest=5).placed(first_hour)
            for start, end in day.open
        ],
        "items": items,
        "now": _now(local, first_hour) if day.date == today else None,
    }


def _now(local: datetime, first_hour: int) -> dict[str, int]:
    hours = local.hour - first_hour
    return {"h": hours, "m": local.minute // 5 * 5, "minutes": hours * 60 + local.minute}


def _stretch(starts_at: datetime, ends_at: datetime, day: MemberDay, zone: str, *, shortest: int = SHORTEST) -> Stretch:
    """Where it stands on the day's wall clock; what the clock repeats in autumn stands twice at the same place."""
    starts, ends = wall(starts_at, zone), wall(ends_at, zone)
    start = 0 if starts.date() < day.date else (starts.hour * 60 + starts.minute) // 5 * 5
    end = DAY if ends.date() > day.date else -(-(ends.hour * 60 + ends.minute) // 5) * 5
    end = min(max(end, start + shortest), DAY)
    return Stretch(min(start, end - 5), end)


def _hours_shown(days: list[MemberDay], zone: str) -> tuple[int, int]:
    """From the first hour in which anything is to the last."""
    stretches = [
        _stretch(to_datetime(start), to_datetime(end), day, zone, shortest=5) for day in days for start, end in day.open
    ]
    stretches += [_stretch(one.starts_at, one.ends_at, day, zone) for day in days for one in day.standing]
    first = min([FROM, *(one.start // 60 for one in stretches)])
    last = max([UNTIL, *(-(-one.end // 60) for one in stretches)])
    return first, last
