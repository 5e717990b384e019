"""The wall board: all teams for leads at one glance, from across a room; behind each figure stands its queue."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.models import User
from accounts.scopes import Scope
from accounts.web import requires_scope, zone_of
from analytics.pages.shown import share, span
from analytics.queries.sales import Figures, totals
from analytics.rules.periods import period_named
from core import clock
from core.actor import Actor
from events import feed
from routing.enums import LeadStatus, SlaStatus
from routing.models import Lead
from routing.pages.clocks import contact_clock, number
from scheduling.queries.call_queue import counts_of
from workforce.enums import Presence
from workspace import queries

WAITING = 10
#: people of a team whose names are shown; who is there comes first
PEOPLE = 12
ORDER = (Presence.ONLINE, Presence.BUSY, Presence.AWAY, Presence.OFFLINE)


@requires_scope(Scope.ADMIN_ROUTING)
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    user, at = request.user, clock.now()
    assert isinstance(user, User)
    live = {"topics": "queue.ae queue.calls presence.all", "position": feed.head()}  # read before the figures
    teams = queries.lead_teams(at)
    today = totals(period_named("today", at, zone_of(user)))
    context = {
        "live": live,
        "tiles": [*_tiles(teams), *_call_tiles(actor_for_request(request), at)],
        "today": _today(today),
        "teams": [_team(team) for team in teams],
        "waiting": [_waiting(row, at) for row in queries.longest_waiting(WAITING)],
    }
    template = "workspace/wall.html"
    return render(request, f"{template}#board" if request.htmx else template, context)  # type: ignore[attr-defined]


def _tiles(teams: list[queries.TeamLine]) -> list[dict[str, Any]]:
    pending, at_risk, breached, owned = (
        sum(getattr(team, name) for team in teams) for name in ("pending", "at_risk", "breached", "owned")
    )
    since = min((team.waiting_since for team in teams if team.waiting_since), default=None)
    people = {person.key: person for team in teams for person in team.people}.values()
    queue = reverse("ae_queue")
    return [
        {"value": number(pending), "label": _("pending"), "url": f"{queue}?status={LeadStatus.PENDING}"},
        {
            "value": number(breached),
            "label": _("breached"),
            "state": "breached" if breached else "",
            "icon": "flag",
            "url": f"{queue}?sla_status={SlaStatus.BREACHED}",
        },
        {
            "value": number(at_risk),
            "label": _("at risk"),
            "state": "at_risk" if at_risk else "",
            "icon": "alert-triangle",
            "url": f"{queue}?sla_status={SlaStatus.AT_RISK}",
        },
        {"since": since, "label": _("longest wait"), "url": f"{queue}?status={LeadStatus.PENDING}&sort=wait_time"},
        {"value": number(owned), "label": _("with somebody"), "url": f"{queue}?status={LeadStatus.ASSIGNED}"},
        {"value": number(sum(person.is_online for person in people)), "label": _("online"), "url": reverse("team")},
    ]


def _call_tiles(by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What customers wait for who have asked for a call."""
    counts = counts_of(by, at, timezone.localtime(at))
    calls = reverse("calls")
    return [
        {"value": number(counts["waiting"]), "label": _("calls to answer"), "url": f"{calls}?status=PENDING"},
        {
            "value": number(counts["breached"]),
            "label": _("calls breached"),
            "state": "breached" if counts["breached"] else "",
            "icon": "flag",
            "url": calls,
        },
        {"value": number(counts["running"]), "label": _("calls in progress"), "url": f"{calls}?status=IN_PROGRESS"},
    ]


def _today(figures: Figures) -> list[dict[str, str]]:
    """The same figures as everywhere, of the reader's day so far."""
    return [
        {"value": number(figures.arrived), "label": pgettext("leads, small", "arrived")},
        {"value": number(figures.contacts), "label": _("contacts")},
        {"value": span(figures.first_attempt_median), "label": _("to the first attempt")},
        {"value": share(figures.share_in_time), "label": _("called in time")},
        {"value": number(figures.closed), "label": pgettext("leads, small", "closed")},
        {"value": number(figures.won), "label": pgettext("leads, small", "won")},
    ]


def _team(team: queries.TeamLine) -> dict[str, Any]:
    people = sorted(team.people, key=lambda person: ORDER.index(Presence(person.presence)))
    return {
        "line": team,
        "url": f"{reverse('team')}?team={team.public_id}",
        "people": [
            {"member": person, "presence": person.presence.lower(), "says": Presence(person.presence).label}
            for person in people[:PEOPLE]
        ],
        "more": max(len(people) - PEOPLE, 0),
    }


def _waiting(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    lead = Lead(pk=row["lead"]).public_id
    return row | {
        "id": lead,
        "url": reverse("lead", args=[lead]),
        "sla": contact_clock(row["warn_at"], row["due_at"], row["met_at"], at),
    }
