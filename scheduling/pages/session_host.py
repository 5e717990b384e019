"""A session's second host: chosen among colleagues, and let off again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode, Forbidden
from routing.pages import answering
from routing.pages.ownership import said
from routing.pages.support_desk import WRITERS
from scheduling.actions import add_second_host, remove_second_host
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.pages.session_acting import button, form_page, in_words, place_of, session_to_change
from scheduling.pages.session_forms import HostForm
from scheduling.queries.session_people import who_could_join
from scheduling.queries.sessions import consultant
from workforce.models import Staff


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_host(request: HttpRequest, session_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    found = session_to_change(session_id, by)
    if found.status != SessionStatus.SCHEDULED:
        words = "Only a planned session gets a second host."
        over = DomainError(ErrorCode.INVALID_TRANSITION, words, {"status": found.status})
        return answering.told(request, place_of(found).url, over, in_words)

    def act(key: UUID, data: dict[str, Any]) -> None:
        host = consultant(Staff.parse_id(data["ic"]))
        if host is None:
            raise Forbidden(_("Only implementation consultants hold sessions."))
        try:
            add_second_host(key, host, by=by, at=clock.now())
        except DomainError as refusal:
            raise _for_this_hour(refusal) from None

    people = _people(found, at)
    if not people:
        nobody = DomainError(ErrorCode.NOBODY_AVAILABLE, "There is no colleague who holds sessions.")
        return answering.told(request, place_of(found).url, nobody, lambda _refusal: _("No colleague holds sessions."))
    form = HostForm(request.POST or None, people=people, auto_id="host-%s")
    title, submit, done = _("Second host"), _("Add"), _("The second host has the session in the calendar.")
    return form_page(request, found, form, act, title=title, submit=submit, done_text=done)


@requires_scope(*WRITERS)
@require_POST
def remove_host(request: HttpRequest, session_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        remove_second_host(key, by=by, at=clock.now())

    return button(request, session_to_change(session_id, by), act, _("It has no second host now."))


def _people(session: IcSession, at: datetime) -> list[tuple[str, str]]:
    return [(one.id, said(one, at_hour=True)) for one in who_could_join(session, at=at)]


def _for_this_hour(refusal: DomainError) -> DomainError:
    """The form asks for a person, not for a time: other times are those of moving it."""
    details = {name: value for name, value in refusal.details.items() if name != "alternatives"}
    return DomainError(refusal.code, refusal.message, details) if "colleagues" in details else refusal
