"""One way for everything that is done with a call from a page: once, and refused in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.pages import answering
from routing.pages.answering import Place, put_on, show_form
from routing.pages.clocks import labelled
from routing.pages.forms import WorkForm
from scheduling.conf import ADMIN_SCOPE, HANDLE_SCOPE
from scheduling.models import CallRequest
from scheduling.pages import times
from scheduling.policies import can_handle
from scheduling.queries.call_page import call_for_page

WRITERS = (HANDLE_SCOPE, ADMIN_SCOPE)
Act = Callable[[UUID, dict[str, Any]], None]


def perform(request: HttpRequest, call: CallRequest, by: Actor, act: Act, data: dict[str, Any] | None = None) -> None:
    """The act, once for this very form."""

    def effect() -> str:
        act(call.pk, data or {})
        return reverse("call", args=[call.public_id])

    once_for_form(request, by, effect)


def button(request: HttpRequest, call_id: str, act: Act, done_text: str, *, undo: str = "") -> HttpResponse:
    """What one press does, without a form to fill in."""
    by = actor_for_request(request)
    call = call_for_page(call_id, by)
    try:
        perform(request, call, by, act)
    except DomainError as refusal:
        return answering.told(request, place_of(call).url, refusal, in_words)
    return answering.done(request, place_of(call), labelled(call.contact_name, done_text), undo=undo)


def form_page(
    request: HttpRequest,
    call: CallRequest,
    form: WorkForm,
    act: Act,
    *,
    title: str,
    submit: str,
    done_text: str,
    may: Callable[[Actor, CallRequest], bool] = can_handle,
    **more: Any,
) -> HttpResponse:
    """The form, or its effect. What a rule refuses stands on the form, with everything that was filled in.

    may  who may see the form; the verb itself refuses whoever may not act
    """
    by, status = actor_for_request(request), 200
    if not may(by, call):
        raise Forbidden(_("Only the member who has this call, or an administrator, can do that."))
    if request.method == "POST" and form.is_valid():
        try:
            perform(request, call, by, act, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = put_on(form, refusal, in_words, time_words(call))
        else:
            return answering.done(request, place_of(call), labelled(call.contact_name, done_text))
    elif request.method == "POST":
        status = 422
    return show_form(request, form, place_of(call), title=title, submit=submit, status=status, call=call, **more)


def time_words(call: CallRequest) -> Callable[[datetime, datetime], str]:
    return lambda instant, at: times.both(call, instant, at)


def place_of(call: CallRequest) -> Place:
    return Place(call.contact_name, reverse("call", args=[call.public_id]), f"form-{call.public_id}")


def in_words(refusal: DomainError) -> str:
    """What happened, and what to do now."""
    match refusal.code:
        case ErrorCode.CALL_ALREADY_ASSIGNED:
            owner = refusal.details["assigned_to"]["name"]
            return _("%(name)s was faster and has this call now. Take the next one.") % {"name": owner}
        case ErrorCode.NOBODY_AVAILABLE if "max_capacity" in refusal.details:
            full = {"taken": refusal.details["current_assigned"], "places": refusal.details["max_capacity"]}
            return _("No room: %(taken)s of %(places)s calls. Finish or hand over one first.") % full
        case ErrorCode.SLOT_UNAVAILABLE if refusal.details.get("alternatives"):
            return _("That time is taken. Choose one of these, or another.")
        case ErrorCode.SLOT_UNAVAILABLE:
            return _("That time is taken. Choose another.")
        case ErrorCode.INVALID_TRANSITION if "status" in refusal.details:
            return _("This call has moved on meanwhile: it stands otherwise now. Look again.")
        case ErrorCode.MEMBER_RETIRED:
            return _("This person has left. Choose somebody else.")
    return _(refusal.message)


def moment_help(call: CallRequest, at: datetime | None = None) -> str:
    """Which zone a field is read in, and what time it is for the customer."""
    at = at or clock.now()
    zone = times.their_zone(call)
    mine, other = times.zone_name(), times.theirs(call, at, at)
    return _("Your time, %(mine)s. It is %(now)s for the customer (%(zone)s).") % {
        "mine": mine,
        "now": other,
        "zone": zone,
    }
