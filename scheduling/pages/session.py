"""One session: its page, and what is done with it: start, complete, move, cancel, nobody came."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from events import feed
from routing.pages import answering, ownership
from routing.pages.support_desk import MERCHANTS, WRITERS
from scheduling.actions import cancel_session, complete_session, miss_session, move_session, start_session
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.pages import session_panel, session_times
from scheduling.pages.ic_queue import READERS
from scheduling.pages.session_acting import button, form_page, in_words, perform, place_of, session_to_change
from scheduling.pages.session_forms import CancelForm, CompleteForm, MissForm, MoveForm
from scheduling.queries.merchant_page import free_days
from scheduling.queries.sessions import session_for
from workforce.rules import zones

PANEL = "session-panel"
#: of the consultant's free time that the form offers
DAYS_AHEAD = 14


@requires_scope(*READERS)
@require_safe
def session(request: HttpRequest, session_id: str) -> HttpResponse:
    by, at, position = actor_for_request(request), clock.now(), feed.head()
    context = {
        "panel": session_panel.shown(session_for(session_id, by), by, at),
        "live": {"topics": "", "position": position},  # the panel names its own topic
    }
    return render(request, "scheduling/session.html", context)


@requires_scope(*READERS)
@require_safe
def session_part(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)
    try:
        found = session_for(session_id, by)
    except Forbidden:
        if request.htmx.trigger != PANEL:  # type: ignore[attr-defined]
            raise
        return render(request, "scheduling/session_gone.html")  # it was shown a moment ago
    return render(request, "scheduling/session_panel.html", {"panel": session_panel.shown(found, by, clock.now())})


@requires_scope(*WRITERS)
@require_POST
def start(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        start_session(key, by=by, at=clock.now())

    return button(request, session_to_change(session_id, by), act, _("The session has begun."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)
    found = session_to_change(session_id, by)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        complete_session(key, form.result(), by=by, at=clock.now())

    form = CompleteForm(request.POST or None, agenda=found.agenda, key=found.public_id, auto_id="complete-%s")
    title, submit, done = _("How did it go?"), _("Complete it"), _("The session is over.")
    return form_page(request, found, form, act, title=title, submit=submit, done_text=done)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, session_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    found = session_to_change(session_id, by)
    if request.method == "POST" and "minute" in request.POST:
        return _dropped(request, found, at)

    def act(key: UUID, data: dict[str, Any]) -> None:
        move_session(key, data["chosen"], reason=data["reason"], silent=not data["tell"], by=by, at=clock.now())

    zone = session_times.zone_of(found.timezone)
    form = MoveForm(
        request.POST or None,
        days=free_days(found.ic, found.duration, DAYS_AHEAD, zone, at=at, ignoring=found.booking_id),
        zone=zone,
        auto_id="move-%s",
    )
    title, submit, done = _("Another time"), _("Move it"), _("The session has been moved.")
    return form_page(request, found, form, act, title=title, submit=submit, done_text=done)


def _dropped(request: HttpRequest, found: IcSession, at: datetime) -> HttpResponse:
    """Let go in a calendar: `day` and `minute` of it on its consultant's clock. A refusal is told, nothing else."""
    by, starts_at = actor_for_request(request), _let_go(request, found)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        if starts_at is None:
            raise Invalid({"starts_at": [gettext_noop("There is no such time on that day.")]})
        move_session(key, starts_at, by=by, at=at)

    try:
        perform(request, found, by, act)
    except DomainError as refusal:
        return answering.told(request, place_of(found).url, refusal, _dropped_words)
    zone = session_times.zone_of(found.timezone)
    assert starts_at is not None
    text = _("%(name)s is at %(time)s now.")
    told = {"name": found.merchant.business_name, "time": session_times.both(zone, starts_at, at)}
    return answering.done(request, place_of(found), text % told)


def _dropped_words(refusal: DomainError) -> str:
    """There is no form on which the words could stand beside a field."""
    if isinstance(refusal, Invalid):
        return " ".join(_(text) for texts in refusal.details.values() for text in texts)
    return in_words(refusal)


def _let_go(request: HttpRequest, found: IcSession) -> datetime | None:
    zone = zones.zone(found.ic.timezone)
    try:
        midnight = datetime.fromisoformat(request.POST.get("day", ""))
        wall = midnight.replace(hour=0, minute=0) + timedelta(minutes=int(request.POST["minute"]))
        starts_at = wall.replace(tzinfo=zone)
        there_is = starts_at.astimezone(zones.zone("UTC")).astimezone(zone).replace(tzinfo=None) == wall
    except (ValueError, OverflowError):
        return None
    return starts_at if there_is else None


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, session_id: str) -> HttpResponse:
    """A colleague gets the merchant, and the session with it, at the same time."""
    found = session_to_change(session_id, actor_for_request(request))
    if found.status != SessionStatus.SCHEDULED:
        over = DomainError(
            ErrorCode.INVALID_TRANSITION, "Only a planned session changes hands.", {"status": found.status}
        )
        return answering.told(request, place_of(found).url, over, in_words)
    return ownership.assign(request, found.entry.public_id, MERCHANTS)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, data: dict[str, Any]) -> None:
        cancel_session(key, reason=data["reason"], silent=not data["tell"], by=by, at=clock.now())

    form = CancelForm(request.POST or None, auto_id="cancel-%s")
    title, done = _("Cancel the session"), _("The session is off. The merchant waits in the queue again.")
    return form_page(request, session_to_change(session_id, by), form, act, title=title, submit=title, done_text=done)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, data: dict[str, Any]) -> None:
        miss_session(key, reason=data["reason"], silent=not data["tell"], by=by, at=clock.now())

    form = MissForm(request.POST or None, auto_id="missed-%s")
    title, submit, done = (
        _("Nobody came"),
        _("Write it down"),
        _("Written down. The merchant waits in the queue again."),
    )
    return form_page(request, session_to_change(session_id, by), form, act, title=title, submit=submit, done_text=done)
