"""The team board: who has what, how far it is, who is there. To read; a supervisor also hands over and switches."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.models import User
from accounts.scopes import Scope
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import Forbidden, NotFound
from events import feed
from routing.enums import State
from routing.models import Lead
from routing.pages.clocks import contact_clock
from routing.policies import is_routing_admin
from workforce.actions import set_accepts_new
from workforce.enums import Presence
from workforce.models import Staff, Team
from workforce.policies import can_change_member
from workspace import queries

READERS = (Scope.AE_QUEUE_READ, Scope.ADMIN_ROUTING)
#: leads of one member, and of those that wait, that the board shows; the queue has all of them
EACH = 12


@requires_scope(*READERS)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """One team at a time: of one's own, for supervisors of all."""
    by, at = actor_for_request(request), clock.now()
    position = feed.head()
    teams = list(queries.seen_teams(by))
    chosen = next((one for one in teams if one.public_id == request.GET.get("team")), teams[0] if teams else None)
    context: dict[str, Any] = {
        "teams": [
            {"name": one.name, "url": f"{reverse('team')}?team={one.public_id}", "current": one is chosen}
            for one in teams
        ],
        "may_hand_over": is_routing_admin(by),
    }
    if chosen is not None:
        topics = f"team.{chosen.public_id} " + (
            "presence.all" if is_routing_admin(by) else f"presence.{chosen.public_id}"
        )
        context |= _board(chosen, request, by, at) | {"live": {"topics": topics, "position": position}}
    template = "workspace/team.html"
    return render(request, f"{template}#board" if request.htmx and chosen else template, context)  # type: ignore[attr-defined]


@requires_scope(*READERS)
@require_POST
def accepts_new(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    """The switch with which a member, or a supervisor for them, stops new work for a while."""
    by, user = actor_for_request(request), request.user
    assert isinstance(user, User)
    staff = Staff.objects.active().with_person().filter(pk=Staff.parse_id(staff_id)).first()
    if staff is None or not (user.pk == staff.pk or is_routing_admin(by) or _share_a_team(user, staff)):
        raise NotFound("member")
    if not can_change_member(user, staff):
        raise Forbidden(_("Only they themselves or a supervisor can do this."))
    wanted = request.POST.get("accepts_new") == "yes"
    set_accepts_new(staff, wanted, by=by)
    text = _("%(name)s takes new leads.") if wanted else _("%(name)s takes no new leads for now.")
    text %= {"name": staff.name}
    if request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse()
        toast = {"text": text, "level": "success", "target": "body"}
        answer["HX-Trigger"] = json.dumps({"toast": toast, "refetch": {"target": "body"}})
        return answer
    messages.success(request, text)
    return redirect("team")


def _share_a_team(user: User, staff: Staff) -> bool:
    return Team.objects.filter(memberships__staff=user.pk).filter(memberships__staff=staff.pk).exists()


def _board(chosen: Team, request: HttpRequest, by: Actor, at: datetime) -> dict[str, Any]:
    people = queries.members_of([chosen.pk])[chosen.pk]
    line = queries.TeamLine(chosen.pk, chosen.public_id, chosen.name, chosen.auto_assign, people=people)
    by_owner: dict[UUID | None, list[dict[str, Any]]] = {}
    for row in queries.board_of(chosen.pk, by=by, each=EACH):
        by_owner.setdefault(row["owner"], []).append(_lead(row, at))
    on_duty = line.on_duty
    user = request.user
    members = [
        {
            "member": person,
            "presence": person.presence.lower(),
            "says": Presence(person.presence).label,
            "on_duty": person is on_duty,
            "is_me": person.key == by.user_id,
            "may_switch": person.key == user.pk or is_routing_admin(by),
            "assigned": [row for row in by_owner.get(person.key, []) if row["state"] == State.ASSIGNED],
            "contacted": [row for row in by_owner.get(person.key, []) if row["state"] == State.IN_PROGRESS],
            "more": _more(by_owner.get(person.key, [])),
        }
        for person in people
    ]
    waiting = by_owner.get(None, [])
    return {
        "team": chosen,
        "members": members,
        "waiting": waiting,
        "waiting_more": _more(waiting),
        "here": f"{reverse('team')}?team={chosen.public_id}",
    }


def _more(rows: list[dict[str, Any]]) -> int:
    return max(rows[0]["of"] - len(rows), 0) if rows else 0


def _lead(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    lead = Lead(pk=row["lead"]).public_id
    running = row["met_at"] is None
    return row | {
        "id": lead,
        "url": reverse("lead", args=[lead]),
        "assign_url": reverse("lead_assign", args=[lead]),
        "is_parked": row["state"] == State.PARKED,
        "sla": contact_clock(row["warn_at"], row["due_at"], row["met_at"], at) if running else None,
    }
