"""A member's own time: the usual week, whose holidays, time off, days that differ, and what comes of it."""

import json
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.web.pages import once_for_form
from events import feed
from workforce import links, policies
from workforce.actions import set_working_hours
from workforce.actions.set_working_hours import hours_of
from workforce.models import BlackoutDay, HoursOverride, Staff, TimeOff
from workforce.pages.access import day_address, hours_address, myself
from workforce.pages.days import TimeOffForm
from workforce.pages.holidays import country_words, days_off_ahead
from workforce.pages.spans import WeekDraft
from workforce.pages.words import (
    clock_span,
    conflict_words,
    day_cell,
    day_span,
    day_title,
    override_words,
    spans_text,
    wall,
)
from workforce.policies import member_to_change
from workforce.queries.conflicts import FURTHEST, conflicts, last_booked_on
from workforce.queries.member_days import MemberDays, member_days
from workforce.rules.working_time import local_date

WEEKS = 4


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponseBase:
    staff = myself(request)
    if staff is None:
        if policies.can_plan(actor_for_request(request)):
            return redirect("team_availability")  # who staffs the teams without being in one
        raise Http404
    return _page(request, staff)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def of_member(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    return _page(request, member_to_change(staff_id, actor_for_request(request)))


def _page(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    by = actor_for_request(request)
    if request.method == "POST":
        return _change(request, staff, by)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        part = "fits" if request.htmx.target == "fits" else "plan"  # type: ignore[attr-defined]  # the same
        return render(request, f"workforce/hours.html#{part}", _whose(request, staff) | _plan(staff))
    return _whole(request, staff, WeekDraft.of(hours_of(staff)))


def _change(request: HttpRequest, staff: Staff, by: Actor) -> HttpResponseBase:
    """A button of the week's form: the draft comes back, or is stored."""
    draft, do = WeekDraft.read(request.POST), request.POST.get("do", "save")
    if do != "save" and draft.do(do, request.POST):
        return _form(request, staff, draft)
    week = draft.value()
    if week is None:
        return _form(request, staff, draft, status=422)

    def effect() -> str:
        set_working_hours(staff, week, by=by, at=clock.now())
        return hours_address(staff, request)

    try:
        there = once_for_form(request, by, effect)
    except Invalid as refusal:
        draft.refuse(refusal)
        return _form(request, staff, draft, status=422)
    text = _("The weekly hours are saved.")
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        answer = _form(request, staff, WeekDraft.of(hours_of(staff)))
        toast = {"text": text, "level": "success", "target": "body"}
        answer["HX-Trigger"] = json.dumps({"toast": toast, "refetch": {"target": "body"}})
        return answer
    messages.success(request, text)
    return redirect(there)


def _form(request: HttpRequest, staff: Staff, draft: WeekDraft, status: int = 200) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        return render(request, "workforce/hours.html#week", _whose(request, staff) | {"draft": draft}, status=status)
    return _whole(request, staff, draft, status)


def _whole(request: HttpRequest, staff: Staff, draft: WeekDraft, status: int = 200) -> HttpResponse:
    position, at = feed.head(), clock.now()
    today = local_date(staff.timezone, at)
    context = _whose(request, staff) | _plan(staff)
    context |= {
        "draft": draft,
        "live": {"topics": f"calendar.{staff.public_id} calendar.closures", "position": position},
        "time_off": [_away(one, staff) for one in _ahead(staff, today)],
        "time_off_form": TimeOffForm(staff=staff),
        "overrides": [
            {
                "title": day_title(one.date),
                "times": spans_text(one.spans),
                "words": override_words(one),
                "url": day_address(staff, one.date),
            }
            for one in HoursOverride.objects.filter(staff=staff, date__gte=today).select_related("shift")
        ],
        "country": country_words(staff),
        "days_off": days_off_ahead(staff, today, list(_closures(staff, today))),
    }
    return render(request, "workforce/hours.html", context, status=status)


def _whose(request: HttpRequest, staff: Staff) -> dict[str, Any]:
    return {
        "staff": staff,
        "is_me": staff.pk == request.user.pk,
        "zone": staff.timezone.replace("_", " "),
        "here": hours_address(staff, request),
    }


def _plan(staff: Staff) -> dict[str, Any]:
    """The next weeks as they are offered, and what is booked and does not fit."""
    at = clock.now()
    today = local_date(staff.timezone, at)
    monday = today - timedelta(days=today.weekday())
    end = monday + timedelta(days=7 * WEEKS - 1)
    booked_until = last_booked_on(staff, at)
    until = min(max(end, booked_until or end), today + FURTHEST)
    (found,) = member_days([staff], monday, until, language=get_language() or "en", at=at)
    cells = [
        day_cell(day, staff.timezone, today, url=day_address(staff, day.date), free=True)
        for day in found.days[: 7 * WEEKS]
    ]
    return {
        "weeks": [cells[first : first + 7] for first in range(0, len(cells), 7)],
        "weekdays": [str(WEEKDAYS_ABBR[day]) for day in range(7)],
        "conflicts": conflict_rows(found, at),
    }


def conflict_rows(found: MemberDays, at: Any) -> list[dict[str, Any]]:
    zone = found.staff.timezone
    return [
        {
            "title": one.booking.title or one.booking.get_purpose_display(),
            "when": f"{day_title(wall(one.booking.starts_at, zone).date())}, "
            f"{clock_span(one.booking.starts_at, one.booking.ends_at, zone)}",
            "why": conflict_words(one.kind, one.name),
            "url": links.address_of(one.booking) or day_address(found.staff, wall(one.booking.starts_at, zone).date()),
        }
        for one in conflicts(found, at)
    ]


def _ahead(staff: Staff, today: date) -> list[TimeOff]:
    """What is not over, soonest first."""
    yesterday = clock.now() - timedelta(days=1)
    found = TimeOff.objects.filter(staff=staff)
    rows = [*found.filter(ends_on__gte=today), *found.filter(ends_at__gte=yesterday)]
    return sorted(rows, key=lambda one: one.starts_on or wall(one.starts_at, staff.timezone).date())  # type: ignore[arg-type]  # one of the two


def _away(one: TimeOff, staff: Staff) -> dict[str, Any]:
    if one.starts_on and one.ends_on:
        when = day_span(one.starts_on, one.ends_on)
    else:
        assert one.starts_at is not None
        assert one.ends_at is not None
        first, last = wall(one.starts_at, staff.timezone), wall(one.ends_at, staff.timezone)
        when = day_span(first.date(), last.date()) + f", {first:%H:%M}–{last:%H:%M}"
    return {"id": one.public_id, "when": when, "reason": one.reason}


def _closures(staff: Staff, today: date) -> list[BlackoutDay]:
    ahead = BlackoutDay.objects.filter(date__range=(today, today + FURTHEST))
    return list(ahead.filter(country__in=["", staff.country]).order_by("date"))
