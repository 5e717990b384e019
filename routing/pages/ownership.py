"""Who has a piece of work of any queue: claimed, given to somebody, given back, or left to the engine."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import actor_for_request
from core import clock
from core.actor import staff_public_id
from core.errors import DomainError, Forbidden
from routing.actions.let_engine_choose import let_engine_choose
from routing.actions.release_work import release_work
from routing.enums import AssignmentReason
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.pages import answering
from routing.pages.acting import Act, Desk, form_page, perform
from routing.pages.forms import AssignForm, ReleaseForm
from routing.policies import can_override_capacity
from routing.queries.asked import as_candidate
from routing.rules.matching import Candidate
from workforce.enums import Presence
from workforce.models import Staff
from workforce.queries import candidates


def claim(request: HttpRequest, key: str, desk: Desk) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        desk.assign(item, _member(desk, by.user_id), by=by, at=clock.now(), reason=AssignmentReason.MANUAL)

    return press(request, key, act, _("%(name)s is yours."), desk, undo=reverse(desk.release, args=[key]))


def choose(request: HttpRequest, key: str, desk: Desk) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, _data: dict[str, Any]) -> None:
        let_engine_choose(item, by=by, at=clock.now())

    return press(request, key, act, _("%(name)s has an owner now."), desk)


def press(
    request: HttpRequest,
    key: str,
    act: Act,
    text: str,
    desk: Desk,
    *,
    undo: str = "",
    data: dict[str, Any] | None = None,
) -> HttpResponse:
    """What one press does, without a form to fill in."""
    by = actor_for_request(request)
    item = desk.find(key, by=by)
    place = desk.place(item)
    try:
        perform(request, key, by, act, desk, data)
    except DomainError as refusal:
        return answering.told(request, place.url, refusal, desk.words)
    return answering.done(request, place, text % {"name": place.name}, undo=undo)


def release(request: HttpRequest, key: str, desk: Desk) -> HttpResponse:
    by = actor_for_request(request)

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        release_work(item, reason=data["reason"], by=by, at=clock.now())

    form = ReleaseForm(request.POST or None, auto_id="release-%s")
    if request.method == "POST" and not request.POST:  # "Undo" in the message that follows a claim
        form = ReleaseForm({"reason": _("taken by mistake")})
    title, submit, done_text = _("Release"), _("Release it"), _("Back in the queue.")
    return form_page(request, key, form, act, desk, title=title, submit=submit, done_text=done_text)


def assign(request: HttpRequest, key: str, desk: Desk) -> HttpResponse:
    """By a form; or let go in a calendar at `member`, where a refusal is told and nothing else."""
    by, at = actor_for_request(request), clock.now()

    def act(item: WorkItem, data: dict[str, Any]) -> None:
        to = _member(desk, Staff.parse_id(data["to"]))
        reason = AssignmentReason.REASSIGNMENT if item.is_owned else AssignmentReason.MANUAL
        override = data.get("override_capacity", False)
        desk.assign(item, to, by=by, at=at, reason=reason, notes=data.get("notes", ""), override_capacity=override)

    if "member" in request.POST:
        return press(request, key, act, _("%(name)s has a new owner."), desk, data={"to": request.POST["member"]})
    people = _people(desk.find(key, by=by), at)
    form = AssignForm(request.POST or None, people=people, may_override=can_override_capacity(by), auto_id="assign-%s")
    title, submit, text = _("Assign"), _("Assign it"), _("Assigned.")
    return form_page(request, key, form, act, desk, title=title, submit=submit, done_text=text, may=lambda _by: True)


def _member(desk: Desk, key: Any) -> Staff:
    staff = Staff.objects.with_person().filter(pk=key, user__roles__contains=[desk.role]).first() if key else None
    if staff is None:
        raise Forbidden(desk.not_one())
    return staff


def _people(item: WorkItem, at: datetime) -> list[tuple[str, str]]:
    """Who else could have it, with their load: who is free at its hour first, then the lightest."""
    found = kind_of(item).people(item, at)
    if found is None:
        found = [as_candidate(row) for row in candidates(item.queue, at, team_ids=[item.team_id])]
    owner = staff_public_id(item.owner_id) if item.owner_id else ""
    others = [one for one in found if one.id != owner]
    others.sort(key=lambda one: (not one.free, one.assigned, one.name))
    return [(one.id, said(one, at_hour=item.scheduled_at is not None)) for one in others]


def said(one: Candidate, *, at_hour: bool, load: str = "") -> str:
    """Ben: free then, 2 of 10, online.

    load  how what they have is said, with %(taken)s and %(places)s
    """
    numbers = {"taken": one.assigned, "places": one.places or 0}
    parts = [(load or _("%(taken)s of %(places)s")) % numbers, str(Presence(one.presence).label).lower()]
    if at_hour:
        parts.insert(0, _("free then") if one.free else _("taken then"))
    return _("%(label)s: %(text)s") % {"label": one.name, "text": ", ".join(parts)}
