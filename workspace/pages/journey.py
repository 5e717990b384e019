"""One customer's story over everything that belongs to it, and the full record of one subject."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.scopes import Scope
from accounts.web import requires_scope
from events.queries import journey as journey_of
from events.queries import story
from events.timeline import timeline
from workspace.queries import may_read_journey


@requires_scope(Scope.ADMIN_ROUTING, Scope.AE_QUEUE_READ, Scope.IC_QUEUE_READ, Scope.CALLS_HANDLE)
@require_safe
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Supervisors and administrators see all, personal fields too; others what is about work they may see."""
    by = actor_for_request(request)
    everything = by.may(Scope.ADMIN_ROUTING)
    if not everything and not may_read_journey(by, journey_id):
        raise Http404
    lines = journey_of(journey_id, personal=everything)
    if not lines:
        raise Http404
    context = {
        "journey_id": journey_id,
        "story": timeline(lines),
        "subjects": list(dict.fromkeys((line.subject_kind, line.subject_id) for line in lines)),
        "masked": any(line.masked for line in lines),
        "may_see_history": everything,
    }
    return render(request, "workspace/journey.html", context)


@requires_scope(Scope.ADMIN_ROUTING)
@require_safe
def history(request: HttpRequest, kind: str, subject_id: str) -> HttpResponse:
    """Who, when, from where, what changed."""
    lines = story(kind, subject_id, personal=True)
    if not lines:
        raise Http404
    context = {"kind": kind, "subject_id": subject_id, "lines": lines[::-1]}
    return render(request, "workspace/history.html", context)
