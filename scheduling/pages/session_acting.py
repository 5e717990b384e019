"""One way for everything that is done with a session from a page: once, and refused in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.pages import answering, support_desk
from routing.pages.answering import Place, put_on, show_form
from routing.pages.clocks import labelled
from routing.pages.forms import WorkForm
from scheduling.models import IcSession
from scheduling.pages import session_times
from scheduling.policies import can_hold_session
from scheduling.queries.sessions import session_for

Act = Callable[[UUID, dict[str, Any]], None]


def session_to_change(session_id: str, by: Actor) -> IcSession:
    """Raises NotFound, and FORBIDDEN for whoever does not have it, a second host among them."""
    found = session_for(session_id, by)
    if not can_hold_session(by, found):
        raise Forbidden(_("Only the consultant who has this session, or an administrator, can do that."))
    return found


def perform(request: HttpRequest, session: IcSession, by: Actor, act: Act, data: dict[str, Any] | None = None) -> None:
    """The act, once for this very form."""

    def effect() -> str:
        act(session.pk, data or {})
        return reverse("session", args=[session.public_id])

    once_for_form(request, by, effect)


def button(request: HttpRequest, session: IcSession, act: Act, done_text: str) -> HttpResponse:
    """What one press does, without a form to fill in."""
    place = place_of(session)
    try:
        perform(request, session, actor_for_request(request), act)
    except DomainError as refusal:
        return answering.told(request, place.url, refusal, in_words)
    return answering.done(request, place, labelled(place.name, done_text))


def form_page(
    request: HttpRequest, session: IcSession, form: WorkForm, act: Act, *, title: str, submit: str, done_text: str
) -> HttpResponse:
    """The form, or its effect. What a rule refuses stands on the form, with everything that was filled in."""
    status, place = 200, place_of(session)
    if request.method == "POST" and form.is_valid():
        try:
            perform(request, session, actor_for_request(request), act, form.cleaned_data)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            status = put_on(form, refusal, in_words, time_words(session))
        else:
            return answering.done(request, place, labelled(place.name, done_text))
    elif request.method == "POST":
        status = 422
    return show_form(request, form, place, title=title, submit=submit, status=status)


def time_words(session: IcSession) -> Callable[[datetime, datetime], str]:
    zone = session_times.zone_of(session.timezone)
    return lambda instant, at: session_times.both(zone, instant, at)


def place_of(session: IcSession) -> Place:
    return Place(
        session.merchant.business_name, reverse("session", args=[session.public_id]), f"form-{session.public_id}"
    )


def in_words(refusal: DomainError) -> str:
    """What happened, and what to do now."""
    match refusal.code:
        case ErrorCode.INVALID_TRANSITION if "session_id" in refusal.details:
            return _("A session for this is planned already. Move that one, or cancel it first.")
        case ErrorCode.INVALID_TRANSITION if refusal.details.get("allowed") == ["START", "RESCHEDULE", "CANCEL"]:
            return _("Its hour has not come. Until then it can be started, moved or cancelled.")
        case ErrorCode.IC_UNAVAILABLE if "colleagues" in refusal.details:
            free = ", ".join(one["name"] for one in refusal.details["colleagues"])
            return _("Taken at that time. Free then: %(names)s.") % {"names": free or _("nobody")}
        case ErrorCode.INVALID_TRANSITION if "status" in refusal.details:
            return _("This session has moved on meanwhile: it stands otherwise now. Look again.")
    return support_desk.in_words(refusal)
