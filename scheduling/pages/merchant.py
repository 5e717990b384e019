"""One merchant: its page, the part of it that stands beside the queue, and its steps, moved by a press."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import DomainError, NotFound
from core.web.pages import once_for_form
from events import feed
from routing.actions.record_progress import record_progress
from routing.enums import SetupStatus
from routing.models import IcEntry, WorkItem
from routing.pages import answering
from routing.pages.answering import Place
from routing.pages.clocks import labelled
from routing.pages.support_desk import WRITERS, in_words
from routing.queries.merchants import item_of_entry, merchant_for
from scheduling.pages import merchant_panel
from scheduling.pages.ic_queue import READERS

PANEL = "merchant-panel"


@requires_scope(*READERS)
@require_safe
def merchant(request: HttpRequest, merchant_id: str) -> HttpResponse:
    position = feed.head()
    context = {
        "panel": _panel(request, merchant_id),
        "live": {"topics": "", "position": position},  # the panel names its own topic
    }
    return render(request, "scheduling/merchant.html", context)


@requires_scope(*READERS)
@require_safe
def merchant_part(request: HttpRequest, merchant_id: str) -> HttpResponse:
    try:
        panel = _panel(request, merchant_id)
    except NotFound:
        if request.htmx.trigger != PANEL:  # type: ignore[attr-defined]
            raise
        return render(request, "scheduling/merchant_gone.html")  # it was shown a moment ago
    return render(request, "scheduling/merchant_panel.html", {"panel": panel})


def _panel(request: HttpRequest, merchant_id: str) -> dict[str, Any]:
    by = actor_for_request(request)
    found = merchant_for(merchant_id, by=by)
    return merchant_panel.shown(found, _focus(request.GET.get("need", ""), by), by, clock.now())


def _focus(entry_id: str, by: Actor) -> WorkItem | None:
    """An old address still shows the merchant."""
    if IcEntry.parse_id(entry_id) is None:
        return None
    try:
        return item_of_entry(entry_id, by=by)
    except NotFound:
        return None


@requires_scope(*WRITERS)
@require_POST
def step_done(request: HttpRequest, merchant_id: str, step_number: int) -> HttpResponse:
    undo = reverse("merchant_step_undone", args=[merchant_id, step_number])
    return _step(request, merchant_id, step_number, SetupStatus.COMPLETED, undo)


@requires_scope(*WRITERS)
@require_POST
def step_undone(request: HttpRequest, merchant_id: str, step_number: int) -> HttpResponse:
    return _step(request, merchant_id, step_number, SetupStatus.IN_PROGRESS, "")


def _step(request: HttpRequest, merchant_id: str, number: int, status: SetupStatus, undo: str) -> HttpResponse:
    by = actor_for_request(request)
    found = merchant_for(merchant_id, by=by)
    place = Place(found.business_name, reverse("merchant", args=[merchant_id]), f"form-{merchant_id}")

    def effect() -> str:
        moved = record_progress(found.pk, number, status, by=by, at=clock.now())
        return str(moved.step.name)

    try:
        step = once_for_form(request, by, effect)
    except DomainError as refusal:
        return answering.told(request, place.url, refusal, in_words)
    text = labelled(_(step), status.label)
    return answering.done(request, place, labelled(found.business_name, text), undo=undo)
