"""One lead, and one decision about it, each with a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import NotFound
from events import feed
from routing.pages import panel
from routing.pages.queue import READERS
from routing.pages.why import asked_for, why_stored
from routing.queries.decisions import decision_for
from routing.queries.entries import item_of_lead

PANEL = "lead-panel"


@requires_scope(*READERS)
@require_safe
def lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    item = item_of_lead(lead_id, by=by)
    context = {
        "panel": panel.shown(item, by, at),
        "live": {"topics": "", "position": position},  # the panel names its own topic
    }
    return render(request, "routing/lead.html", context)


@requires_scope(*READERS)
@require_safe
def lead_panel(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)
    try:
        item = item_of_lead(lead_id, by=by)
    except NotFound:
        if request.htmx.trigger != PANEL:  # type: ignore[attr-defined]
            raise
        return render(request, "routing/lead_gone.html")  # it was shown a moment ago; now it is somebody else's
    return render(request, "routing/lead_panel.html", {"panel": panel.shown(item, by, clock.now())})


@requires_scope(*READERS)
@require_safe
def decision(request: HttpRequest, decision_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    found = decision_for(decision_id, by=by)
    if found is None:
        raise NotFound("decision")
    about = found.work_item.queue_entry.lead
    context = {
        "lead": {"name": about.business_name, "url": reverse("lead", args=[about.public_id])},
        "decision": why_stored(found, by, at),
        "asked_for": asked_for(found),
        "overflowed": found.overflowed,
    }
    return render(request, "routing/decision.html", context)
