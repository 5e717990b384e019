"""Who of a team is there when: a week, members by days. To read for the team; its supervisors change days from it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.actor import Actor
from events import feed
from workforce import policies
from workforce.models import Staff, Team
from workforce.pages.access import date_asked, day_address, hours_address, person, seen_teams, team_to_see
from workforce.pages.words import clock_span, day_cell, day_span, minutes_text
from workforce.queries.calendars import team_calendar
from workforce.queries.member_days import MemberDays, member_days
from workforce.queries.teams import members_of
from workforce.rules.intervals import intersect, subtract, to_datetime, union
from workforce.rules.working_time import local_date, local_days, working_time

#: members whose calendars a page follows one by one; larger teams follow everybody's
MOST_FOLLOWED = 90


@signed_in
@require_safe
def first_team(request: HttpRequest) -> HttpResponseBase:
    """One's own first team; who sees everybody begins with the first of all."""
    team = seen_teams(request).first()
    if team is None:
        raise Http404
    return redirect("availability_of_team", team.public_id)


@signed_in
@require_safe
def team(request: HttpRequest, team_id: str) -> HttpResponseBase:
    position, at, by = feed.head(), clock.now(), actor_for_request(request)
    chosen = team_to_see(team_id, request)
    today = local_date(chosen.timezone, at)
    asked = date_asked(request, "week", today)
    monday = asked - timedelta(days=asked.weekday())
    sunday = monday + timedelta(days=6)
    members = list(members_of(chosen))
    found = member_days(members, monday, sunday, language=get_language() or "en", at=at)
    here = f"{request.path}?week={monday.isoformat()}"
    context = {
        "team": chosen,
        "teams": [
            {"name": one.name, "url": _address("availability_of_team", one, monday), "current": one == chosen}
            for one in seen_teams(request)
        ],
        "title": day_span(monday, sunday),
        "days": [{"name": date_format(day, "D j M"), "is_today": day == today} for day in _week(monday)],
        "rows": [_row(one, today, here, request, by) for one in found],
        "gaps": _gaps(chosen, found, monday),
        "zone": chosen.timezone.replace("_", " "),
        "earlier_url": f"{request.path}?week={monday - timedelta(days=7)}",
        "later_url": f"{request.path}?week={monday + timedelta(days=7)}",
        "today_url": request.path,
        "rota_url": _address("rota_of_team", chosen, monday) if policies.can_plan(by) else "",
        "here": here,
        "live": {"topics": _topics(members), "position": position},
    }
    part = "#grid" if request.htmx else ""  # type: ignore[attr-defined]  # by its middleware
    return render(request, f"workforce/availability.html{part}", context)


def _address(name: str, team: Team, monday: date) -> str:
    return f"{reverse(name, args=[team.public_id])}?week={monday.isoformat()}"


def _week(monday: date) -> list[date]:
    return [monday + timedelta(days=number) for number in range(7)]


def _topics(members: list[Staff]) -> str:
    if len(members) > MOST_FOLLOWED:
        return "calendar.all"
    return " ".join(["calendar.closures", *(f"calendar.{staff.public_id}" for staff in members)])


def _row(found: MemberDays, today: date, here: str, request: HttpRequest, by: Actor) -> dict[str, Any]:
    staff = found.staff
    may_change = policies.can_change_hours(by, staff.pk)
    return {
        "name": staff.name,
        "zone": staff.timezone.replace("_", " "),
        "is_me": staff.pk == request.user.pk,
        "hours_url": hours_address(staff, request) if may_change else "",
        "calendar_url": reverse("staff_calendar", args=[staff.public_id])
        if policies.can_see_calendar(person(request), staff.pk)
        else "",
        "open": minutes_text(sum(day.open_minutes for day in found.days)),
        "booked": minutes_text(booked) if (booked := sum(day.booked_minutes for day in found.days)) else "",
        "cells": [
            day_cell(
                day,
                staff.timezone,
                today,
                url=f"{day_address(staff, day.date)}?next={here}" if may_change else "",
                private=may_change,
            )
            for day in found.days
        ],
    }


def _gaps(chosen: Team, found: list[MemberDays], monday: date) -> list[dict[str, Any]] | None:
    """By day, when the team should be there and nobody is; None for a team without hours of its own."""
    noon = to_datetime(local_days(chosen.timezone, monday, monday)[0][0])
    calendar = team_calendar(chosen, noon)
    if not calendar.has_hours:
        return None
    there = union(stretch for one in found for stretch in one.working)
    rows = []
    for day in _week(monday):
        around = list(local_days(chosen.timezone, day, day))
        hours = intersect(working_time(calendar, around[0][0], around[-1][1]), around) if around else []
        gaps = subtract(hours, there)
        rows.append(
            {
                "day": date_format(day, "D j M"),
                "is_open": bool(hours),
                "times": [clock_span(to_datetime(start), to_datetime(end), chosen.timezone) for start, end in gaps],
            }
        )
    return rows
