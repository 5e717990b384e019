"""One call: its page, and the part of it that stands beside the queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import NotFound
from events import feed
from scheduling.pages import panel
from scheduling.pages.queue import READERS
from scheduling.queries.call_page import call_for_page

PANEL = "call-panel"


@requires_scope(*READERS)
@require_safe
def call(request: HttpRequest, call_id: str) -> HttpResponse:
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    context = {
        "panel": panel.shown(call_for_page(call_id, by), by, at),
        "live": {"topics": "", "position": position},  # the panel names its own topic
    }
    return render(request, "scheduling/call.html", context)


@requires_scope(*READERS)
@require_safe
def call_panel(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    try:
        found = call_for_page(call_id, by)
    except NotFound:
        if request.htmx.trigger != PANEL:  # type: ignore[attr-defined]
            raise
        return render(request, "scheduling/call_gone.html")  # it was shown a moment ago; now it is somebody else's
    return render(request, "scheduling/call_panel.html", {"panel": panel.shown(found, by, clock.now())})
