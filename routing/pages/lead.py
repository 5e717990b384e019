"""One lead, and one decision about it, each with a page of its own."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import NotFound
from events import feed
from routing.pages import panel, self_serve
from routing.pages.queue import READERS
from routing.queries.entries import item_of_lead

PANEL = "lead-panel"


@requires_scope(*READERS)
@require_safe
def lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    try:
        content = panel.shown(item_of_lead(lead_id, by=by), by, at)
    except NotFound:
        content = self_serve.shown(lead_id, by, at)
    context = {
        "panel": content,
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
        with suppress(NotFound):
            content = self_serve.shown(lead_id, by, clock.now())
            return render(request, content["template"], {"panel": content})
        return render(request, "routing/lead_gone.html")  # it was shown a moment ago; now it is somebody else's
    return render(request, "routing/lead_panel.html", {"panel": panel.shown(item, by, clock.now())})
