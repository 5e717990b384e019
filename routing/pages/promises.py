"""Promises from a page: a call at a time, and what I owe, done by one key."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError
from core.web.pages import once_for_form
from events import feed
from routing.actions.finish_step import cancel_step, complete_step
from routing.actions.schedule_callback import schedule_callback
from routing.models import WorkItem
from routing.pages import answering
from routing.pages.acting import form_page
from routing.pages.clocks import labelled, zone_name
from routing.pages.forms import CallbackForm
from routing.pages.owed import owed_groups, step_words
from routing.pages.queue import READERS
from routing.pages.work import LEADS, WRITERS
from routing.queries.next_steps import step_to_change

#: how far ahead the page looks beyond today
AHEAD = timedelta(days=7)
MOST = 200


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def callback(request: HttpRequest, lead_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        schedule_callback(item, data["callback_time"], note=data["note"], by=by, at=clock.now())

    form = CallbackForm(request.POST or None, zone=zone_name(), auto_id="callback-%s")
    title, submit, text = _("Promise a call"), _("Promise it"), _("It is in your calendar.")
    return form_page(request, lead_id, form, act, LEADS, title=title, submit=submit, done_text=text)


@requires_scope(*WRITERS)
@require_POST
def step_done(request: HttpRequest, action_id: str) -> HttpResponse:
    return _finish(request, action_id, "done")


@requires_scope(*WRITERS)
@require_POST
def step_off(request: HttpRequest, action_id: str) -> HttpResponse:
    return _finish(request, action_id, "off")


def _finish(request: HttpRequest, action_id: str, how: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    with transaction.atomic():
        step, item = step_to_change(action_id, by=by)
    place = LEADS.place(item)

    def effect() -> str:
        step, item = step_to_change(action_id, by=by)
        if how == "done":
            complete_step(step, item, by=by, at=at)
        else:
            cancel_step(step, item, reason=_("called off by %(name)s") % {"name": by.name}, by=by, at=at)
        return ""

    try:
        once_for_form(request, by, effect)
    except DomainError as refusal:
        return answering.told(request, place.url, refusal, LEADS.words)
    what = _("%(what)s: done.") if how == "done" else _("%(what)s: off.")
    return answering.done(request, place, labelled(place.name, what % {"what": step_words(step)}))


@requires_scope(*READERS)
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What I owe: overdue first, then today, then the days ahead."""
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    context = {
        "groups": owed_groups(by.user_id, at) if by.user_id else [],
        "me": by.id,
        "live": {"topics": "", "position": position},  # my own topic is followed anyway
        "url": reverse("my_actions"),
    }
    part = "#list" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"routing/actions.html{part}", context)
