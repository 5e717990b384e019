"""Who of a team is there when: a week, members by days. To read for the team; its supervisors change days from it, see
what is booked, where more is booked than fits, and give what one member has to another."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.actor import Actor
from events import feed
from workforce import policies
from workforce.models import Staff, Team
from workforce.pages.access import date_asked, day_address, hours_address, person, seen_teams, team_to_see
from workforce.pages.items import item
from workforce.pages.words import day_cell, day_span, intervals, minutes_text
from workforce.queries.calendars import team_calendar
from workforce.queries.conflicts import Conflict, conflicts
from workforce.queries.member_days import MemberDay, MemberDays, member_days
from workforce.queries.teams import members_of
from workforce.rules.intervals import intersect, subtract, to_datetime, union
from workforce.rules.working_time import local_date, local_days, working_time

#: members whose calendars a page follows one by one; larger teams follow everybody's
MOST_FOLLOWED = 90
#: of a day of somebody whose calendar the reader does not see
_NOTHING_SHOWN: dict[str, Any] = {"items": [], "over": "", "free": ""}


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
    rows = [_row(one, at, here, request, by) for one in found]
    context = {
        "team": chosen,
        "teams": [
            {"name": one.name, "url": _address("availability_of_team", one, monday), "current": one == chosen}
            for one in seen_teams(request)
        ],
        "title": day_span(monday, sunday),
        "days": [{"name": date_format(day, "D j M"), "is_today": day == today} for day in _week(monday)],
        "rows": rows,
        "hands": any(one["hand_url"] for row in rows for cell in row["cells"] for one in cell["items"]),
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


def _row(found: MemberDays, at: datetime, here: str, request: HttpRequest, by: Actor) -> dict[str, Any]:
    staff, today = found.staff, local_date(found.staff.timezone, at)
    may_change = policies.can_change_hours(by, staff.pk)
    may_see = policies.can_see_calendar(person(request), staff.pk)
    outside = {one.booking.pk: one for one in conflicts(found, at)} if may_see else {}
    open_, booked = (sum(getattr(day, name) for day in found.days) for name in ("open_minutes", "booked_minutes"))
    return {
        "id": staff.public_id,
        "name": staff.name,
        "zone": staff.timezone.replace("_", " "),
        "is_me": staff.pk == request.user.pk,
        "hours_url": hours_address(staff, request) if may_change else "",
        "calendar_url": reverse("staff_calendar", args=[staff.public_id]) if may_see else "",
        "open": minutes_text(open_),
        "booked": minutes_text(booked) if booked else "",
        "load": {"booked": booked, "open": open_, "is_over": booked > open_} if may_see else None,
        "cells": [
            day_cell(
                day,
                staff.timezone,
                today,
                url=f"{day_address(staff, day.date)}?next={here}" if may_change else "",
                private=may_change,
            )
            | (_booked(day, staff.timezone, outside, today) if may_see else _NOTHING_SHOWN)
            for day in found.days
        ],
    }


def _booked(day: MemberDay, zone: str, outside: Mapping[UUID, Conflict], today: date) -> dict[str, Any]:
    """What stands on the day, for who may see it."""
    over = {"booked": minutes_text(day.booked_minutes), "open": minutes_text(day.open_minutes)}
    return {
        "items": [item(one, zone, outside.get(one.pk)) for one in day.standing],
        "over": _("%(booked)s booked, %(open)s open") % over if day.is_overbooked else "",
        "free": minutes_text(day.free_minutes) if day.live and day.free and day.date >= today else "",
    }


def _gaps(chosen: Team, found: list[MemberDays], monday: date) -> list[dict[str, Any]] | None:
    """By day, when the team should be there and nobody is, and when all who are there are taken; None for a team
    without hours of its own."""
    noon = to_datetime(local_days(chosen.timezone, monday, monday)[0][0])
    calendar = team_calendar(chosen, noon)
    if not calendar.has_hours:
        return None
    there = union(stretch for one in found for stretch in one.working)
    free = union(stretch for one in found for day in one.days for stretch in day.free)
    rows = []
    for day in _week(monday):
        around = list(local_days(chosen.timezone, day, day))
        hours = intersect(working_time(calendar, around[0][0], around[-1][1]), around) if around else []
        gaps = subtract(hours, there)
        rows.append(
            {
                "day": date_format(day, "D j M"),
                "is_open": bool(hours),
                "times": intervals(gaps, chosen.timezone),
                "taken": intervals(subtract(subtract(hours, gaps), free), chosen.timezone),
            }
        )
    return rows
