"""The shifts that a team plans with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.scopes import Scope
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import Invalid, NotFound
from core.web.pages import once_for_form
from workforce import policies
from workforce.actions import remove_shift, save_shift
from workforce.models import Shift, Team
from workforce.pages.access import team_to_plan
from workforce.pages.spans import Spans


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, team_id: str) -> HttpResponseBase:
    return _form(request, team_to_plan(team_id, actor_for_request(request)), None)


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, shift_id: str) -> HttpResponseBase:
    shift = _shift(shift_id, actor_for_request(request))
    return _form(request, shift.team, shift)


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_POST
def remove(request: HttpRequest, shift_id: str) -> HttpResponseBase:
    by = actor_for_request(request)
    shift = _shift(shift_id, by)
    there = reverse("rota_of_team", args=[shift.team.public_id])

    def effect() -> str:
        remove_shift(shift, by=by, at=clock.now())
        return there

    address = once_for_form(request, by, effect)
    messages.success(request, _("The shift is taken out. Days that are planned keep their hours."))
    return redirect(address)


def _shift(shift_id: str, by: Actor) -> Shift:
    key = Shift.parse_id(shift_id)
    shift = Shift.objects.select_related("team").filter(pk=key).first() if key else None
    if shift is None or not policies.can_plan(by):
        raise NotFound("shift")
    return shift


def _form(request: HttpRequest, team: Team, shift: Shift | None) -> HttpResponseBase:
    by = actor_for_request(request)
    name, wrong = (shift.name if shift else ""), ""
    spans = Spans.of("shift", _("Shift"), shift.spans if shift else [])
    status = 200
    if request.method == "POST":
        name, spans = request.POST.get("name", ""), Spans.read("shift", _("Shift"), request.POST)
        do = request.POST.get("do", "save")
        if do == "add":
            spans.add()
        elif do.startswith("drop:"):
            spans.drop(int(do[5:]) if do[5:].isdecimal() else 0)
        else:
            status, wrong, there = _save(request, team, shift, name, spans, by)
            if there:
                return redirect(there)
    if not spans.rows:
        spans.add()
    context: dict[str, Any] = {
        "team": team,
        "shift": shift,
        "name": name,
        "name_wrong": wrong,
        "spans": spans,
        "here": request.path,
        "rota_url": reverse("rota_of_team", args=[team.public_id]),
    }
    return render(request, "workforce/shift.html", context, status=status)


def _save(
    request: HttpRequest, team: Team, shift: Shift | None, name: str, spans: Spans, by: Actor
) -> tuple[int, str, str]:
    """(status, what is wrong with the name, where to go): the last only when it is saved."""
    value = spans.value()
    if spans.errors:
        return 422, "", ""

    def effect() -> str:
        save_shift(team, name, value, shift=shift, by=by, at=clock.now())
        return reverse("rota_of_team", args=[team.public_id])

    try:
        there = once_for_form(request, by, effect)
    except Invalid as refusal:
        spans.errors += [_(text) for text in refusal.details.get("spans", [])]
        return 422, " ".join(_(text) for text in refusal.details.get("name", [])), ""
    messages.success(request, _("The shift is saved. Days that are planned keep their hours."))
    return 200, "", there
