"""A team's week as its supervisor plans it: member by day, a shift, off, or as their own week says.

The whole draft is in the form. Copying last week and rotating change the draft; only "Apply" stores it.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import actor_for_request
from accounts.scopes import Scope
from accounts.web import requires_scope
from core import clock
from core.idempotency import fingerprint
from core.web.pages import once_for_form
from workforce.actions import plan_rota
from workforce.actions.plan_rota import Planned, as_planned
from workforce.models import HoursOverride, Shift, Staff, Team
from workforce.pages.access import date_asked, hours_address, seen_teams, team_to_plan
from workforce.pages.words import ICONS, closed_words, day_span, minutes_text, override_words, spans_text
from workforce.queries.member_days import MemberDay, MemberDays, member_days
from workforce.queries.teams import members_of
from workforce.rules.weekly_spans import length
from workforce.rules.working_time import local_date

#: what a field says for a day that is none of the team's shifts: as the week says, off, as it stands
WEEK, OFF, KEEP = "week", "off", "keep"

#: what stands in each field, by member and day
Draft = dict[tuple[UUID, date], str]


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_safe
def first_team(request: HttpRequest) -> HttpResponseBase:
    """The first team that plans with shifts, else the first of all."""
    teams = seen_teams(request)
    team = teams.filter(shifts__isnull=False).first() or teams.first()
    if team is None:
        raise Http404
    return redirect("rota_of_team", team.public_id)


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest, team_id: str) -> HttpResponseBase:
    by, at = actor_for_request(request), clock.now()
    team = team_to_plan(team_id, by)
    today = local_date(team.timezone, at)
    asked = date_asked(request, "week", today)
    monday = asked - timedelta(days=asked.weekday())
    members, shifts = list(members_of(team)), list(team.shifts.order_by("name"))
    found = member_days(members, monday, monday + timedelta(days=6), language=get_language() or "en", at=at)
    stored = {(one.staff.pk, day.date): word_of(day.override) for one in found for day in one.days}
    draft, changed, status = stored, False, 200
    if request.method == "POST":
        draft = _read(request, stored, shifts)
        do = request.POST.get("do", "apply")
        if do == "apply" and request.POST.get("seen", "") == _seen(stored):
            plan = {place: _planned(word, shifts) for place, word in draft.items() if word != KEEP}

            def effect() -> str:
                count = plan_rota(team, monday, plan, by=by, at=at)
                text = ngettext("%(n)s day is planned anew.", "%(n)s days are planned anew.", count)
                messages.success(request, text % {"n": count})
                return _address(team, monday)

            return redirect(once_for_form(request, by, effect))
        if do == "apply":
            status = 409
        draft, changed = _moved(do, draft, members, monday, shifts), True
    context = {
        "team": team,
        "teams": [
            {"name": one.name, "url": _address(one, monday), "current": one == team} for one in seen_teams(request)
        ],
        "title": day_span(monday, monday + timedelta(days=6)),
        "is_draft": changed,
        "seen": _seen(stored),
        "meanwhile": status == 409,
        "shifts": [{"id": one.public_id, "name": one.name, "times": spans_text(one.spans)} for one in shifts],
        "days": _heads(monday, today, found, draft, shifts),
        "rows": [_row(one, draft, shifts, request) for one in found],
        "here": _address(team, monday),
        "earlier_url": _address(team, monday - timedelta(days=7)),
        "later_url": _address(team, monday + timedelta(days=7)),
        "today_url": request.path,
        "availability_url": f"{reverse('availability_of_team', args=[team.public_id])}?week={monday}",
    }
    return render(request, "workforce/rota.html", context, status=status)


def _address(team: Team, monday: date) -> str:
    return f"{reverse('rota_of_team', args=[team.public_id])}?week={monday.isoformat()}"


def word_of(override: HoursOverride | None) -> str:
    """A stored day as its field says it."""
    planned = as_planned(override)
    if planned is None:
        return KEEP
    return planned.public_id if isinstance(planned, Shift) else planned


def _seen(stored: Draft) -> str:
    """Stands for the week as it is stored: a draft that was made over another is refused once."""
    words = [f"{staff_id} {day} {word}" for (staff_id, day), word in sorted(stored.items(), key=str)]
    return fingerprint("\n".join(words).encode()).hex()[:16]


def _planned(word: str, shifts: list[Shift]) -> Planned:
    shift = next((one for one in shifts if one.public_id == word), None)
    if shift is not None:
        return shift
    return "off" if word == OFF else "week"


def _read(request: HttpRequest, stored: Mapping[tuple[UUID, date], str], shifts: list[Shift]) -> Draft:
    """What was sent; a field that is missing, or says nothing that is known, stays as it is stored."""
    known = {WEEK, OFF, *(one.public_id for one in shifts)}
    draft = {}
    for (staff_id, day), before in stored.items():
        sent = request.POST.get(f"c-{Staff(pk=staff_id).public_id}-{day.isoformat()}", before)
        draft[staff_id, day] = sent if sent in known or sent == before else before
    return draft


def _moved(do: str, draft: Draft, members: list[Staff], monday: date, shifts: list[Shift]) -> Draft:
    """Last week's plan: of the same member, or ("rotate") of the one who stands above, the first after the last.

    Only who was planned last week takes turns; only what a plan can say is taken over. Hours of somebody's own, this
    week or last, stay where they are.
    """
    if do not in {"copy", "rotate"}:
        return draft
    week = timedelta(days=7)
    rows = HoursOverride.objects.filter(staff__in=members, date__range=(monday - week, monday - timedelta(days=1)))
    before = {(row.staff_id, row.date): word_of(row) for row in rows.select_related("shift")}
    known = {OFF, *(one.public_id for one in shifts)}
    planned = {staff_id for (staff_id, _day), word in before.items() if word in known}
    turns = [staff.pk for staff in members if staff.pk in planned]
    source = dict(zip(turns, turns if do == "copy" else turns[-1:] + turns[:-1], strict=True))
    moved = {}
    for (staff_id, day), word in draft.items():
        taken = before.get((source.get(staff_id, staff_id), day - week), WEEK)
        moved[staff_id, day] = word if word == KEEP else taken if taken in known else WEEK
    return moved


def _heads(
    monday: date, today: date, found: list[MemberDays], draft: Draft, shifts: list[Shift]
) -> list[dict[str, Any]]:
    """Each day, with how many are planned for each shift."""
    heads = []
    for number in range(7):
        day = monday + timedelta(days=number)
        counted = Counter(draft[one.staff.pk, day] for one in found)
        heads.append(
            {
                "name": date_format(day, "D j M"),
                "is_today": day == today,
                "counts": [f"{one.name} {counted[one.public_id]}" for one in shifts],
            }
        )
    return heads


def _row(found: MemberDays, draft: Draft, shifts: list[Shift], request: HttpRequest) -> dict[str, Any]:
    staff = found.staff
    minutes = sum(_minutes(day, draft[staff.pk, day.date], shifts) for day in found.days)
    return {
        "name": staff.name,
        "hours_url": hours_address(staff, request),
        "planned": minutes_text(minutes),
        "cells": [_cell(day, draft[staff.pk, day.date], shifts, staff) for day in found.days],
    }


def _cell(day: MemberDay, word: str, shifts: list[Shift], staff: Staff) -> dict[str, Any]:
    choices = [(WEEK, _("as every week")), (OFF, _("off")), *((one.public_id, one.name) for one in shifts)]
    if day.override is not None and word_of(day.override) == KEEP:
        own = spans_text(day.override.spans)
        choices.insert(0, (KEEP, f"{override_words(day.override)} {own}".strip()))
    return {
        "name": f"c-{staff.public_id}-{day.date.isoformat()}",
        "label": f"{staff.name}, {date_format(day.date, 'l j F')}",
        "word": word,
        "choices": choices,
        "day": date_format(day.date, "D j M"),
        "marks": [{"icon": ICONS[one.kind], "text": closed_words(one)} for one in day.closed],
    }


def _minutes(day: MemberDay, word: str, shifts: list[Shift]) -> int:
    """What the day comes to as drafted; a day that is closed anyway counts nothing."""
    if day.closed or word == OFF:
        return 0
    shift = next((one for one in shifts if one.public_id == word), None)
    spans = shift.spans if shift else day.spans if word == KEEP else day.weekly
    return length((starts, ends) for starts, ends in spans)
