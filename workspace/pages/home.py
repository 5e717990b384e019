"""Where people land: their own work, or the overview of all work, or a plain page that says what will be here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from accounts.scopes import Scope
from accounts.web import requires_scope, signed_in
from core import clock
from events import feed
from workspace import queries
from workspace.navigation import address


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    user = request.user
    assert isinstance(user, User)
    if user.has_role(Role.SUPERVISOR, Role.ADMIN):
        return overview(request)
    if user.has_role(Role.AE):
        return redirect("/queue/")
    return render(request, "workspace/home.html", {"coming": _coming(user)})


@requires_scope(Scope.ADMIN_ROUTING)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The five kinds of work; live by its figures."""
    live = {"topics": "queue.ae presence.all", "position": feed.head()}  # read before the figures
    teams = queries.lead_teams(clock.now())
    figures = [sum(getattr(team, name) for team in teams) for name in ("pending", "at_risk", "breached", "owned")]
    context = {
        "live": live,
        "teams": teams,
        "tiles": _tiles(*figures, online=_online(teams)),
        "kinds": _kinds(),
    }
    template = "workspace/overview.html"
    return render(request, f"{template}#figures" if request.htmx else template, context)  # type: ignore[attr-defined]


def _online(teams: list[queries.TeamLine]) -> int:
    """People, each once, whatever number of teams they are in."""
    return len({person["name"] for team in teams for person in team.people if person["presence"] == "online"})


def _tiles(pending: int, at_risk: int, breached: int, owned: int, *, online: int) -> list[dict[str, Any]]:
    return [
        {"value": _count(pending), "label": _("leads pending"), "state": ""},
        {"value": _count(breached), "label": _("breached"), "state": "breached" if breached else ""},
        {"value": _count(at_risk), "label": _("at risk"), "state": "at_risk" if at_risk else ""},
        {"value": _count(owned), "label": _("with an account executive"), "state": ""},
        {"value": str(online), "label": _("online"), "state": ""},
    ]


def _count(number: int) -> str:
    """12,345 as the reader's language groups it."""
    return number_format(number, force_grouping=True)


def _kinds() -> list[dict[str, Any]]:
    """Each kind of work, who takes it, and where to see it; `url` is None where there is nothing to see yet."""
    return [
        {
            "name": _("Leads"),
            "icon": "briefcase",
            "who": _("account executives"),
            "text": _("Businesses that want to buy: scored, on a first-contact clock, matched to the best person."),
            "url": address("ae_queue"),
        },
        {
            "name": _("Merchants"),
            "icon": "building-store",
            "who": _("implementation consultants"),
            "text": _("New customers who need help to set up."),
            "url": address("ic_queue"),
        },
        {
            "name": _("Service sessions"),
            "icon": "tool",
            "who": _("mechanics of a workshop"),
            "text": _("Paid sessions, offered to workshops."),
            "url": address("service_requests"),
        },
        {
            "name": _("Calls"),
            "icon": "phone-call",
            "who": _("the team for the topic"),
            "text": _("Calls that customers ask for, at a time that is free on both sides."),
            "url": address("call_requests"),
        },
        {
            "name": _("Tickets and incidences"),
            "icon": "headset",
            "who": _("support agents"),
            "text": _("Questions, and moments of trouble while ordering."),
            "url": address("tickets"),
        },
    ]


def _coming(user: User) -> str:
    """One sentence for those whose work has no page yet."""
    if user.has_role(Role.IC):
        return _("Your set-up queue and your calendar of sessions will open here.")
    if user.has_role(Role.AGENT):
        return _("Your inbox of tickets and incidences will open here.")
    if user.has_role(Role.MECHANIC):
        return _("Offers of service sessions and your jobs will open here.")
    return _("Your calls and tickets will open here.")
