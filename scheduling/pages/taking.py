"""Who has a call: claimed, given back, handed over, or given to whom the engine finds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.errors import DomainError, ErrorCode, Forbidden
from routing.actions.change_owner import lock_item
from routing.actions.release_work import release_work
from routing.pages.ownership import said
from routing.policies import is_routing_admin
from scheduling.actions import claim_call, cover_call, hand_over_call
from scheduling.models import CallRequest
from scheduling.pages.acting import WRITERS, button, form_page
from scheduling.pages.forms import HandOverForm, ReleaseForm
from scheduling.policies import can_handle
from scheduling.queries.call_page import call_for_page
from scheduling.queries.hand_over import people_for
from workforce.models import Staff


@requires_scope(*WRITERS)
@require_POST
def claim(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        me = Staff.objects.active().with_person().filter(pk=by.user_id).first()
        if me is None:
            raise Forbidden(_("Only members who take calls can have one."))
        claim_call(key, me, by=by, at=clock.now())

    return button(request, call_id, act, _("It is yours."), undo=reverse("desk_release", args=[call_id]))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    call = call_for_page(call_id, by)

    def act(_key: UUID, data: dict[str, Any]) -> None:
        release_work(lock_item(call.work_item_id, what="call"), reason=data["reason"], by=by, at=clock.now())

    form = ReleaseForm(request.POST or None, auto_id="release-%s")
    if request.method == "POST" and not request.POST:  # "Undo" in the message that follows a claim
        form = ReleaseForm({"reason": _("taken by mistake")})
    return form_page(
        request, call, form, act, title=_("Give back"), submit=_("Give it back"), done_text=_("Back in line.")
    )


@requires_scope(*WRITERS)
@require_POST
def cover(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        decision = cover_call(key, by=by, at=clock.now())
        if decision.winner_id is None:
            raise DomainError(ErrorCode.NOBODY_AVAILABLE, _("Nobody else is free then. Agree on another time."))

    return button(request, call_id, act, _("Somebody else has it now, at the same time."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, call_id: str) -> HttpResponse:
    """By a form; or let go in a calendar at `member`, where a refusal is told and nothing else."""
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)

    load, timed = _("%(taken)s of %(places)s calls"), call.scheduled_date_time is not None
    people = {one.id: said(one, at_hour=timed, load=load) for one in people_for(call, at=at)}

    def act(key: UUID, data: dict[str, Any]) -> None:
        to = data.get("to") or request.POST["member"]
        if to not in people:
            raise DomainError(ErrorCode.NOBODY_AVAILABLE, _("Only members who take such calls can have one."))
        member = Staff.objects.active().with_person().get(pk=Staff.parse_id(to))
        hand_over_call(key, member, reason=data.get("reason", ""), by=by, at=clock.now())

    if "member" in request.POST:
        return button(request, call_id, act, _("Handed over."))
    choices = list(people.items())
    form = HandOverForm(request.POST or None, people=choices, auto_id="hand-over-%s")
    title, submit, done = _("Hand over"), _("Hand it over"), _("Handed over.")
    return form_page(
        request, call, form, act, title=title, submit=submit, done_text=done, may=_may_hand_over, people=choices
    )


def _may_hand_over(by: Any, call: CallRequest) -> bool:
    return is_routing_admin(by) or can_handle(by, call)
